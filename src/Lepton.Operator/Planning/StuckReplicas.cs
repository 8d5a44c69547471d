using Lepton.Api.Models;
using Lepton.Operator.Emission;
using Lepton.Operator.Planning.Pools;
using Lepton.Operator.Planning.Problem;
using Lepton.Operator.State;

namespace Lepton.Operator.Planning;

/// <summary>
/// Replicas whose pods wait for a node although none of their pool has room for one and the pool cannot grow. A plan only goes where there is room, but between the plan
/// and the pod others may take it, and the scheduler may spread pods that the plan thought of as close together. Such replicas would wait for as long as the others stay.
/// </summary>
internal static class StuckReplicas
{
    public static Dictionary<(ModelKey Model, string Pool), int> Of(FleetSnapshot snapshot, IReadOnlyDictionary<string, FleetPool> pools)
    {
        var stuck = new Dictionary<(ModelKey, string), int>();
        if (snapshot.Members.Values.All(m => m.Unbound.All(p => p.Model is null)))
            return stuck;
        var models = snapshot.Models.Where(m => m.Metadata.DeletionTimestamp is null).ToDictionary(m => new ModelKey(m.Metadata.Namespace!, m.Metadata.Name!));
        foreach (var member in snapshot.Members.Values.Where(m => m.Health == MemberHealth.Healthy))
        {
            foreach (var waiting in member.Unbound.Where(p => p.Model is not null).GroupBy(p => (Model: p.Model!.Value, p.Placement)))
            {
                if (!models.TryGetValue(waiting.Key.Model, out var model))
                    continue;
                foreach (var placement in Wanted(model).Where(p => p.Cluster == member.Cluster && IsOf(waiting.Key.Placement, p)))
                {
                    if (pools.TryGetValue(placement.Pool, out var pool) && Missing(model, placement, pool, waiting.Count(), models) is > 0 and var missing)
                        stuck[(waiting.Key.Model, placement.Pool)] = missing;
                }
            }
        }

        return stuck;
    }

    private static int Missing(LeptonModel model, ModelPlacement placement, FleetPool pool, int waiting, Dictionary<ModelKey, LeptonModel> models)
    {
        var key = new ModelKey(model.Metadata.Namespace!, model.Metadata.Name!);
        var bound = pool.Nodes.Sum(n => n.Pods.Count(p => p.Model == key && IsOf(p.Placement, placement)));
        var missing = Math.Min(waiting, placement.Replicas - bound);
        // A gang that has begun is not torn away from what it has done.
        if (missing <= 0 || pool.ScalableNodes > 0 || pool.IsFormer || (model.Spec.Workload == WorkloadKind.Training && bound > 0))
            return 0;
        // Those on their way out give their room back.
        var budget = NodeBudget.Of(pool, pod => pod.Model is { } other && !(models.TryGetValue(other, out var of) && Wanted(of).Any(p => p.Pool == pool.Id)));
        return budget.Reserve(1, placement.AcceleratorCount, ModelDemandOf.Cpu(model), ModelDemandOf.MemoryGiB(model)) == 0 ? 0 : missing;
    }

    private static IEnumerable<ModelPlacement> Wanted(LeptonModel model) => (model.Status?.Placements ?? []).Where(p => p.State != PlacementState.Draining);

    /// <summary>Pods of Jobs carry no placement label: a gang has one placement.</summary>
    private static bool IsOf(string? label, ModelPlacement placement) => label is null || label == Names.Placement(placement.Pool);
}
