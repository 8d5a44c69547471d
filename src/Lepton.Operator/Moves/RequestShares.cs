using Lepton.Api.Models;
using Lepton.Operator.Planning;

namespace Lepton.Operator.Moves;

/// <summary>
/// How many ready replicas requests are to be sent to, by cluster: the part of a model that has proven itself and is not about to leave. Where that is less than is wanted (the
/// source was lost, or a move that failed goes back), whatever is ready counts, proven or not, leaving or not.
/// </summary>
internal static class RequestShares
{
    public static SortedDictionary<string, int> Of(LeptonModel model, IReadOnlyList<ModelPlacement> placements)
    {
        var meant = placements.Select(p => (Placement: p, Replicas: Math.Min(p.ReadyReplicas, MigrationSteps.Serving(model, p)))).ToList();
        if (meant.Sum(m => m.Replicas * ModelDemandOf.Throughput(model, m.Placement.Accelerator)) < Scaling.MemberScaling.Asked(model, placements) - 1e-9)
            meant = [.. placements.Select(p => (p, Math.Min(p.ReadyReplicas, p.Replicas + (p.DrainingReplicas ?? 0))))];
        var shares = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var (placement, replicas) in meant.Where(m => m.Replicas > 0))
            shares[placement.Cluster] = shares.GetValueOrDefault(placement.Cluster) + replicas;
        return shares;
    }
}
