namespace Lepton.Placement.Rules;

/// <summary>Which pools a model's rules leave, and in words why not the others.</summary>
internal static class Eligibility
{
    /// <summary>The same as no <see cref="Exclusions"/>, without their words: asked for every pair of a model and a pool.</summary>
    internal static bool Allows(Model model, Pool pool) => AcceptsHardware(model, pool) && RulesAllow(model, pool);

    /// <summary>Whether the model leaves out any pool that has hardware it accepts.</summary>
    internal static bool HasRules(Model model) =>
        model.Providers.Count + model.Regions.Count + model.Clusters.Count + model.Jurisdictions.Count + model.CapacityTypes.Count + model.RequireLabels.Count + model.ExcludedPools.Count > 0;

    /// <summary>The same for a pool whose hardware the model accepts.</summary>
    internal static bool RulesAllow(Model model, Pool pool) =>
        !NotIn(model.Providers, pool.Provider)
        && !NotIn(model.Regions, pool.Region)
        && !NotIn(model.Clusters, pool.Cluster)
        && !NotIn(model.Jurisdictions, pool.Jurisdiction)
        && (model.CapacityTypes.Count == 0 || model.CapacityTypes.Contains(pool.CapacityType))
        && HasLabels(model, pool)
        && (model.ExcludedPools.Count == 0 || !model.ExcludedPools.ContainsKey(pool.Id));

    /// <summary>Every rule that excludes the pool; empty if none does.</summary>
    internal static IEnumerable<string> Exclusions(Model model, Pool pool)
    {
        if (model.ExcludedPools.TryGetValue(pool.Id, out var reason))
        {
            yield return reason;
        }

        if (NotIn(model.Providers, pool.Provider))
        {
            yield return $"provider {pool.Provider} is not in {List(model.Providers)}";
        }

        if (NotIn(model.Regions, pool.Region))
        {
            yield return $"region {pool.Region} is not in {List(model.Regions)}";
        }

        if (NotIn(model.Clusters, pool.Cluster))
        {
            yield return $"cluster {pool.Cluster} is not in {List(model.Clusters)}";
        }

        if (NotIn(model.Jurisdictions, pool.Jurisdiction))
        {
            yield return pool.Jurisdiction is null
                ? $"its jurisdiction is not known, and only {List(model.Jurisdictions)} is allowed"
                : $"jurisdiction {pool.Jurisdiction} is not in {List(model.Jurisdictions)}";
        }

        foreach (var label in model.RequireLabels.Where(l => !pool.Labels.Contains(l, StringComparer.Ordinal)))
        {
            yield return $"it lacks the required {label}";
        }

        if (model.CapacityTypes.Count > 0 && !model.CapacityTypes.Contains(pool.CapacityType))
        {
            yield return $"capacity type {pool.CapacityType} is not in {List(model.CapacityTypes.Select(t => t.ToString()))}";
        }

        if (Hardware(model, pool) is { } hardware)
        {
            yield return hardware;
        }
    }

    private static string? Hardware(Model model, Pool pool)
    {
        if (pool.Accelerator is null)
        {
            return model.Accelerators.Count == 0 ? null : $"it has no GPUs, and the model runs on {List(model.Accelerators.Select(a => a.Name))}";
        }

        if (model.Accelerators.Count == 0)
        {
            return $"its {pool.Accelerator} GPUs are kept for models that use them";
        }

        return model.Accelerators.Any(a => a.Name == pool.Accelerator) ? null : $"accelerator {pool.Accelerator} is not in {List(model.Accelerators.Select(a => a.Name))}";
    }

    private static bool AcceptsHardware(Model model, Pool pool)
    {
        if (pool.Accelerator is null)
        {
            return model.Accelerators.Count == 0;
        }

        for (var i = 0; i < model.Accelerators.Count; i++)
        {
            if (model.Accelerators[i].Name == pool.Accelerator)
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasLabels(Model model, Pool pool)
    {
        for (var i = 0; i < model.RequireLabels.Count; i++)
        {
            if (!pool.Labels.Contains(model.RequireLabels[i], StringComparer.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    private static bool NotIn(IReadOnlyList<string> allowed, string? value) => allowed.Count > 0 && (value is null || !allowed.Contains(value, StringComparer.Ordinal));

    private static string List(IEnumerable<string> names) => $"[{string.Join(", ", names)}]";
}
