using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.ControllerRuntime.Writes;
using Lepton.Operator.State;

namespace Lepton.Operator.Planning.Rebalancing;

/// <summary>
/// failover.failback: the way back of models after the cluster they were in was lost. One way back for one loss: the record of where they were is kept from the decision that
/// leaves until a decision for another reason than a further loss, the way back itself included. So it can add no more moves than there were losses, whatever prices do.
/// </summary>
internal static class Failbacks
{
    /// <summary>What is due is looked at; whether it is made is the gate's to say.</summary>
    public static bool IsDue(ModelStanding standing, PlanningFacts facts) => Record(standing) is { } record && Waits(standing, record, facts) is null;

    /// <summary>The pools where the model was.</summary>
    public static IReadOnlySet<string> Pools(ModelStanding standing) => Record(standing)!.Places!.Select(p => p.Pool).ToHashSet(StringComparer.Ordinal);

    /// <summary>The record as it is to stand in status.</summary>
    /// <param name="judged">What was found of the way back if it was due.</param>
    public static ModelFailback? Next(ModelStanding standing, ModelPlan plan, Outcome? judged, PlanningFacts facts)
    {
        if (!Applies(standing))
            return null;
        var before = standing.Model.Status?.Failback;
        if (plan.Changed && !KeepsTheWayBack(plan.Reason))
            return null;
        var record = before ?? (plan.Changed ? New(standing, facts.Snapshot.Time) : null);
        if (record is null || IsHome(record, plan))
            return null;
        var (hold, why) = Waits(standing, record, facts) ?? Judged(judged) ?? (record.Reason, record.Message ?? "");
        var back = BackSince(record, facts);
        return before is not null && hold == before.Reason && back == before.BackSince ? before : new ModelFailback { Since = record.Since, Places = record.Places, BackSince = back, Reason = hold, Message = why };
    }

    /// <summary>What of it time alone changes.</summary>
    public static string Timing(LeptonModel model, PlacementPolicy? policy, PlanningFacts facts) =>
        model.Status?.Failback is { } record && policy?.Spec.Failover.Failback == FailbackMode.Automatic && SettledAt(record, policy, facts) is { } at && at <= facts.Snapshot.Time ? "b" : "";

    /// <summary>When all clusters will have been back for long enough; null while one is away.</summary>
    public static DateTimeOffset? SettledAt(ModelFailback record, PlacementPolicy? policy, PlanningFacts facts) =>
        BackSince(record, facts) + (policy?.Spec.Failover ?? new FailoverPolicy()).FailbackDelay.OrZero();

    /// <summary>
    /// Since when all clusters answer; null while one does not. What was seen before a restart counts on, unless a cluster has been seen to be silent since: one that
    /// has answered ever since the restart may have done so all the time.
    /// </summary>
    private static DateTimeOffset? BackSince(ModelFailback record, PlanningFacts facts)
    {
        var since = DateTimeOffset.MinValue;
        foreach (var cluster in (record.Places ?? []).Select(p => p.Cluster))
        {
            if (facts.Snapshot.Members.GetValueOrDefault(cluster) is not { Health: MemberHealth.Healthy } member)
                return null;
            var own = member.IsFirst && record.BackSince < member.Since ? record.BackSince.Value : member.Since;
            since = own > since ? own : since;
        }

        return since == DateTimeOffset.MinValue ? null : Conditions.WholeSeconds(since);
    }

    private static ModelFailback? Record(ModelStanding standing) => Applies(standing) ? standing.Model.Status?.Failback : null;

    private static bool Applies(ModelStanding standing) => Rules.RunInterruption.MayMove(standing) && standing.Policy?.Spec.Failover.Failback == FailbackMode.Automatic;

    /// <summary>A further loss, more or fewer replicas, no place: the model is still away from where it was.</summary>
    private static bool KeepsTheWayBack(PlanReason reason) => reason.IsLoss() || reason is PlanReason.Placed or PlanReason.Unschedulable;

    private static ModelFailback? New(ModelStanding standing, DateTimeOffset now) => !standing.Lost.Any(l => l.Reason == PlanReason.ClusterLost) ? null : new ModelFailback
    {
        Since = now,
        Places = [.. standing.Model.Status!.Placements!.Where(p => p.State != PlacementState.Draining && p.Replicas > 0).Select(p => new ProposedPlacement { Cluster = p.Cluster, Pool = p.Pool, Replicas = p.Replicas })],
        Reason = FailbackHold.ClusterAway,
    };

    /// <summary>All that is wanted is where it was.</summary>
    private static bool IsHome(ModelFailback record, ModelPlan plan) => plan.Missing <= 0 && plan.Assignments.Count > 0
        && plan.Assignments.All(a => record.Places!.Exists(p => p.Pool == a.Pool.Id)) && plan.Held.All(h => record.Places!.Exists(p => p.Pool == h.Pool));

    private static (FailbackHold Hold, string Why)? Waits(ModelStanding standing, ModelFailback record, PlanningFacts facts)
    {
        if (SettledAt(record, standing.Policy, facts) is not { } settled)
        {
            var away = record.Places!.First(p => facts.Snapshot.Members.GetValueOrDefault(p.Cluster)?.Health != MemberHealth.Healthy).Cluster;
            return (FailbackHold.ClusterAway, $"{away}, where it was, {(facts.Clusters.ContainsKey(away) ? "does not answer" : "is named by no CloudProvider any more")}");
        }

        if (settled > facts.Snapshot.Time)
            return (FailbackHold.Settling, $"it goes back at {settled.ToUniversalTime():u} if nothing stands against it (failover.failbackDelay)");
        var moving = standing.Model.Status?.Migration is not null || standing.Model.Status?.Placements?.Exists(p => p.IsLeaving()) == true;
        if (moving || !standing.Satisfied || standing.Fixed is not null || standing.Held.Count > 0 || standing.RolledBack.Count > 0)
            return (FailbackHold.Busy, moving ? "it is on the move" : "it has not all that it wants where it is");
        return record.Places!.Find(p => !facts.Pools.ContainsKey(p.Pool)) is { } gone ? (FailbackHold.NoPlace, $"pool {gone.Pool}, where it was, has no node left") : null;
    }

    private static (FailbackHold Hold, string Why)? Judged(Outcome? judged) => judged switch
    {
        null => null,
        { Missing: { } missing } => (FailbackHold.NoPlace, string.Join("; ", missing.Reasons)),
        { Hold: MoveHold.OutsideWindow } => (FailbackHold.OutsideWindow, judged.Refusal!),
        { Hold: MoveHold.ConcurrentMoves } => (FailbackHold.ConcurrentMoves, judged.Refusal!),
        { Hold: MoveHold.NoRoom } => (FailbackHold.NoPlace, judged.Refusal!),
        { Refusal: { } refusal } => (FailbackHold.CostsMore, refusal),
        _ => null,
    };
}
