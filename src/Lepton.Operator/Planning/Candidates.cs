using System.Text.RegularExpressions;
using Lepton.Operator.Planning.Problem;
using Lepton.Placement;

namespace Lepton.Operator.Planning;

/// <summary>What the solver considered, by pools as people know them.</summary>
internal static partial class Candidates
{
    /// <summary>One for each pool: the best verdict of its parts. What was chosen costs what the bill says, where models share what a commitment covers; to the solver the next GPU is free until that is used up.</summary>
    /// <param name="outcome">With priced assignments.</param>
    public static List<Candidate> Of(Outcome outcome) => (outcome.Decision?.Candidates ?? [])
        .GroupBy(c => PoolParts.FleetPoolId(c.Pool), StringComparer.Ordinal)
        .Select(g => Best(g.Key, [.. g], outcome))
        .OrderBy(c => c.Verdict).ThenBy(c => c.HourlyCost ?? double.MaxValue).ThenBy(c => c.Pool, StringComparer.Ordinal)
        .ToList();

    private static Candidate Best(string pool, IReadOnlyList<Candidate> parts, Outcome outcome)
    {
        var best = parts.OrderBy(c => c.Verdict).ThenBy(c => c.HourlyCost ?? double.MaxValue).First();
        if (best.Verdict == CandidateVerdict.Chosen && outcome.Assignments.FirstOrDefault(a => a.Pool.Id == pool) is { Replicas: > 0 } there)
            return Chosen(pool, there, outcome.Standing);
        var paid = best.Verdict == CandidateVerdict.Feasible && best.Pool.EndsWith(PoolParts.CommittedSuffix, StringComparison.Ordinal);
        return best with { Pool = pool, Reason = InPools(best.Reason) + (paid ? "; a commitment pays for it" : "") };
    }

    private static Candidate Chosen(string pool, Assignment there, ModelStanding standing)
    {
        var whole = standing.IsTraining ? there.Replicas : Math.Max(there.Replicas, Math.Ceiling(ModelDemandOf.Wanted(standing.Model) / ModelDemandOf.Throughput(standing.Model, there.Pool.Accelerator)));
        return new Candidate(pool, CandidateVerdict.Chosen, $"{there.Replicas} {(there.Replicas == 1 ? "replica" : "replicas")}, {Views.Money.PerHour(there.HourlyCost)}/h", there.HourlyCost / there.Replicas * whole);
    }

    /// <summary>Parts of pools are the solver's own.</summary>
    private static string InPools(string reason) => Twice().Replace(Marks().Replace(reason, ""), "${pool}");

    [GeneratedRegex(@"\+held/[^\s,;]+|\+committed|\+new", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Marks();

    [GeneratedRegex(@"(?<pool>\S+/\S+)(?: and \k<pool>)+(?![^\s,;])", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Twice();
}
