using Lepton.Placement.Core;

namespace Lepton.Placement.Bound;

/// <summary>A lower bound of what one model costs at given prices, with the replicas that attain it.</summary>
internal sealed class Cover
{
    private readonly ModelData _model;
    private readonly (CoverGroup Group, double GangCost)[] _groups;
    private readonly double _arrival;

    internal Cover(Instance instance, ModelData model)
    {
        _model = model;
        _arrival = Arrival(model);
        _groups = model.Gang
            ? model.Options.GroupBy(o => o.Pool.Cluster).Select(g => (new CoverGroup(instance, model, g, double.PositiveInfinity), g.Min(o => model.GangCost[o.Index]))).ToArray()
            : [(new CoverGroup(instance, model, model.Options, model.Source.UnplacedPenalty), 0)];
        Counts = new int[model.Options.Length];
    }

    /// <summary>The replicas of the last solution, by option.</summary>
    internal int[] Counts { get; }

    /// <param name="prices">$/h per replica by option; not negative.</param>
    internal double Solve(ReadOnlySpan<double> prices)
    {
        Array.Clear(Counts);
        var best = _model.WholePenalty;
        CoverGroup? bestGroup = null;
        foreach (var (group, gangCost) in _groups)
        {
            var cost = group.Solve(prices, _arrival) + gangCost;
            if (cost < best)
            {
                (best, bestGroup) = (cost, group);
            }
        }

        bestGroup?.Collect(Counts);
        return best;
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

        var most = Math.Max(model.Needed(model.Options.Min(o => o.Units)), model.Rules.MinOnDemand + model.Rules.Spread.Sum(s => s.MinDomains));
        return most <= model.CurrentReplicas ? model.Source.MoveCost : 0;
    }
}
