using Lepton.Api.Models;
using Lepton.Operator.Planning;

namespace Lepton.Operator.Scaling;

/// <summary>
/// The upper of two levels of autoscaling. Autoscalers in the members set replicas within seconds, each within its bounds (<see cref="ScalingBounds"/>). What they ask for all together is what the hub
/// finds places for: more at once, less when it has been enough for scaling.scaleDownDelay. So capacity and bounds follow demand, by prices and by what pools can still give.
/// </summary>
internal static class MemberScaling
{
    /// <summary>Autoscalers set the number of replicas. As with a HorizontalPodAutoscaler, none does where replicas is 0.</summary>
    public static bool Applies(LeptonModel model) =>
        model.Spec is { Workload: WorkloadKind.Inference, Scaling.Engine: not ScalingEngine.None, Replicas: not 0 };

    /// <summary>How much to find places for, in replicas or, where the model says demand, in its units. A place for one replica is kept for what may be scaled from nothing.</summary>
    public static double Wanted(LeptonModel model) => Wanted(model, model.Status?.Scaling?.Wanted);

    /// <summary>What is to stand in status after a look at the members; the same object when nothing is to change.</summary>
    /// <param name="active">Placements that are not on their way out.</param>
    public static ScalingStatus? Next(LeptonModel model, IReadOnlyList<ModelPlacement> active, DateTimeOffset now)
    {
        if (!Applies(model))
            return null;
        var before = model.Status?.Scaling;
        // In the middle of a move the target is held at what the plan gave it, and of a cluster that was not seen nothing is known.
        if (model.Status?.Migration is not null || active.Count == 0 || active.Any(p => p.AutoscaledReplicas is null))
            return before;
        var planned = Wanted(model);
        var seen = Wanted(model, active.Sum(p => p.AutoscaledReplicas!.Value * ModelDemandOf.Throughput(model, p.Accelerator)));
        if (seen > planned + 1e-9)
            return new ScalingStatus { Wanted = seen };
        if (seen > planned - 1e-9)
            return before?.Lower is null ? before : new ScalingStatus { Wanted = before.Wanted };
        if (before?.Lower is not { } lower)
            return new ScalingStatus { Wanted = planned, Lower = new LowerDemand { Wanted = seen, Since = now } };
        var most = Math.Max(lower.Wanted, seen);
        if (now - lower.Since >= model.Spec.Scaling!.ScaleDownDelay.OrZero())
            return new ScalingStatus { Wanted = most };
        return most > lower.Wanted ? new ScalingStatus { Wanted = before.Wanted, Lower = new LowerDemand { Wanted = most, Since = lower.Since } } : before;
    }

    /// <summary>When less will have been enough for long enough; null when it is not.</summary>
    public static DateTimeOffset? Wake(LeptonModel model) =>
        Applies(model) && model.Status is { Migration: null, Scaling.Lower: { } lower } ? lower.Since + model.Spec.Scaling!.ScaleDownDelay.OrZero() : null;

    /// <summary>Replicas that a placement is to have ready: what its autoscaler wants of what is planned. Where a move leads to, all that is planned.</summary>
    public static int Expected(LeptonModel model, ModelPlacement placement) =>
        Applies(model) && !IsTarget(model, placement) && placement.AutoscaledReplicas is { } set ? Math.Min(set, placement.Replicas) : placement.Replicas;

    /// <summary>Of what is wanted (<see cref="ModelDemandOf.Wanted"/>, in its unit), as much as is to be ready at present: not what autoscalers do not ask for.</summary>
    public static double Asked(LeptonModel model, IEnumerable<ModelPlacement> placements)
    {
        var unasked = !Applies(model) ? 0 : placements.Where(p => p.State != PlacementState.Draining)
            .Sum(p => (p.Replicas - Expected(model, p)) * ModelDemandOf.Throughput(model, p.Accelerator));
        return ModelDemandOf.Wanted(model) - unasked;
    }

    /// <summary>A placement that the move under way makes, or makes larger.</summary>
    public static bool IsTarget(LeptonModel model, ModelPlacement placement) => model.Status?.Migration is { } migration
        && (migration.From?.Find(f => f.Pool == placement.Pool)?.Replicas ?? 0) < placement.Replicas;

    /// <param name="asked">What the members ask for; null before they do.</param>
    private static double Wanted(LeptonModel model, double? asked)
    {
        var scaling = model.Spec.Scaling!;
        var least = Math.Max(1, scaling.MinReplicas);
        if (model.Spec.Demand is not { } demand)
            return Math.Clamp(asked ?? model.Spec.Replicas ?? least, least, Math.Max(least, scaling.MaxReplicas));
        var one = (model.Spec.Accelerators ?? []).Select(a => a.Throughput ?? 1).DefaultIfEmpty(1).Min();
        return Math.Max(asked ?? demand.UnitsPerSecond, least * one);
    }
}
