using Lepton.Placement.Core;
using Lepton.Placement.Rules;

namespace Lepton.Placement.Admission;

/// <summary>Says for a model without any usable pool which rule excludes which cluster.</summary>
internal static class NoPool
{
    internal static IReadOnlyList<string> Reasons(Instance instance, Model model)
    {
        if (instance.Pools.Length == 0)
        {
            return ["there is no pool at all"];
        }

        return instance.Pools
            .Select(p => (Cluster: p.Source.Cluster, Why: string.Join("; ", Why(instance, model, p))))
            .GroupBy(x => x.Why, StringComparer.Ordinal)
            .Select(g => $"{Clusters(g.Select(x => x.Cluster))}: {g.Key}")
            .Order(StringComparer.Ordinal).ToList();
    }

    /// <summary>Every reason why the model cannot run a single replica in the pool, even if it had it for itself.</summary>
    internal static IEnumerable<string> Why(Instance instance, Model model, PoolData pool)
    {
        var rules = Eligibility.Exclusions(model, pool.Source).ToList();
        return rules.Count > 0 ? rules : Misfit.Find(instance, model, pool).Select(f => f.Reason);
    }

    private static string Clusters(IEnumerable<string> clusters)
    {
        var names = clusters.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return names.Count == 1 ? $"cluster {names[0]}" : $"clusters {string.Join(", ", names)}";
    }
}
