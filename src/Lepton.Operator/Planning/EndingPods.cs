using Lepton.Api.Models;
using Lepton.Operator.Planning.Pools;
using Lepton.Operator.Scaling;
using Lepton.Operator.State;

namespace Lepton.Operator.Planning;

/// <summary>Pods that are still seen on a pool's nodes and are more than what their model has there: they are ending, or are about to.</summary>
internal static class EndingPods
{
    /// <summary>Those beyond what stays of each model. A ReplicaSet takes first those of nodes that have several of its pods (kubernetes/pkg/controller, ActivePodsWithRanks).</summary>
    /// <param name="stay">How many stay of a model; as many as there are for those that are nobody's to judge.</param>
    public static IReadOnlySet<PodView> In(FleetPool pool, Func<ModelKey, int> stay)
    {
        var ending = new HashSet<PodView>(ReferenceEqualityComparer.Instance);
        var label = Emission.Names.Placement(pool.Id);
        var models = pool.Nodes.SelectMany((n, i) => n.Pods.Where(p => p.Model is not null && (p.Placement is null || p.Placement == label)).Select(p => (Node: i, Pod: p))).ToLookup(p => p.Pod.Model!.Value);
        foreach (var model in models)
        {
            var more = model.Count() - stay(model.Key);
            if (more <= 0)
                continue;
            var nodes = model.GroupBy(p => p.Node).Select(n => n.Select(p => p.Pod).ToList()).ToList();
            for (; more > 0 && nodes.MaxBy(n => n.Count) is { Count: > 0 } fullest; more--)
            {
                ending.Add(fullest[0]);
                fullest.RemoveAt(0);
            }
        }

        return ending;
    }

    /// <summary>Replicas that a model has in a pool by its status: those that leave until their successors serve, and what its autoscaler has set, included. A run that leaves has been stopped.</summary>
    public static int Stay(LeptonModel model, string pool) => (model.Status?.Placements ?? []).Where(p => p.Pool == pool && (model.Spec.Workload == WorkloadKind.Inference || p.State != PlacementState.Draining))
        .Sum(p => Math.Max(p.Replicas + (p.DrainingReplicas ?? 0), MemberScaling.Applies(model) ? p.AutoscaledReplicas ?? 0 : 0));
}
