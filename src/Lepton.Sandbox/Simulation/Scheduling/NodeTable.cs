using Lepton.Sandbox.Simulation.Engine;
using Lepton.Sandbox.Simulation.Reading;

namespace Lepton.Sandbox.Simulation.Scheduling;

/// <summary>All nodes with what they hold, kept up to date by the changes of Nodes and Pods. Shared by the scheduler and the node-pool autoscaler.</summary>
internal sealed class NodeTable(ClusterCache cache)
{
    private readonly SortedDictionary<string, NodeInfo> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, PodView>> _early = new(StringComparer.Ordinal);
    private readonly HashSet<string> _antiAffine = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, PodView>> _nominated = new(StringComparer.Ordinal);

    /// <summary>In the order of their names.</summary>
    public IReadOnlyCollection<NodeInfo> Nodes => _nodes.Values;

    /// <summary>Whether any running Pod keeps others away by required anti-affinity; spares the search when none does.</summary>
    public bool AnyAntiAffinity => _antiAffine.Count > 0;

    /// <summary>Pods that others were ended for on a node and that wait for it.</summary>
    public IEnumerable<PodView> Nominated(string node) => _nominated.TryGetValue(node, out var pods) ? pods.Values : [];

    public NodeInfo? Get(string name) => _nodes.GetValueOrDefault(name);

    public IReadOnlyDictionary<string, string> NamespaceLabels(string name) =>
        cache.Namespaces.TryGet(new ObjectName("", name), out var view) ? view.Labels : new Dictionary<string, string>();

    public void ObserveNode(Change change)
    {
        if (change.Deleted)
        {
            if (_nodes.Remove(change.Object.Name, out var gone))
                _early[gone.Node.Name] = gone.Pods.ToDictionary(static pod => pod.Uid, StringComparer.Ordinal);
            return;
        }

        if (_nodes.TryGetValue(change.Object.Name, out var info))
        {
            info.Node = change.Node;
            return;
        }

        info = _nodes[change.Object.Name] = new NodeInfo(change.Node);
        if (_early.Remove(change.Object.Name, out var waiting))
        {
            foreach (var pod in waiting.Values)
                info.Add(pod);
        }
    }

    public void ObservePod(Change change)
    {
        var pod = change.Pod;
        if (change.Old is PodView { NodeName: { } before })
            Remove(before, pod.Uid);
        if (change.Old is PodView { Nomination: { } former } && _nominated.TryGetValue(former, out var others) && others.Remove(pod.Uid) && others.Count == 0)
            _nominated.Remove(former);
        if (!change.Deleted && pod.Nomination is { } nomination)
            (_nominated.TryGetValue(nomination, out var pods) ? pods : _nominated[nomination] = new(StringComparer.Ordinal))[pod.Uid] = pod;
        if (!change.Deleted && pod is { NodeName: { } node, Terminal: false })
            Add(node, pod);
    }

    private void Add(string node, PodView pod)
    {
        if (_nodes.TryGetValue(node, out var info))
        {
            info.Add(pod);
        }
        else
        {
            // A Pod of a node that is not there (yet).
            if (!_early.TryGetValue(node, out var waiting))
                _early[node] = waiting = new Dictionary<string, PodView>(StringComparer.Ordinal);
            waiting[pod.Uid] = pod;
        }

        if (pod.Spec.Object("affinity").Object("podAntiAffinity").Count("requiredDuringSchedulingIgnoredDuringExecution") > 0)
            _antiAffine.Add(pod.Uid);
    }

    private void Remove(string node, string uid)
    {
        _antiAffine.Remove(uid);
        if (_nodes.TryGetValue(node, out var info))
            info.Remove(uid);
        else if (_early.TryGetValue(node, out var waiting) && waiting.Remove(uid) && waiting.Count == 0)
            _early.Remove(node);
    }
}
