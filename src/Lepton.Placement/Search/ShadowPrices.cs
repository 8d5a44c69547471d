using Lepton.Placement.Core;

namespace Lepton.Placement.Search;

/// <summary>What the multipliers of the bound say: the worth to others of what a replica takes of pools and limits, and the least each model costs at these prices.</summary>
internal sealed class ShadowPrices
{
    private double[][] _perReplica;
    private double[] _least;
    private double[][] _average;

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

    /// <summary>A model that is new, or has other candidates.</summary>
    internal void Set(ModelData model, double[] perReplica, double least)
    {
        if (model.Index >= _least.Length)
        {
            Array.Resize(ref _perReplica, 2 * (model.Index + 1));
            Array.Resize(ref _average, 2 * (model.Index + 1));
            Array.Resize(ref _least, 2 * (model.Index + 1));
        }

        (_perReplica[model.Index], _average[model.Index], _least[model.Index]) = (perReplica, new double[perReplica.Length], least);
    }

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
