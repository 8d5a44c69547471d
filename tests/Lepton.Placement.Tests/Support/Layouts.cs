using Lepton.Placement.Verification;

namespace Lepton.Placement.Tests.Support;

internal static class Layouts
{
    /// <summary>The verifier's layout of replicas that are listed one by one.</summary>
    internal static bool Exists(this Layout layout, List<ReplicaNeed> replicas) =>
        layout.Exists(replicas.GroupBy(r => r).Select(g => (g.Key, g.Count())).ToList());
}
