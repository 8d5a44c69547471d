using Lepton.Placement.Core;

namespace Lepton.Placement.Bound;

/// <summary>A lower bound of what one model costs at given prices, with the replicas that attain it.</summary>
internal sealed class Cover
{
    private readonly ModelData _model;
    private readonly (CoverGroup Group, double GangCost)[] _groups;

    internal Cover(Instance instance, ModelData model)
    {
        _model = model;
        ArrivalCost = Arrival(model);
        _groups = model.Gang
            ? model.Options.GroupBy(o => o.Pool.Cluster).Select(g => (new CoverGroup(instance, model, g.ToArray(), CoverGroup.TiersOf(g), double.PositiveInfinity), g.Min(o => model.GangCost[o.Index]))).ToArray()
            : [(new CoverGroup(instance, model, model.Options, model.Tiers, model.Source.UnplacedPenalty), 0)];
    }

    /// <summary>The replicas of the last solution.</summary>
    internal List<Part> Parts { get; } = [];

    /// <summary>Whether the last solution has replicas in pools that are no candidates.</summary>
    internal bool Beyond { get; private set; }

    /// <summary>$/h every replica that does not stay is charged for moving.</summary>
    internal double ArrivalCost { get; }

    /// <param name="prices">$/h per replica by option; not negative.</param>
    internal double Solve(ReadOnlySpan<double> prices)
    {
        Parts.Clear();
        var best = _model.WholePenalty;
        CoverGroup? bestGroup = null;
        foreach (var (group, gangCost) in _groups)
        {
            var cost = group.Solve(prices, ArrivalCost) + gangCost;
            if (cost < best)
            {
                (best, bestGroup) = (cost, group);
            }
        }

        Beyond = bestGroup?.Collect(Parts) > 0;
        return best;
    }

    /// <summary>The same with the pools that are no candidates.</summary>
    /// <param name="rest">Least $/h per replica there for each of the model's tiers; for a gang one number: the least of all of it.</param>
    internal double Solve(ReadOnlySpan<double> prices, ReadOnlySpan<double> rest)
    {
        if (_model.Gang)
        {
            var here = Solve(prices);
            Beyond = rest[0] < here;
            return Math.Min(here, rest[0]);
        }

        foreach (var tier in _groups[0].Group.Tiers)
        {
            tier.Rest = rest[Array.FindIndex(_model.Tiers, t => t.Units == tier.Units && t.Spot == tier.Spot)];
        }

        var value = Solve(prices);
        foreach (var tier in _groups[0].Group.Tiers)
        {
            tier.Rest = double.PositiveInfinity;
        }

        return value;
    }

    /// <summary>
    /// Every arrival is a move when the model can have no more replicas than today. A placement without surplus has at most ⌈demand / smallest
    /// units⌉ replicas, or as many as the floors of its rules pin.
    /// </summary>
    private static double Arrival(ModelData model)
    {
        if (model.CurrentReplicas == 0 || model.Options.Length == 0 || model.Rules.Spread.Any(s => s.MaxSkew < int.MaxValue))
        {
            return 0;
        }

        var most = Math.Max(model.Needed(model.Tiers.Min(t => t.Units)), model.Rules.MinOnDemand + model.Rules.Spread.Sum(s => s.MinDomains));
        return most <= model.CurrentReplicas ? model.Source.MoveCost : 0;
    }
}
