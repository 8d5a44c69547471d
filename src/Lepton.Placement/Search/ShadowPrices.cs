using Lepton.Placement.Core;

namespace Lepton.Placement.Search;

/// <summary>$/h one replica is worth to others in what it takes of pools and limits: the multipliers of the bound, by model and option.</summary>
internal sealed class ShadowPrices
{
    private readonly double[][] _perReplica;

    internal ShadowPrices(Instance instance) => _perReplica = instance.Models.Select(m => new double[m.Options.Length]).ToArray();

    internal double[] Of(ModelData model) => _perReplica[model.Index];
}
