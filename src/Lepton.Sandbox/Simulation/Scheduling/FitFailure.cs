namespace Lepton.Sandbox.Simulation.Scheduling;

/// <summary>The scheduler's sentence when no node does (kubernetes/pkg/scheduler/framework/types.go, FitError).</summary>
internal static class FitFailure
{
    public const string NoNodes = "no nodes available to schedule pods";

    public static string Describe(int nodes, IReadOnlyList<Misfit> misfits)
    {
        if (nodes == 0)
            return NoNodes;
        var reasons = misfits.SelectMany(static misfit => misfit.Reasons).GroupBy(static reason => reason, StringComparer.Ordinal)
            .Select(static group => $"{group.Count()} {group.Key}").Order(StringComparer.Ordinal);
        return $"0/{nodes} nodes are available: {string.Join(", ", reasons)}. no new claims to deallocate, preemption: {Preemption(nodes, misfits)}";
    }

    private static string Preemption(int nodes, IReadOnlyList<Misfit> misfits)
    {
        var unhelpful = misfits.Count(static misfit => misfit.Unresolvable);
        var victimless = misfits.Count - unhelpful;
        var parts = new List<string>();
        if (victimless > 0)
            parts.Add($"{victimless} No preemption victims found for incoming pod");
        if (unhelpful > 0)
            parts.Add($"{unhelpful} Preemption is not helpful for scheduling");
        parts.Sort(StringComparer.Ordinal);
        return $"0/{nodes} nodes are available: {string.Join(", ", parts)}.";
    }
}
