using Lepton.Placement.Bound;
using Lepton.Placement.Core;

namespace Lepton.Placement.Explanation;

/// <summary>What a model would be billed at list price if it had the whole fleet for itself.</summary>
internal static class CheapestPossible
{
    /// <returns>$/h of its whole demand, or of as much of it as fits anywhere.</returns>
    internal static double Hourly(Instance instance, ModelData model)
    {
        if (model.Options.Length == 0)
        {
            return 0;
        }

        var prices = model.Options.Select(Billed).ToArray();
        return model.Gang
            ? model.Options.GroupBy(o => o.Pool.Cluster).Min(g => Covered(instance, model, g.ToArray(), prices))
            : Covered(instance, model, model.Options, prices);
    }

    private static double Covered(Instance instance, ModelData model, Option[] options, double[] prices)
    {
        // Dearer than any replica, so that as much as possible is covered.
        var penalty = 1e3 * (1 + options.Max(o => o.ListRate / o.Units));
        var group = new CoverGroup(instance, model, options, CoverGroup.TiersOf(options), penalty);
        group.Solve(prices, 0);
        var parts = new List<Part>();
        group.Collect(parts);
        return parts.Sum(p => p.Count * Billed(model.Options[p.Option])) + options.Min(o => model.GangCost[o.Index]);
    }

    /// <summary>Without the reclaims to be expected: they are weighed, but on no bill.</summary>
    private static double Billed(Option option) => option.ListRate - option.Unbilled;
}
