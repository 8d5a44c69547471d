namespace Lepton.Placement.Core;

/// <summary>
/// The most promising candidates of a model that may run in many pools: the cheapest at market prices, some of every kind of replica and of every domain its
/// spread rules need, and where it runs now. Only the search is narrowed: bounds count all pools, and candidates are added where prices make others better.
/// </summary>
internal static class Shortlist
{
    /// <summary>Below this many pairs of models and pools all are candidates.</summary>
    internal const long WorthwhilePairs = 60_000;

    /// <summary>A model with no more than this many pools keeps them all.</summary>
    internal const int Most = 32;

    private const int Cheapest = 16;
    private const int PerTier = 3;
    private const int PerClass = 2;
    private const int Clusters = 8;

    internal static ModelData Of(Instance instance, ModelData complete)
    {
        if (complete.Options.Length <= Most)
        {
            return complete;
        }

        var keep = complete.Gang ? OfGang(instance, complete) : OfService(instance, complete);
        keep.UnionWith(complete.Options.Where(o => o.Current > 0).Select(o => o.Pool.Index));
        return keep.Count >= complete.Options.Length ? complete : instance.Builder.Shorten(complete, keep);
    }

    private static HashSet<int> OfService(Instance instance, ModelData model)
    {
        var order = model.Options.OrderBy(o => Price(instance, o) / o.Units).ThenBy(o => Shuffle(model, o.Pool.Index)).ToArray();
        var keep = order.GroupBy(o => o.Pool.Class).SelectMany(g => g.Take(PerClass)).Take(Cheapest).Select(o => o.Pool.Index).ToHashSet();
        foreach (var tier in order.GroupBy(o => (o.Units, o.Pool.Spot)))
        {
            keep.UnionWith(tier.Take(PerTier).Select(o => o.Pool.Index));
        }

        foreach (var rule in model.Rules.Spread)
        {
            var domains = order.DistinctBy(o => o.Pool.Domains[(int)rule.Topology]).Take(Math.Max(rule.MinDomains, 1) + PerTier);
            keep.UnionWith(domains.Select(o => o.Pool.Index));
        }

        return keep;
    }

    /// <summary>Whole clusters: those that can take the gang alone, the cheapest first.</summary>
    private static HashSet<int> OfGang(Instance instance, ModelData model) => model.Options.GroupBy(o => o.Pool.Cluster)
        .OrderBy(g => model.Missing(g.Sum(o => o.Most * o.Units)) > 0).ThenBy(g => g.Min(o => (Price(instance, o) / o.Units * model.Demand) + model.GangCost[o.Index])).ThenBy(g => Shuffle(model, g.Key))
        .Take(Clusters).SelectMany(g => g.Select(o => o.Pool.Index)).Concat(model.Options.Where(o => o.Current > 0).SelectMany(o => Cluster(model, o.Pool.Cluster))).ToHashSet();

    private static double Price(Instance instance, Option option) => option.Rate + (instance.Market[option.Pool.Index] * option.Need.Gpus);

    /// <summary>Of what is alike each model looks at others, so that they do not crowd in the first.</summary>
    private static uint Shuffle(ModelData model, int index) => ((uint)model.Index * 2654435761u) ^ ((uint)index * 2246822519u);

    private static IEnumerable<int> Cluster(ModelData model, int cluster) => model.Options.Where(o => o.Pool.Cluster == cluster).Select(o => o.Pool.Index);
}
