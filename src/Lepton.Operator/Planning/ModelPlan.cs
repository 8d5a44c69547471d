using Lepton.Operator.Planning.Pools;
using Lepton.Operator.State;
using Lepton.Placement;

namespace Lepton.Operator.Planning;

/// <summary>Replicas of a model in a pool, as decided.</summary>
/// <param name="GpusPerReplica">0 for CPU models.</param>
/// <param name="HourlyCost">$/h of these replicas with their share of region costs.</param>
public sealed record Assignment(FleetPool Pool, int Replicas, int GpusPerReplica, double HourlyCost);

/// <summary>What the plan says of one model.</summary>
public sealed record ModelPlan
{
    public required ModelKey Model { get; init; }

    public IReadOnlyList<Assignment> Assignments { get; init; } = [];

    /// <summary>Placements that stay as they stand in status although their pool cannot be seen now (cluster silent, within its grace period).</summary>
    public IReadOnlyList<Api.Models.ModelPlacement> Held { get; init; } = [];

    /// <summary>True when the assignments differ from what the model's status says.</summary>
    public bool Changed { get; init; }

    public required PlanReason Reason { get; init; }

    /// <summary>A sentence with figures.</summary>
    public required string Message { get; init; }

    /// <summary>Units (or replicas of a gang) without a place.</summary>
    public double Missing { get; init; }

    public double? CheapestPossibleHourly { get; init; }

    /// <summary>$/h that the change saves against staying; only for moves because of cost.</summary>
    public double? Savings { get; init; }

    public IReadOnlyList<Candidate> Candidates { get; init; } = [];

    /// <summary>What the move that is made because of cost saves and costs.</summary>
    public Api.Models.MoveFigures? Move { get; init; }

    /// <summary>The proposal whose approval led to the move.</summary>
    public string? Approved { get; init; }

    /// <summary>The move that waits, as it is to stand in status; null when there is none.</summary>
    public Api.Models.MoveProposal? Proposal { get; init; }

    /// <summary>Why the approval that the model carries leads to nothing.</summary>
    public string? ApprovalRefusal { get; init; }

    /// <summary>A ceiling that stays exceeded because the run is not to be stopped, and why, as a sentence.</summary>
    public string? Spared { get; init; }

    /// <summary>Pools to be avoided, as they are to stand in status.</summary>
    public IReadOnlyList<Api.Models.UnfitPool> UnfitPools { get; init; } = [];

    /// <summary>Where the model is to go back to, as it is to stand in status; null when nowhere.</summary>
    public Api.Models.ModelFailback? Failback { get; init; }

    /// <summary>What becomes of what still runs in a cluster that was given up.</summary>
    public Api.Policies.PurgeMode Purge { get; init; }

    /// <summary>How the model's policy wants it moved.</summary>
    public Api.Policies.MigrationPolicy? Migration { get; init; }

    /// <summary>The account of the last move because of cost, as it is to stand in status.</summary>
    public Api.Models.MoveAccount? LastMove { get; init; }

    public double HourlyCost => Assignments.Sum(a => a.HourlyCost) + Held.Sum(h => h.HourlyCost);
}

/// <summary>Why a model is where it is; the reason of its Scheduled condition and decision.</summary>
public enum PlanReason
{
    /// <summary>Placed for the first time, or after its spec changed.</summary>
    Placed,

    /// <summary>Nothing to change.</summary>
    Unchanged,

    /// <summary>Moved because it costs less elsewhere.</summary>
    CostSavings,

    /// <summary>Moved because its cluster was lost.</summary>
    ClusterLost,

    /// <summary>Moved because no CloudProvider names its cluster any more.</summary>
    ClusterRemoved,

    /// <summary>Moved because the nodes it ran on are gone, and its cluster can add none.</summary>
    PoolLost,

    /// <summary>Moved because others took the room that was meant for it before its pods had a node.</summary>
    RoomTaken,

    /// <summary>Moved because no new node came for it in time.</summary>
    StockedOut,

    /// <summary>Moved because its pods got no node in time although there seemed to be room.</summary>
    PodsPending,

    /// <summary>Moved because the cloud announced that it takes the machine back.</summary>
    NodeLeaving,

    /// <summary>Moved because its replicas did not become ready in time after another move.</summary>
    NotReady,

    /// <summary>Back where it was, because a move because of cost failed.</summary>
    RolledBack,

    /// <summary>Back in a cluster that was lost, where it went on running.</summary>
    ClusterReturned,

    /// <summary>Moved back to where it was before its cluster was lost, which answers again (failover.failback).</summary>
    FailedBack,

    /// <summary>Moved because a rule now excludes where it was.</summary>
    RuleChanged,

    /// <summary>Moved so that another model fits.</summary>
    MadeRoom,

    /// <summary>It gave its place, or a part of it, to a model of higher priority.</summary>
    Preempted,

    /// <summary>It lost its place, or a part of it, because a budget or limit was exceeded.</summary>
    OverBudget,

    /// <summary>Some or all of it has no place.</summary>
    Unschedulable,

    /// <summary>It says spec.suspend: it keeps no place and costs nothing.</summary>
    Suspended,

    /// <summary>A training run that is over: it holds nothing and costs nothing.</summary>
    Completed,

    /// <summary>The spec makes no sense; what runs is left alone.</summary>
    InvalidSpec,

    /// <summary>The policy it names does not exist; what runs is left alone.</summary>
    PolicyNotFound,

    /// <summary>Its policy contradicts itself; what runs is left alone.</summary>
    InvalidPolicy,

    /// <summary>What runs does not obey a rule that cannot be met at present; it is left alone.</summary>
    RuleBroken,
}

internal static class PlanReasons
{
    /// <summary>The source is taken up again: what was to replace it goes, and what of it never became ready goes at once.</summary>
    public static bool IsWayBack(this PlanReason reason) => reason is PlanReason.RolledBack or PlanReason.ClusterReturned;

    /// <summary>The source serves on and is taken up again if the move fails: nothing had to leave it.</summary>
    public static bool IsOptional(this PlanReason reason) => reason is PlanReason.CostSavings or PlanReason.FailedBack;

    /// <summary>Reasons for which what is left is lost, or soon will be.</summary>
    public static bool IsLoss(this PlanReason reason) => reason
        is PlanReason.ClusterLost or PlanReason.ClusterRemoved or PlanReason.PoolLost or PlanReason.RoomTaken or PlanReason.StockedOut or PlanReason.PodsPending
        or PlanReason.NodeLeaving or PlanReason.NotReady;

    /// <summary>What it loses has no successor and is needed now: nothing is handed over.</summary>
    public static bool IsCut(this PlanReason reason) => reason is PlanReason.Preempted or PlanReason.OverBudget;

    /// <summary>Whether somebody should look: the event that tells of it is a Warning.</summary>
    public static bool IsWarning(this PlanReason reason) => (reason.IsRefusal() && reason != PlanReason.Suspended) || reason == PlanReason.RolledBack;

    /// <summary>Reasons for which nothing (or not all) is placed. They no longer hold once a plan finds nothing to change.</summary>
    public static bool IsRefusal(this PlanReason reason) => reason
        is PlanReason.Unschedulable or PlanReason.Preempted or PlanReason.OverBudget or PlanReason.Suspended or PlanReason.InvalidSpec or PlanReason.PolicyNotFound or PlanReason.InvalidPolicy
        or PlanReason.RuleBroken;
}

/// <summary>One plan for the whole fleet.</summary>
public sealed record FleetPlan
{
    public required IReadOnlyDictionary<ModelKey, ModelPlan> Models { get; init; }

    /// <summary>By cluster name.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<FleetPool>> Pools { get; init; }

    /// <summary>$/h of everything placed.</summary>
    public double Cost => Models.Values.Sum(m => m.HourlyCost);

    /// <summary>The problem over all models, as last solved: for dumps and for comparing with other policies.</summary>
    public required PlacementProblem Problem { get; init; }

    /// <summary>The solver's answer to it.</summary>
    public required PlacementPlan Solution { get; init; }

    /// <summary>Objective and certified bound of that problem, $/h.</summary>
    public double Objective { get; init; }

    public double Bound { get; init; }

    public double Gap { get; init; }

    /// <summary>True when the problem is that of all models that may move, and not only of those that needed a place.</summary>
    public bool IsWhole { get; init; }

    /// <summary>What the last plan of the whole fleet charged for what models share; null before there is one.</summary>
    public KeptPrices? Prices { get; init; }
}

/// <param name="Cost">Dollars per hour of everything placed.</param>
/// <param name="Gap">Certified distance of the solution to the optimum, 0 to 1.</param>
/// <param name="Unplaced">Models some or all of which has no place.</param>
/// <param name="Objective">Dollars per hour: cost and penalties of the newest solution.</param>
/// <param name="Bound">Its certified lower bound.</param>
/// <param name="Models">Models in that problem.</param>
internal sealed record PlanFigures(double Cost, double Gap, int Unplaced, double Objective, double Bound, int Models, DateTimeOffset Time)
{
    public static PlanFigures Of(FleetPlan plan, DateTimeOffset time) => new(
        plan.Cost, plan.Gap, plan.Models.Values.Count(m => m.Missing > 0), plan.Solution.Cost + plan.Solution.Penalty, plan.Bound, plan.Problem.Models.Count, time);
}
