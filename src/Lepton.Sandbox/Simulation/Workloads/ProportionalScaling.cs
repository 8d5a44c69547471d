using Lepton.Sandbox.Simulation.Reading;

namespace Lepton.Sandbox.Simulation.Workloads;

/// <summary>A Deployment scaled in the middle of a rollout grows or shrinks all its ReplicaSets in proportion (kubernetes/pkg/controller/deployment/sync.go, scale).</summary>
internal static class ProportionalScaling
{
    /// <summary>The new size of each ReplicaSet.</summary>
    public static IReadOnlyList<(ObjectView Set, long Replicas)> Share(Rollout rollout)
    {
        var active = rollout.All.Where(static set => Rollout.Wanted(set) > 0).ToList();
        if (active.Count <= 1)
        {
            var only = active.FirstOrDefault() ?? rollout.New ?? (rollout.All.Count > 0 ? rollout.All[^1] : null);
            return only is null ? [] : [(only, rollout.Replicas)];
        }

        if (rollout.New is { } current && Rollout.Wanted(current) == rollout.Replicas && Rollout.Count(current, "availableReplicas") == rollout.Replicas)
            return rollout.Old.Where(static set => Rollout.Wanted(set) > 0).Select(static set => (set, 0L)).ToList();
        return rollout.Recreates ? [] : Divide(rollout, active);
    }

    private static List<(ObjectView Set, long Replicas)> Divide(Rollout rollout, List<ObjectView> active)
    {
        var change = rollout.Most - active.Sum(Rollout.Wanted);

        // Growing serves the largest and newest first, shrinking the largest and oldest.
        var ordered = active.OrderByDescending(Rollout.Wanted).ThenBy(set => change > 0 ? -Rollout.Revision(set) : Rollout.Revision(set)).ToList();
        var result = new List<(ObjectView Set, long Replicas)>();
        var added = 0L;
        foreach (var set in ordered)
        {
            var wanted = Rollout.Wanted(set);
            var fair = (long)Math.Round(wanted * (double)rollout.Most / Math.Max(1, ReplicaSetWriter.ScaledWithin(set) ?? rollout.Most), MidpointRounding.AwayFromZero) - wanted;
            var part = change > 0 ? Math.Clamp(fair, 0, change - added) : Math.Clamp(fair, change - added, 0);
            added += part;
            result.Add((set, wanted + part));
        }

        result[0] = (result[0].Set, Math.Max(0, result[0].Replicas + change - added));
        return result;
    }
}
