using Lepton.Api.Models;
using Lepton.Operator.Moves;

namespace Lepton.Operator.Scaling;

/// <summary>
/// The bounds of the autoscaler of each placement: the model's bounds, divided as the plan divides the replicas, by largest remainder. The lower ones sum up to minReplicas (or to one for each
/// placement, where an autoscaler cannot go to zero), the upper ones to maxReplicas, and none is below what the plan placed there.
/// </summary>
internal static class ScalingBounds
{
    /// <param name="placements">All of the model, over all clusters, those on their way out included.</param>
    /// <returns>By pool.</returns>
    public static IReadOnlyDictionary<string, (int Least, int Most)> Of(LeptonModel model, IReadOnlyList<ModelPlacement> placements)
    {
        var bounds = new Dictionary<string, (int, int)>(StringComparer.Ordinal);
        if (model.Spec.Scaling is not { } scaling)
            return bounds;
        var floor = scaling.Engine == ScalingEngine.KEDA ? 0 : 1;
        var active = placements.Where(p => p.State != PlacementState.Draining).OrderBy(p => p.Pool, StringComparer.Ordinal).ToList();
        var weights = active.ConvertAll(p => p.Replicas);
        var total = weights.Sum();
        var least = Divide(Math.Max(0, scaling.MinReplicas - floor * active.Count), weights.ConvertAll(w => Math.Max(0, w - floor)));
        var most = Divide(Math.Max(0, scaling.MaxReplicas - total), weights);
        for (var i = 0; i < active.Count; i++)
        {
            var (placement, running) = (active[i], MigrationSteps.Running(model, active[i]));
            var low = Math.Min(floor + least[i], Math.Max(floor, placement.Replicas));
            var high = Math.Max(low, placement.Replicas + most[i]);
            // The target of a move gets no requests before it is proven: it is held at what is to be proven.
            bounds[placement.Pool] = MemberScaling.IsTarget(model, placement) ? (Math.Max(low, running), Math.Max(high, running)) : (low, high);
        }

        // What leaves is scaled on until it goes, but not beyond what is still to run there.
        foreach (var leaving in placements.Where(p => p.State == PlacementState.Draining))
        {
            var running = MigrationSteps.Running(model, leaving);
            bounds.TryAdd(leaving.Pool, (Math.Max(1, Math.Min(running, scaling.MinReplicas * leaving.Replicas / Math.Max(1, Math.Max(total, leaving.Replicas)))), Math.Max(1, running)));
        }

        return bounds;
    }

    /// <summary>Largest remainder, ties by order: the parts sum up to the whole wherever there is any weight.</summary>
    internal static int[] Divide(int whole, IReadOnlyList<int> weights)
    {
        var sum = weights.Sum();
        var parts = new int[weights.Count];
        if (sum == 0)
            return parts;
        for (var i = 0; i < parts.Length; i++)
            parts[i] = (int)((long)whole * weights[i] / sum);
        foreach (var i in Enumerable.Range(0, parts.Length).OrderByDescending(i => (long)whole * weights[i] % sum).ThenBy(i => i).Take(whole - parts.Sum()).ToList())
            parts[i]++;
        return parts;
    }
}
