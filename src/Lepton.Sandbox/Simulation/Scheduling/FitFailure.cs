namespace Lepton.Sandbox.Simulation.Scheduling;

/// <summary>The scheduler's sentence when no node does (kubernetes/pkg/scheduler/framework/types.go, FitError).</summary>
internal static class FitFailure
{
    public const string NoNodes = "no nodes available to schedule pods";

    /// <param name="preemption">What came of the attempt to make room; empty when it did.</param>
    public static string Describe(IReadOnlyList<Misfit> misfits, string preemption)
    {
        if (misfits.Count == 0)
            return NoNodes;
        var reasons = misfits.SelectMany(static misfit => misfit.Reasons).CountBy(static reason => reason, StringComparer.Ordinal)
            .Select(static pair => $"{pair.Value} {pair.Key}").Order(StringComparer.Ordinal);
        var sentence = $"0/{misfits.Count} nodes are available: {string.Join(", ", reasons)}.";
        return preemption.Length == 0 ? sentence : $"{sentence} no new claims to deallocate, preemption: {preemption}";
    }

    /// <summary>Nothing about any node decides, but the Pod itself.</summary>
    public static string Unresolvable(int nodes, string reason) => nodes == 0
        ? NoNodes
        : $"0/{nodes} nodes are available: {reason}. no new claims to deallocate, preemption: 0/{nodes} nodes are available: {nodes} Preemption is not helpful for scheduling.";

    /// <summary>Why nobody can be preempted, node by node.</summary>
    public static string NoVictims(IReadOnlyList<Misfit> misfits)
    {
        var unhelpful = misfits.Count(static misfit => misfit.Unresolvable);
        var parts = new List<string>();
        if (misfits.Count > unhelpful)
            parts.Add($"{misfits.Count - unhelpful} No preemption victims found for incoming pod");
        if (unhelpful > 0)
            parts.Add($"{unhelpful} Preemption is not helpful for scheduling");
        parts.Sort(StringComparer.Ordinal);
        return $"0/{misfits.Count} nodes are available: {string.Join(", ", parts)}.";
    }
}
