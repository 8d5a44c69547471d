using Lepton.Api;
using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Operator.Planning;
using Lepton.Operator.State;

namespace Lepton.Operator.Moves;

/// <summary>
/// From what a model's status says and what is planned to what its status will say. Make before break: what leaves goes on running, as Draining, until
/// the rest serves all that is wanted, also in a cluster that is silent: it may return before that. A gang breaks before it makes: two runs of one training must
/// never be alive at once, so what leaves stands in the way until it is certain that it has ended (<see cref="Fence"/>).
/// </summary>
internal static class PlacementTransition
{
    public static List<ModelPlacement> Next(LeptonModel model, ModelPlan plan, Func<string, MemberHealth?> health, DateTimeOffset now)
    {
        var current = model.Status?.Placements ?? [];
        var next = new List<ModelPlacement>();
        foreach (var assignment in plan.Assignments)
            next.Add(Target(current.FirstOrDefault(c => c.Pool == assignment.Pool.Id), assignment, plan.Reason, model, now));

        foreach (var held in plan.Held)
            next.Add(held);

        var training = model.Spec.Workload == WorkloadKind.Training;
        foreach (var leaving in current.Where(c => next.TrueForAll(n => n.Pool != c.Pool)))
        {
            if (health(leaving.Cluster) is not { } state)
                continue;
            // A run that gives way is seen to its end: until then it stands in the way of its next start.
            if (plan.Reason.IsCut() && state == MemberHealth.Healthy && !training)
                continue;
            var answers = state is MemberHealth.Healthy or MemberHealth.Misconfigured;
            // A suspended model has nobody to hand over to; but a run that cannot be seen to end stands in the way of the next one.
            if (plan.Reason == PlanReason.Suspended ? training && !answers : answers || training || plan.Purge != PurgeMode.Immediately)
                next.Add(Draining(leaving, answers, now));
        }

        return next.OrderBy(p => p.Cluster, StringComparer.Ordinal).ThenBy(p => p.Pool, StringComparer.Ordinal).ToList();
    }

    private static ModelPlacement Target(ModelPlacement? current, Assignment assignment, PlanReason reason, LeptonModel model, DateTimeOffset now)
    {
        var pool = assignment.Pool;
        var running = current is null ? 0 : current.Replicas + (current.DrainingReplicas ?? 0);
        var stays = current is not null && current.State != PlacementState.Draining && current.Replicas == assignment.Replicas;
        var surplus = model.Spec.Workload == WorkloadKind.Training || reason.IsCut() ? 0 : Math.Max(0, running - assignment.Replicas);
        return new ModelPlacement
        {
            Provider = pool.Provider,
            Cluster = pool.Cluster,
            Region = pool.Region,
            Pool = pool.Id,
            Accelerator = pool.Accelerator,
            AcceleratorCount = assignment.GpusPerReplica,
            ResourceName = ModelDemandOf.Option(model, pool.Accelerator)?.ResourceName ?? pool.ResourceName,
            NodeSelector = Selector(assignment, model),
            CapacityType = Kind(pool.CapacityType),
            Replicas = assignment.Replicas,
            DrainingReplicas = surplus == 0 ? null : surplus,
            ReadyReplicas = current?.ReadyReplicas ?? 0,
            AutoscaledReplicas = current?.AutoscaledReplicas,
            HourlyCost = Math.Round(assignment.HourlyCost, 6),
            State = stays ? current!.State : PlacementState.Pending,
            Generation = model.Metadata.Generation,
            Since = stays ? current!.Since : now,
        };
    }

    private static Dictionary<string, string>? Selector(Assignment assignment, LeptonModel model)
    {
        var selector = new Dictionary<string, string>(assignment.Pool.NodeSelector, StringComparer.Ordinal);
        foreach (var (key, value) in ModelDemandOf.Option(model, assignment.Pool.Accelerator)?.NodeSelector ?? [])
            selector[key] = value;
        return selector.Count == 0 ? null : selector;
    }

    private static ModelPlacement Draining(ModelPlacement placement, bool answers, DateTimeOffset now)
    {
        var draining = placement.Copy();
        // What was given up for lost is not counted as ready before it is seen again.
        if (!answers)
            (draining.ReadyReplicas, draining.Lost) = (0, true);
        draining.State = PlacementState.Draining;
        draining.Since = placement.State == PlacementState.Draining ? placement.Since : now;
        return draining;
    }

    private static CapacityKind Kind(Placement.CapacityType type) => type switch
    {
        Placement.CapacityType.Spot => CapacityKind.Spot,
        Placement.CapacityType.Reserved => CapacityKind.Reserved,
        _ => CapacityKind.OnDemand,
    };
}
