namespace Lepton.Placement.Core;

/// <summary>A ceiling with its filter resolved; infinite where it sets none.</summary>
internal sealed class LimitData(int index, Limit source)
{
    private readonly HashSet<string>? _models = source.Models?.ToHashSet(StringComparer.Ordinal);

    internal int Index { get; } = index;

    internal Limit Source { get; } = source;

    internal double Gpus { get; } = source.Gpus ?? double.PositiveInfinity;

    internal double Cost { get; } = source.HourlyCost ?? double.PositiveInfinity;

    internal string Name => Source.Id is { } id ? $"limit {id}" : $"limit [{Index}]";

    /// <summary>Whether it counts what is newly bought in pools; otherwise what named models use.</summary>
    internal bool OverPools => _models is null;

    internal bool Names(string model) => _models is not null && _models.Contains(model);

    internal bool Matches(Pool pool) =>
        (Source.Provider is null || Source.Provider == pool.Provider)
        && (Source.Region is null || Source.Region == pool.Region)
        && (Source.Accelerator is null || Source.Accelerator == pool.Accelerator)
        && (Source.CapacityTypes is null || Source.CapacityTypes.Contains(pool.CapacityType));
}
