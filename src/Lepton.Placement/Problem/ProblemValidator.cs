namespace Lepton.Placement;

/// <summary>Checks that a problem makes sense before anything is searched.</summary>
public static class ProblemValidator
{
    /// <returns>Every mistake: object, field, what was found, what would be right. Empty if there is none.</returns>
    public static IReadOnlyList<string> Validate(PlacementProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var errors = new ProblemErrors();
        errors.Unique("pool", problem.Pools.Select(p => p.Id));
        errors.Unique("model", problem.Models.Select(m => m.Id));
        foreach (var pool in problem.Pools)
        {
            PoolValidator.Check(pool, errors);
        }

        CheckClusters(problem.Pools, errors);
        var pools = problem.Pools.Select(p => p.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var model in problem.Models)
        {
            ModelValidator.Check(model, pools, errors);
        }

        for (var i = 0; i < problem.Limits.Count; i++)
        {
            CheckLimit(problem.Limits[i], i, errors);
        }

        if (problem.Work < 0)
        {
            errors.Add("problem", "work", ProblemErrors.Number(problem.Work), "0 (the default) or more");
        }

        return errors.Messages;
    }

    /// <exception cref="PlacementProblemException">The problem makes no sense.</exception>
    public static void ThrowIfInvalid(PlacementProblem problem)
    {
        if (Validate(problem) is { Count: > 0 } errors)
        {
            throw new PlacementProblemException(errors);
        }
    }

    private static void CheckClusters(IEnumerable<Pool> pools, ProblemErrors errors)
    {
        foreach (var cluster in pools.GroupBy(p => p.Cluster, StringComparer.Ordinal))
        {
            OnlyOne(cluster, "provider", p => p.Provider, errors);
            OnlyOne(cluster, "region", p => p.Region, errors);
        }
    }

    private static void OnlyOne(IGrouping<string, Pool> cluster, string field, Func<Pool, string> value, ProblemErrors errors)
    {
        var found = cluster.Select(value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (found.Count > 1)
        {
            errors.Add($"cluster {cluster.Key}", field, string.Join(" and ", found), $"one {field} for all pools of a cluster");
        }
    }

    private static void CheckLimit(Limit limit, int index, ProblemErrors errors)
    {
        var subject = $"limit {limit.Id ?? $"[{index}]"}";
        if (limit.Gpus is null && limit.HourlyCost is null)
        {
            errors.Add(subject, "gpus", "neither gpus nor hourlyCost", "at least one of them");
        }

        if (limit.Gpus is { } gpus && gpus < 0)
        {
            errors.Add(subject, "gpus", ProblemErrors.Number(gpus), "0 or more");
        }

        if (limit.HourlyCost is { } cost)
        {
            errors.NotNegative(subject, "hourlyCost", cost);
        }
    }
}
