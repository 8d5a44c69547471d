using Lepton.Api.Policies;

namespace Lepton.Api.Validation;

/// <summary>What one policy alone can tell, contradictions that exclude everything included.</summary>
public static class PolicyValidator
{
    /// <summary>All that is wrong; empty when nothing is.</summary>
    public static IReadOnlyList<ValidationError> Validate(PlacementPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var checks = new Checks(policy, "PlacementPolicy");
        var spec = policy.Spec;
        checks.DnsSubdomain("metadata.name", policy.Metadata.Name);
        checks.Range("spec.objective.latencyDollarsPerMillisecond", spec.Objective.LatencyDollarsPerMillisecond, 0, 1e6, "dollars per hour");
        checks.Range("spec.objective.spotDollarsPerReclaimedGpu", spec.Objective.SpotDollarsPerReclaimedGpu, 0, 1e6, "dollars");
        checks.Range("spec.objective.stabilityDollarsPerMove", spec.Objective.StabilityDollarsPerMove, 0, 1e6, "dollars");
        PolicyWhereRules.Check(checks, spec);
        PolicyCapacityRules.Check(checks, spec);
        CheckSpread(checks, spec.Spread);
        CheckTimes(checks, spec);
        checks.Range("spec.budget.hourlyCost", spec.Budget?.HourlyCost, 0, 1e9, "dollars per hour");
        return checks.Errors;
    }

    private static void CheckSpread(Checks checks, List<SpreadConstraint>? spread)
    {
        checks.Unique("spec.spread", spread, s => s.Topology.ToString(), "topology");
        for (var i = 0; i < (spread?.Count ?? 0); i++)
        {
            var rule = spread![i];
            checks.That(rule.MinDomains is not null || rule.MaxShare is not null || rule.MaxSkew is not null, $"spec.spread[{i}]", null, "at least one of minDomains, maxShare and maxSkew");
            checks.Range($"spec.spread[{i}].minDomains", rule.MinDomains, 1, 256, "a number of domains");
            checks.Positive($"spec.spread[{i}].maxShare", rule.MaxShare, 1, "a share");
            checks.Range($"spec.spread[{i}].maxSkew", rule.MaxSkew, 1, 10_000, "a number of replicas");
        }
    }

    private static void CheckTimes(Checks checks, PlacementPolicySpec spec)
    {
        checks.Range("spec.rebalance.minSavingsPercent", spec.Rebalance.MinSavingsPercent, 0, 100, "percent");
        checks.Range("spec.rebalance.minSavingsPerHour", spec.Rebalance.MinSavingsPerHour, 0, 1e6, "dollars per hour");
        checks.Range("spec.rebalance.maxConcurrentMoves", spec.Rebalance.MaxConcurrentMoves, 1, 10_000, "a number of models");
        MigrationRules.Check(checks, spec.Migration);
        RolloutRules.Check(checks, spec.Rollout);
        MoveWindowRules.Check(checks, "spec.rebalance.windows", spec.Rebalance.Windows);
        checks.Duration("spec.rebalance.cooldown", spec.Rebalance.Cooldown, TimeSpan.Zero);
        checks.Duration("spec.rebalance.paybackPeriod", spec.Rebalance.PaybackPeriod, TimeSpan.FromSeconds(1));
        checks.Duration("spec.failover.gracePeriod", spec.Failover.GracePeriod, TimeSpan.Zero);
        checks.Duration("spec.failover.failbackDelay", spec.Failover.FailbackDelay, TimeSpan.Zero, TimeSpan.FromDays(7));
        if (spec.Failover.TrainingFence is { } fence)
            checks.Duration("spec.failover.trainingFence", fence, TimeSpan.FromSeconds(30), TimeSpan.FromDays(7));
        checks.Duration("spec.failover.pendingTimeout", spec.Failover.PendingTimeout, TimeSpan.FromSeconds(10));
        checks.Duration("spec.failover.penalty", spec.Failover.Penalty, TimeSpan.FromSeconds(1), TimeSpan.FromDays(7));
    }
}
