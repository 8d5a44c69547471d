using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Operator.Planning.Pools;
using Lepton.Operator.Planning.Rules;
using Lepton.Operator.State;

namespace Lepton.Operator.Planning;

/// <summary>How a model stands before planning: which of its placements are still good, and whether it needs anything.</summary>
internal sealed record ModelStanding
{
    public required ModelKey Key { get; init; }

    public required LeptonModel Model { get; init; }

    public PlacementPolicy? Policy { get; init; }

    /// <summary>Placements in pools that can be used.</summary>
    public IReadOnlyList<(ModelPlacement Placement, FleetPool Pool)> Kept { get; init; } = [];

    /// <summary>Placements in clusters that are silent but within their grace period, or misconfigured: they run as far as anybody knows.</summary>
    public IReadOnlyList<ModelPlacement> Held { get; init; } = [];

    /// <summary>Placements in clusters given up for lost.</summary>
    public IReadOnlyList<ModelPlacement> Lost { get; init; } = [];

    /// <summary>Placements a rule now excludes, with the rule.</summary>
    public IReadOnlyList<(ModelPlacement Placement, string Rule)> Excluded { get; init; } = [];

    /// <summary>Set when the model is left alone or removed rather than planned.</summary>
    public PlanReason? Fixed { get; init; }

    public string? FixedMessage { get; init; }

    /// <summary>Units wanted: demand, replicas, or the size of the gang.</summary>
    public double Wanted => ModelDemandOf.Wanted(Model);

    public double Provided => Kept.Sum(k => Units(k.Placement)) + Held.Sum(Units);

    /// <summary>True when it has what it wants where it may be.</summary>
    public bool Satisfied => Fixed is not null
        || (Lost.Count == 0 && Excluded.Count == 0 && Provided >= Wanted - 1e-9 && !TooMuch);

    public bool IsTraining => Model.Spec.Workload == WorkloadKind.Training;

    /// <summary>
    /// More than is wanted. Where replicas are counted that is plain. Where demand is met by throughput a replica more may be what a rule asks for (two
    /// providers, one replica that is not on spot capacity): there only rebalancing takes replicas away, when it pays.
    /// </summary>
    private bool TooMuch => Model.Spec.Demand is null
        ? Provided > Wanted + 1e-9
        : !HasReplicaRules && Kept.Any(k => k.Placement.Replicas > 0 && Provided - Units(k.Placement) / k.Placement.Replicas >= Wanted - 1e-9);

    private bool HasReplicaRules => Policy?.Spec is { } spec && (spec.Spread is { Count: > 0 } || spec.MinOnDemandReplicas > 0 || spec.MaxSpotShare is not null);

    public double Units(ModelPlacement placement) => placement.Replicas * ModelDemandOf.Throughput(Model, placement.Accelerator);

    public static ModelStanding Of(LeptonModel model, FleetSnapshot snapshot, PlanningFacts facts)
    {
        var key = new ModelKey(model.Metadata.Namespace!, model.Metadata.Name!);
        var standing = new ModelStanding { Key = key, Model = model };
        var placements = (model.Status?.Placements ?? []).Where(p => p.State != PlacementState.Draining && p.Replicas > 0).ToList();
        if (model.Spec.Suspend)
            return standing with { Fixed = PlanReason.Suspended, FixedMessage = "spec.suspend is true: nothing runs" };

        if (IsComplete(model))
            return standing with { Fixed = PlanReason.Completed, FixedMessage = "the training run is complete" };

        var (policy, missing) = facts.PolicyOf(model);
        standing = standing with { Policy = policy };
        if ((missing ?? facts.Problems(model)) is { } refused)
        {
            return Sort(standing, placements, snapshot, facts, ignoreRules: true) with
            {
                Fixed = missing is null ? PlanReason.InvalidSpec : PlanReason.PolicyNotFound,
                FixedMessage = refused,
            };
        }

        return Sort(standing, placements, snapshot, facts, ignoreRules: false);
    }

    /// <summary>Over, and not asked for anew since.</summary>
    private static bool IsComplete(LeptonModel model) => model.Spec.Workload == WorkloadKind.Training
        && model.Status?.Conditions?.Find(c => c.Type == "Ready") is { Reason: "Completed" } ready
        && ready.ObservedGeneration == model.Metadata.Generation;

    private static ModelStanding Sort(ModelStanding standing, List<ModelPlacement> placements, FleetSnapshot snapshot, PlanningFacts facts, bool ignoreRules)
    {
        var kept = new List<(ModelPlacement, FleetPool)>();
        var held = new List<ModelPlacement>();
        var lost = new List<ModelPlacement>();
        var excluded = new List<(ModelPlacement, string)>();
        foreach (var placement in placements)
        {
            var member = snapshot.Members.GetValueOrDefault(placement.Cluster);
            if (member is null)
                lost.Add(placement);
            else if (member.Health != MemberHealth.Healthy)
                (facts.IsLost(member, standing.Policy, snapshot.Time) && !ignoreRules ? lost : held).Add(placement);
            else if (!facts.Pools.TryGetValue(placement.Pool, out var pool))
                lost.Add(placement);
            else if (!ignoreRules && facts.Clusters[placement.Cluster].Provider is { Metadata: { DeletionTimestamp: not null, Name: var leaving } })
                excluded.Add((placement, $"CloudProvider {leaving} is being deleted"));
            else if (!ignoreRules && Rule(standing, placement, pool) is { } rule)
                excluded.Add((placement, rule));
            else
                kept.Add((placement, pool));
        }

        return standing with { Kept = kept, Held = held, Lost = lost, Excluded = excluded };
    }

    private static string? Rule(ModelStanding standing, ModelPlacement placement, FleetPool pool)
    {
        // An unknown price or a cordon closes a pool to newcomers; it does not throw out what runs there.
        var rule = PoolRules.Excludes(standing.Policy, pool with { Unusable = null });
        var accelerators = standing.Model.Spec.Accelerators ?? [];
        var option = ModelDemandOf.Option(standing.Model, placement.Accelerator);
        if (rule is null && accelerators.Count > 0 && option is null)
            rule = $"accelerators no longer names {placement.Accelerator}";
        if (rule is null && accelerators.Count == 0 && placement.Accelerator is not null)
            rule = "the model no longer asks for GPUs";
        if (rule is null && option is not null && option.Count != placement.AcceleratorCount)
            rule = $"accelerators[{option.Name}].count changed from {placement.AcceleratorCount} to {option.Count}";
        return rule;
    }
}
