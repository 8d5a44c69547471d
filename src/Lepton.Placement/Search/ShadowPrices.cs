using Lepton.Placement.Core;

namespace Lepton.Placement.Search;

/// <summary>What the multipliers of the bound say: the worth to others of what a replica takes of pools and limits, and the least each model costs at these prices.</summary>
internal sealed class ShadowPrices
{
    private readonly double[][] _perReplica;
    private readonly double[] _least;
    private readonly double[][] _average;

    /// <summary>Nothing is scarce.</summary>
    internal ShadowPrices(Instance instance)
    {
        _perReplica = instance.Models.Select(m => new double[m.Options.Length]).ToArray();
        _average = instance.Models.Select(m => new double[m.Options.Length]).ToArray();
        _least = new double[instance.Models.Length];
    }

    /// <summary>$/h per replica, by option.</summary>
    internal double[] Of(ModelData model) => _perReplica[model.Index];

    /// <summary>Replicas in the average solution of the bound, by option: fractions, but together they fit what is shared, or nearly so.</summary>
    internal double[] Average(ModelData model) => _average[model.Index];

    /// <summary>The least the model costs at these prices, as far as the bound knows.</summary>
    internal double Least(ModelData model) => _least[model.Index];

    internal void SetLeast(ModelData model, double least) => _least[model.Index] = least;

    /// <summary>How much more a placement costs at these prices than the model's best: its part of the distance to the bound.</summary>
    internal double Regret(ModelData model, ReadOnlySpan<Part> parts)
    {
        var cost = ModelCost.Objective(model, parts) - _least[model.Index];
        foreach (var part in parts)
        {
            cost += part.Count * _perReplica[model.Index][part.Option];
        }

        return cost;
    }
}
