using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Simulation.Scheduling;

namespace Lepton.Sandbox.Simulation.Kubelet;

/// <summary>Gives Pods addresses of their node's range, the lowest that is free.</summary>
internal sealed class PodAddresses(NodeTable table)
{
    public string? Take(PodView pod)
    {
        var info = table.Get(pod.NodeName!);
        if (pod.Spec.Flag("hostNetwork"))
            return info?.Node.Status.Objects("addresses").FirstOrDefault().Text("address");
        var prefix = (info?.Node.Spec.Text("podCIDR") ?? "10.255.0.0/24").Split('/')[0];
        prefix = prefix[..(prefix.LastIndexOf('.') + 1)];
        var used = info?.Pods.Select(static other => other.Status.Text("podIP")).OfType<string>().ToHashSet(StringComparer.Ordinal) ?? [];
        for (var last = 2; last < 255; last++)
        {
            if (!used.Contains(prefix + last))
                return prefix + last;
        }

        return prefix + "254";
    }
}
