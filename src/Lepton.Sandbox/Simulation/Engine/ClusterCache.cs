using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Simulation.Engine;

/// <summary>What a cluster's controllers look things up in. Holds the stored objects themselves, not copies.</summary>
internal sealed class ClusterCache
{
    private readonly Dictionary<GroupVersionResource, IObjectIndex> _indexes;

    public ClusterCache()
    {
        _indexes = new Dictionary<GroupVersionResource, IObjectIndex>
        {
            [Kinds.Nodes] = Nodes,
            [Kinds.Pods] = Pods,
            [Kinds.Namespaces] = Namespaces,
            [Kinds.ReplicaSets] = ReplicaSets,
            [Kinds.Deployments] = Deployments,
            [Kinds.Jobs] = Jobs,
            [Kinds.Services] = Services,
            [Kinds.HorizontalPodAutoscalers] = Autoscalers,
            [Kinds.PodDisruptionBudgets] = DisruptionBudgets,
            [Kinds.PriorityClasses] = PriorityClasses,
        };
    }

    public ObjectIndex<PodView> Pods { get; } = new(static json => new PodView(json));

    public ObjectIndex<NodeView> Nodes { get; } = new(static json => new NodeView(json));

    public ObjectIndex<ObjectView> Namespaces { get; } = New();

    public ObjectIndex<ObjectView> ReplicaSets { get; } = New();

    public ObjectIndex<ObjectView> Deployments { get; } = New();

    public ObjectIndex<ObjectView> Jobs { get; } = New();

    public ObjectIndex<ObjectView> Services { get; } = New();

    public ObjectIndex<ObjectView> Autoscalers { get; } = New();

    public ObjectIndex<ObjectView> DisruptionBudgets { get; } = New();

    public ObjectIndex<ObjectView> PriorityClasses { get; } = New();

    /// <summary>What <c>spec.priority</c> says, which admission writes; else the value of the Pod's class, or of the default class.</summary>
    public long PriorityOf(PodView pod)
    {
        if (pod.Spec.Number("priority") is { } written)
            return written;
        if (pod.Spec.Text("priorityClassName") is { Length: > 0 } name)
            return PriorityClasses.Get(new ObjectName("", name))?.Json.Number("value") ?? 0;
        return PriorityClasses.All.FirstOrDefault(static view => view.Json.Flag("globalDefault"))?.Json.Number("value") ?? 0;
    }

    /// <summary>Resources it keeps.</summary>
    public IEnumerable<GroupVersionResource> Kept => _indexes.Keys;

    public Change Apply(StoreEvent change)
    {
        if (!_indexes.TryGetValue(change.Resource, out var index))
            return new Change(change.Type, change.Resource, new ObjectView(change.Object), null);
        var (view, old) = index.Apply(change.Object, change.Type == StoreEventType.Deleted);
        return new Change(change.Type, change.Resource, view, old);
    }

    private static ObjectIndex<ObjectView> New() => new(static json => new ObjectView(json));
}
