using Lepton.Sandbox.Simulation.Reading;

namespace Lepton.Sandbox.Simulation.Scheduling;

/// <summary>Why a node does not do.</summary>
/// <param name="Reasons">As the scheduler words them.</param>
/// <param name="Unresolvable">Not even preempting every Pod on it would help.</param>
internal sealed record Misfit(IReadOnlyList<string> Reasons, bool Unresolvable)
{
    public Misfit(string reason, bool unresolvable)
        : this([reason], unresolvable)
    {
    }
}

/// <summary>
/// What of a node alone decides whether a Pod fits, in the order and with the words of the default scheduler
/// (kubernetes/pkg/scheduler/framework/plugins): the first filter that refuses gives the reasons.
/// </summary>
internal static class NodeFilters
{
    public static Misfit? Check(SchedulingPod pod, NodeInfo info)
    {
        var node = info.Node;
        if (node.Unschedulable && !pod.Tolerates(new Taint("node.kubernetes.io/unschedulable", "", "NoSchedule")))
            return new Misfit("node(s) were unschedulable", unresolvable: true);
        foreach (var taint in node.Taints)
        {
            if (taint.Effect != "PreferNoSchedule" && !pod.Tolerates(taint))
                return new Misfit("node(s) had untolerated taint(s)", unresolvable: true);
        }

        if (!pod.Nodes.Matches(node))
            return new Misfit("node(s) didn't match Pod's node affinity/selector", unresolvable: true);
        if (pod.HostPorts.Count > 0 && info.Pods.SelectMany(SchedulingPod.ReadHostPorts).Any(used => pod.HostPorts.Any(wanted => Clash(wanted, used))))
            return new Misfit("node(s) didn't have free ports for the requested pod ports", unresolvable: false);
        return CheckResources(pod, info);
    }

    private static Misfit? CheckResources(SchedulingPod pod, NodeInfo info)
    {
        List<string>? reasons = null;
        var unresolvable = false;
        foreach (var (resource, wanted) in pod.Requests.All)
        {
            if (wanted == 0 || wanted <= info.Free(resource))
                continue;
            (reasons ??= []).Add(resource == "pods" ? "Too many pods" : "Insufficient " + resource);
            unresolvable |= resource != "pods" && wanted > info.Node.Allocatable[resource];
        }

        return reasons is null ? null : new Misfit(reasons, unresolvable);
    }

    private static bool Clash((int Port, string Protocol, string Ip) left, (int Port, string Protocol, string Ip) right) =>
        left.Port == right.Port && left.Protocol == right.Protocol && (left.Ip == right.Ip || left.Ip == "0.0.0.0" || right.Ip == "0.0.0.0");
}
