using Lepton.Placement.Core;

namespace Lepton.Placement.Search;

/// <summary>The candidates of each model, the cheapest per unit at the prices of the bound first: where it is worth looking for a place, room or not.</summary>
internal sealed class PriceOrder
{
    /// <summary>How far down the list a choice goes on average.</summary>
    private const double Reach = 4;

    private readonly int[][] _order;
    private readonly Random _random;

    internal PriceOrder(Instance instance, IEnumerable<ModelData> models, ShadowPrices shadow, Random random)
    {
        (_order, _random) = (new int[instance.Models.Length][], random);
        foreach (var model in models)
        {
            var charged = shadow.Of(model);
            var keys = Array.ConvertAll(model.Options, o => ((o.Rate + charged[o.Index]) * model.Needed(o.Units)) + model.GangCost[o.Index]);
            var order = Enumerable.Range(0, keys.Length).ToArray();
            Array.Sort(keys, order);
            _order[model.Index] = order;
        }
    }

    /// <summary>One of the first in the list, at random.</summary>
    internal Option Any(ModelData model)
    {
        var order = _order[model.Index];
        var at = (int)(-Math.Log(1 - _random.NextDouble()) * Reach);
        return model.Options[order[at < order.Length ? at : _random.Next(order.Length)]];
    }
}
