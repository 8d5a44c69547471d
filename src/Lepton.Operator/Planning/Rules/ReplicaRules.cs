using Lepton.Api;
using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Operator.Planning.Pools;
using Lepton.Placement;

namespace Lepton.Operator.Planning.Rules;

/// <summary>
/// Whether the replicas of a model that run, taken together, obey its policy: a rule that was changed has to be seen on what runs, not only on what is placed.
/// Rules that may be given up (ScheduleAnyway) never make a model move, and neither does a domain that was added since.
/// </summary>
internal static class ReplicaRules
{
    private const double Noise = 1e-6;

    /// <summary>The first rule that is broken, in words; null when none is.</summary>
    public static string? Broken(LeptonModel model, PlacementPolicy policy, IReadOnlyList<(ModelPlacement Placement, FleetPool Pool)> placed)
    {
        if (placed.Count == 0 || model.Spec.Workload == WorkloadKind.Training)
            return null;
        var spec = policy.Spec;
        var wanted = ModelDemandOf.Wanted(model);
        var spot = Units(model, placed.Where(p => p.Pool.CapacityType == CapacityType.Spot));
        if (spec.MaxSpotShare is { } share && spot > share * wanted * (1 + Noise))
            return $"policy {policy.Metadata.Name}: maxSpotShare is {share:0.##}, and {spot / wanted:0.##} of the model runs on spot capacity";
        var steady = placed.Where(p => p.Pool.CapacityType != CapacityType.Spot).Sum(p => p.Placement.Replicas);
        if (spec.MinOnDemandReplicas is { } least && steady < least)
            return $"policy {policy.Metadata.Name}: minOnDemandReplicas is {least}, and {steady} replicas run outside spot capacity";
        return (spec.Spread ?? []).Where(s => s.WhenUnsatisfiable == UnsatisfiableAction.DoNotSchedule)
            .Select(s => Broken(model, s, wanted, placed)).OfType<string>().Select(b => $"policy {policy.Metadata.Name}: spread over {b}").FirstOrDefault();
    }

    private static string? Broken(LeptonModel model, SpreadConstraint rule, double wanted, IReadOnlyList<(ModelPlacement Placement, FleetPool Pool)> placed)
    {
        var domains = placed.GroupBy(p => Domain(p.Pool, rule.Topology), StringComparer.Ordinal).OrderBy(d => d.Key, StringComparer.Ordinal).ToList();
        if (domains.Count < rule.MinDomains)
            return $"{rule.Topology} has minDomains {rule.MinDomains}, and the model runs in {domains.Count}";
        if (rule.MaxShare is { } share)
        {
            var most = Math.Ceiling(share * wanted - 1e-9) * (1 + 1e-9);
            if (domains.Find(d => d.Sum(p => p.Placement.Replicas) > 1 && Units(model, d) > most) is { } full)
                return $"{rule.Topology} has maxShare {share:0.##}, and {Units(model, full) / wanted:0.##} of the model runs in {full.Key}";
        }

        var counts = domains.ConvertAll(d => d.Sum(p => p.Placement.Replicas));
        return rule.MaxSkew is { } skew && counts.Max() - counts.Min() > skew
            ? $"{rule.Topology} has maxSkew {skew}, and its replicas differ by {counts.Max() - counts.Min()}"
            : null;
    }

    private static double Units(LeptonModel model, IEnumerable<(ModelPlacement Placement, FleetPool Pool)> placed) =>
        placed.Sum(p => p.Placement.Replicas * ModelDemandOf.Throughput(model, p.Placement.Accelerator));

    private static string Domain(FleetPool pool, TopologyKind topology) => topology switch
    {
        TopologyKind.Provider => pool.Provider,
        TopologyKind.Region => $"{pool.Provider}/{pool.Region}",
        TopologyKind.Zone => $"{pool.Provider}/{pool.Zone ?? pool.Region}",
        _ => pool.Cluster,
    };
}
