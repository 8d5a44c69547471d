using Lepton.Placement.Verification;

namespace Lepton.Placement.Tests.Support;

internal static class Layouts
{
    /// <summary>The verifier's layout of replicas that are listed one by one.</summary>
    internal static bool Exists(this Layout layout, List<(int Gpus, double Cpu, double Memory)> replicas) =>
        layout.Exists(replicas.GroupBy(r => new ReplicaNeed(r.Gpus, r.Cpu, r.Memory)).Select(g => (g.Key, g.Count())).ToList());
}
