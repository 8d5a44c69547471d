using Lepton.Api;
using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Operator.Moves;
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

    /// <summary>Placements in pools that are closed to newcomers (cordoned, a price that is not known any more, a new NoSchedule taint): they stay, and only what is wanted beyond them is placed.</summary>
    public IReadOnlyList<(ModelPlacement Placement, FleetPool Pool)> Anchored { get; init; } = [];

    /// <summary>Placements in clusters that are silent but within their grace period, or misconfigured: they run as far as anybody knows.</summary>
    public IReadOnlyList<ModelPlacement> Held { get; init; } = [];

    /// <summary>Placements that are gone, or given up for lost.</summary>
    public IReadOnlyList<LostPlacement> Lost { get; init; } = [];

    /// <summary>Placements a rule now excludes, with the rule.</summary>
    public IReadOnlyList<(ModelPlacement Placement, string Rule)> Excluded { get; init; } = [];

    /// <summary>
    /// The targets of a move that failed and is rolled back, or the successors of what a cluster that was lost has brought back; what was there before stands in <see cref="Kept"/>.
    /// </summary>
    public IReadOnlyList<LostPlacement> RolledBack { get; init; } = [];

    /// <summary>The pools that alone are considered; null for all.</summary>
    public IReadOnlySet<string>? Only { get; init; }

    /// <summary>A rule over all replicas together that what runs does not obey.</summary>
    public string? Broken { get; init; }

    /// <summary>A ceiling that what runs under it exceeds (<see cref="Ceilings"/>).</summary>
    public string? OverBudget { get; init; }

    /// <summary>A ceiling that is exceeded although this run alone could be cut for it, and why it is not; for runs that are not to be stopped.</summary>
    public string? Spared { get; init; }

    /// <summary>
    /// A run that gives way to whatever has a higher priority, however small: all of it weighs little more than a GPU when it has no place. It runs or does not, and
    /// stopping it costs time, not requests.
    /// </summary>
    public bool Yields { get; init; }

    /// <summary>Everything that runs in pools that can be seen.</summary>
    public IEnumerable<(ModelPlacement Placement, FleetPool Pool)> Placed => Kept.Concat(Anchored);

    /// <summary>Set when the model is left alone or removed rather than planned.</summary>
    public PlanReason? Fixed { get; init; }

    public string? FixedMessage { get; init; }

    /// <summary>Units wanted: demand, replicas, or the size of the gang.</summary>
    public double Wanted => ModelDemandOf.Wanted(Model);

    /// <summary>Units that are provided whatever is decided now.</summary>
    public double Settled => Anchored.Sum(k => Units(k.Placement)) + Held.Sum(Units);

    public double Provided => Kept.Sum(k => Units(k.Placement)) + Settled;

    /// <summary>True when it has what it wants where it may be.</summary>
    public bool Satisfied => Fixed is not null || (Broken is null && OverBudget is null && HasWhatItWants);

    /// <summary>The right number of replicas where each of them may be, whatever rules say of all together.</summary>
    public bool HasWhatItWants => Lost.Count == 0 && Excluded.Count == 0 && Provided >= Wanted - 1e-9 && !TooMuch;

    public bool IsTraining => Model.Spec.Workload == WorkloadKind.Training;

    /// <summary>
    /// More than is wanted. Where replicas are counted that is plain. Where demand is met by throughput a replica more may be what a rule asks for (two
    /// providers, one replica that is not on spot capacity): there only rebalancing takes replicas away, when it pays.
    /// </summary>
    private bool TooMuch => Model.Spec.Demand is null
        ? Provided > Wanted + 1e-9
        : !HasReplicaRules && Kept.Any(k => k.Placement.Replicas > 0 && Provided - Units(k.Placement) / k.Placement.Replicas >= Wanted - 1e-9);

    private bool HasReplicaRules => Policy?.Spec is { } spec && (spec.Spread is { Count: > 0 } || spec.MinOnDemandReplicas > 0 || spec.MaxSpotShare is not null);

    /// <summary>What of <see cref="Anchored"/> stays: as much as is wanted.</summary>
    public IEnumerable<Assignment> StillWanted()
    {
        var left = Wanted - Held.Sum(Units);
        foreach (var (placement, pool) in Anchored)
        {
            var replicas = Math.Min(placement.Replicas, (int)Math.Ceiling(Math.Max(0, left) / ModelDemandOf.Throughput(Model, placement.Accelerator) - 1e-9));
            left -= replicas * ModelDemandOf.Throughput(Model, placement.Accelerator);
            if (replicas > 0)
                yield return new Assignment(pool, replicas, placement.AcceleratorCount, 0);
        }
    }

    public double Units(ModelPlacement placement) => placement.Replicas * ModelDemandOf.Throughput(Model, placement.Accelerator);

    public static ModelStanding Of(LeptonModel model, FleetSnapshot snapshot, PlanningFacts facts)
    {
        var key = new ModelKey(model.Metadata.Namespace!, model.Metadata.Name!);
        var standing = new ModelStanding { Key = key, Model = model };
        var placements = (model.Status?.Placements ?? []).Where(p => p.State != PlacementState.Draining && p.Replicas > 0).ToList();
        if (model.Spec.Suspend)
            return standing with { Fixed = PlanReason.Suspended, FixedMessage = "spec.suspend is true: nothing runs" };

        if (TrainingRun.IsOver(model))
            return standing with { Fixed = PlanReason.Completed, FixedMessage = "the training run is complete" };

        var (policy, missing) = facts.PolicyOf(model);
        standing = standing with { Policy = policy };
        if (Refusal(model, policy, missing, facts) is { } refusal)
            return Sort(standing, placements, snapshot, facts, ignoreRules: true) with { Fixed = refusal.Reason, FixedMessage = refusal.Message };
        if (ReturnedPlacements.Of(model, policy, snapshot) is { } returned)
            return Sort(standing, returned.Stay, snapshot, facts, ignoreRules: false) with { RolledBack = returned.Leave };
        var failed = FailedMigration.Of(model, policy, snapshot);
        return failed?.Source is { } source
            ? Sort(standing, source, snapshot, facts, ignoreRules: false) with { RolledBack = failed.Targets }
            : Sort(standing, placements, snapshot, facts, ignoreRules: false, failed);
    }

    /// <summary>Why the model cannot be planned at all; what runs of it is then left alone.</summary>
    private static (PlanReason Reason, string Message)? Refusal(LeptonModel model, PlacementPolicy? policy, string? missing, PlanningFacts facts)
    {
        if (missing is not null)
            return (PlanReason.PolicyNotFound, missing);
        if (facts.Problems(model) is { } invalid)
            return (PlanReason.InvalidSpec, invalid);
        if (Api.Validation.DatasetSyncRules.Refusal(model, policy) is { } without)
            return (PlanReason.InvalidSpec, without);
        return policy is not null && facts.Problems(policy) is { } broken ? (PlanReason.InvalidPolicy, broken) : null;
    }

    private static ModelStanding Sort(ModelStanding standing, IReadOnlyList<ModelPlacement> placements, FleetSnapshot snapshot, PlanningFacts facts, bool ignoreRules, FailedMigration? failed = null)
    {
        var kept = new List<(ModelPlacement, FleetPool)>();
        var anchored = new List<(ModelPlacement, FleetPool)>();
        var held = new List<ModelPlacement>();
        var lost = new List<LostPlacement>();
        var excluded = new List<(ModelPlacement, string)>();
        foreach (var placement in placements)
        {
            var member = snapshot.Members.GetValueOrDefault(placement.Cluster);
            if (member is { } silent && silent.Health != MemberHealth.Healthy && (ignoreRules || !PlanningFacts.IsLost(silent, standing.Model, standing.Policy, snapshot.Time)))
                held.Add(placement);
            else if (LostPlacement.Of(placement, member, facts) is { } gone)
                lost.Add(gone);
            else if (!ignoreRules && facts.Clusters[placement.Cluster].Provider is { Metadata: { DeletionTimestamp: not null, Name: var leaving } })
                excluded.Add((placement, $"CloudProvider {leaving} is being deleted"));
            else if (facts.Pools[placement.Pool] is var pool && !ignoreRules && Rule(standing, placement, pool, facts) is { } rule)
                excluded.Add((placement, rule));
            else if (failed?.Targets.FirstOrDefault(t => t.Placement.Pool == placement.Pool) is { } target)
                Part(placement, pool, new StuckPart(target.Placement.Replicas, target.Reason, target.Why));
            else if (!ignoreRules && facts.Stuck.GetValueOrDefault((standing.Key, placement.Pool)) is { } stuck)
                Part(placement, pool, stuck);
            else
                (IsClosed(standing, placement, pool, facts) ? anchored : kept).Add((placement, pool));
        }

        // What has a node stays; the rest is placed anew.
        void Part(ModelPlacement placement, FleetPool pool, StuckPart stuck)
        {
            lost.Add(new LostPlacement(placement.WithReplicas(stuck.Replicas), stuck.Reason, stuck.Why));
            if (placement.Replicas > stuck.Replicas)
                (IsClosed(standing, placement, pool, facts) ? anchored : kept).Add((placement.WithReplicas(placement.Replicas - stuck.Replicas), pool));
        }

        var whole = !ignoreRules && anchored.Count + held.Count + lost.Count + excluded.Count == 0;
        return standing with
        {
            Kept = kept,
            Anchored = anchored,
            Held = held,
            Lost = lost,
            Excluded = excluded,
            Broken = whole && standing.Policy is { } policy ? ReplicaRules.Broken(standing.Model, policy, kept) : null,
        };
    }

    /// <summary>Whether what runs in a pool stays although nothing new may come there. A gang of another size than before is placed anew as a whole.</summary>
    private static bool IsClosed(ModelStanding standing, ModelPlacement placement, FleetPool pool, PlanningFacts facts) =>
        (PoolRules.Excludes(standing.Policy, pool) ?? facts.Unfit(standing.Model, pool)) is not null && (!standing.IsTraining || placement.Replicas == (int)standing.Wanted);

    private static string? Rule(ModelStanding standing, ModelPlacement placement, FleetPool pool, PlanningFacts facts)
    {
        // An unknown price, a cordon or a NoSchedule taint closes a pool to newcomers; it does not throw out what runs there.
        var rule = PoolRules.Excludes(standing.Policy, pool with { Unusable = null, Taints = [.. pool.Taints.Where(t => t.Effect == TaintEffect.NoExecute)] }) ?? facts.TooOld(standing.Model, pool.Cluster);
        var accelerators = standing.Model.Spec.Accelerators ?? [];
        var option = ModelDemandOf.Option(standing.Model, placement.Accelerator);
        if (rule is null && pool.IsFormer && standing.Policy?.Spec.Spread?.Exists(s => s is { Topology: TopologyKind.Zone, WhenUnsatisfiable: UnsatisfiableAction.DoNotSchedule }) == true)
            rule = $"policy {standing.Policy.Metadata.Name}: spread over Zone, and pool {pool.Id} is not of one zone";
        if (rule is null && accelerators.Count > 0 && option is null)
            rule = $"accelerators no longer names {placement.Accelerator}";
        if (rule is null && accelerators.Count == 0 && placement.Accelerator is not null)
            rule = "the model no longer asks for GPUs";
        if (rule is null && option is not null && option.Count != placement.AcceleratorCount)
            rule = $"accelerators[{option.Name}].count changed from {placement.AcceleratorCount} to {option.Count}";
        return rule;
    }
}
