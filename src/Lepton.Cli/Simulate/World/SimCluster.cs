using Lepton.Operator.Emission;
using Lepton.Operator.State;
using Lepton.Sandbox.Fleet;

namespace Lepton.Cli.Simulate.World;

/// <summary>One member cluster: its pools, and whether it is there.</summary>
internal sealed class SimCluster(ClusterDefinition definition)
{
    public ClusterDefinition Definition { get; } = definition;

    public string Name => Definition.Name;

    public List<SimPool> Pools { get; } = [];

    /// <summary>What runs there serves.</summary>
    public bool Serving { get; set; } = true;

    /// <summary>The operator reaches it.</summary>
    public bool Reachable { get; set; } = true;

    /// <summary>Hours at which it became reachable or ceased to be.</summary>
    public double Since { get; set; }

    public MemberView? LastSeen { get; private set; }

    /// <summary>What the operator sees: of a cluster it does not reach, what it saw last.</summary>
    public MemberView See(double now, Func<double, DateTimeOffset> clock)
    {
        if (Reachable || LastSeen is null)
            LastSeen = new MemberView { Cluster = Name, Provider = Definition.ProviderObject, Health = MemberHealth.Healthy, Since = clock(Since), Nodes = Nodes(now) };
        if (!Reachable)
            LastSeen = LastSeen with { Health = MemberHealth.Unreachable, Since = clock(Since), Problem = "no answer" };
        return LastSeen;
    }

    private List<NodeView> Nodes(double now) => Pools.SelectMany(pool => pool.Nodes).Where(node => node.ReadyAt <= now).Select(node => View(node, now)).OrderBy(view => view.Name, StringComparer.Ordinal).ToList();

    private static NodeView View(SimNode node, double now)
    {
        var view = node.View;
        if (node.FailedGpus > 0 && node.Pool.ResourceName is { } resource)
            view = view with { Devices = new Dictionary<string, int>(view.Devices, StringComparer.Ordinal) { [resource] = node.Gpus } };
        return node.Replicas.Count == 0 ? view : view with { Pods = [.. view.Pods, .. node.Replicas.Select(replica => Pod(replica, node, now))] };
    }

    private static PodView Pod(SimReplica replica, SimNode node, double now)
    {
        var devices = new Dictionary<string, int>(StringComparer.Ordinal);
        if (node.Pool.ResourceName is { } resource && replica.Gpus > 0)
            devices[resource] = replica.Gpus;
        return new PodView(replica.Model, Names.Placement(replica.Pool), new PodResources(replica.Cpu, replica.MemoryGiB, devices), replica.ReadyNow(now), node.View.Name);
    }
}
