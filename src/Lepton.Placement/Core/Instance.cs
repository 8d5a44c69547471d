namespace Lepton.Placement.Core;

/// <summary>A problem compiled for the search. Pools and models are ordered by id, so that the order of the input does not matter.</summary>
internal sealed class Instance
{
    internal required PlacementProblem Problem { get; init; }

    internal required PoolData[] Pools { get; init; }

    /// <summary>An entry is replaced when its list of candidates grows; there are more of them when models are added to a fleet that is kept.</summary>
    internal required ModelData[] Models { get; set; }

    internal required LimitData[] Limits { get; init; }

    /// <summary>Number of domains by topology.</summary>
    internal required int[] DomainCounts { get; init; }

    /// <summary>What all that may run in a pool needs at most, for the rows that can bind.</summary>
    internal required PoolDemand[] Demands { get; init; }

    /// <summary>See <see cref="MarketPrices"/>.</summary>
    internal required double[] Market { get; init; }

    internal required ModelBuilder Builder { get; init; }

    /// <summary>Pairs of a model and a pool it may run in, candidates or not.</summary>
    internal required long Pairs { get; init; }

    internal ModelData Model(string id) => Array.Find(Models, m => m.Source.Id == id) ?? throw new ArgumentException($"model {id} is not in the problem");
}
