namespace Lepton.Placement.Core;

/// <summary>A ceiling with its filter resolved; infinite where it sets none.</summary>
internal sealed record LimitData(int Index, Limit Source, double Gpus, double Cost)
{
    internal string Name => Source.Id is { } id ? $"limit {id}" : $"limit [{Index}]";
}

/// <summary>A problem compiled for the search. Pools and models are ordered by id, so that the order of the input does not matter.</summary>
internal sealed class Instance
{
    internal required PlacementProblem Problem { get; init; }

    internal required PoolData[] Pools { get; init; }

    internal required ModelData[] Models { get; init; }

    internal required LimitData[] Limits { get; init; }

    /// <summary>Number of domains by topology.</summary>
    internal required int[] DomainCounts { get; init; }

    internal int Pairs => Models.Sum(m => m.Options.Length);
}
