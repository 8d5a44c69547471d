using Lepton.Operator.Emission;

namespace Lepton.Operator.State;

/// <summary>Joins a member's nodes with its pods.</summary>
internal static class NodeViews
{
    private const double GiB = 1024.0 * 1024 * 1024;

    public static (IReadOnlyList<NodeView> Nodes, IReadOnlyList<PodView> Unbound) Build(
        IEnumerable<MemberNode> nodes, IEnumerable<MemberPod> pods, string hubId)
    {
        var byNode = new Dictionary<string, List<PodView>>(StringComparer.Ordinal);
        var unbound = new List<PodView>();
        foreach (var pod in pods)
        {
            if (pod.HasEnded)
                continue;
            var view = View(pod, hubId);
            if (string.IsNullOrEmpty(pod.Spec.NodeName))
                unbound.Add(view);
            else if (byNode.TryGetValue(pod.Spec.NodeName, out var list))
                list.Add(view);
            else
                byNode[pod.Spec.NodeName] = [view];
        }

        var views = nodes.OrderBy(n => n.Metadata.Name, StringComparer.Ordinal)
            .Select(n => View(n, byNode.GetValueOrDefault(n.Metadata.Name!) ?? []))
            .ToList();
        return (views, unbound);
    }

    private static PodView View(MemberPod pod, string hubId)
    {
        var model = Ownership.IsOurs(pod.Metadata, hubId) ? Ownership.ModelOf(pod.Metadata) : null;
        return new PodView(
            model is { } m ? new ModelKey(m.Namespace, m.Name) : null,
            pod.Metadata.Labels?.GetValueOrDefault(Ownership.PlacementLabel),
            pod.Resources,
            pod.IsReady && pod.Metadata.DeletionTimestamp is null,
            pod.Spec.NodeName)
        {
            WaitingSince = string.IsNullOrEmpty(pod.Spec.NodeName) ? pod.Metadata.CreationTimestamp : null,
        };
    }

    private static NodeView View(MemberNode node, List<PodView> pods)
    {
        var allocatable = node.Status.Allocatable ?? [];
        var devices = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (name, quantity) in allocatable)
        {
            if (name.Contains('/', StringComparison.Ordinal))
                devices[name] = (int)quantity.ToDouble();
        }

        return new NodeView
        {
            Name = node.Metadata.Name!,
            Labels = node.Metadata.Labels ?? [],
            Taints = node.Spec.Taints ?? [],
            Ready = node.IsReady,
            Notice = node.Notice,
            Cordoned = node.Spec.Unschedulable == true,
            Cpu = allocatable.TryGetValue("cpu", out var cpu) ? cpu.ToDouble() : 0,
            MemoryGiB = allocatable.TryGetValue("memory", out var memory) ? memory.ToDouble() / GiB : 0,
            Devices = devices,
            Pods = pods,
        };
    }
}
