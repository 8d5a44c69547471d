namespace Lepton.Cli.Simulate.Running;

/// <summary>What became of one contender on one future. Hours, dollars and GPU hours are totals over the whole time.</summary>
internal sealed record RunResult
{
    public required string Contender { get; init; }

    public required double Hours { get; init; }

    /// <summary>GPUs in use on machines that are always there, machines that were opened whole, CPU, memory and what data costs.</summary>
    public required double Cost { get; init; }

    public required IReadOnlyDictionary<string, double> CostByProvider { get; init; }

    public required double GpuHoursUsed { get; init; }

    /// <summary>GPU hours of opened machines that nobody used.</summary>
    public required double GpuHoursIdle { get; init; }

    public required double SpotGpuHours { get; init; }

    /// <summary>Share of all units that could not be served, 0 to 1.</summary>
    public required double Unserved { get; init; }

    /// <summary>Share of all units whose requests waited longer than their objective allows, 0 to 1.</summary>
    public required double SloMisses { get; init; }

    /// <summary>Hours in which a model had load and nothing served, over all models.</summary>
    public required double DownHours { get; init; }

    /// <summary>Replicas that changed place, by the reason of the decision.</summary>
    public required IReadOnlyDictionary<string, int> Moves { get; init; }

    public required int Plans { get; init; }

    public required IReadOnlyList<ModelResult> Models { get; init; }

    /// <summary>By the hour.</summary>
    public required IReadOnlyList<HourSample> Series { get; init; }

    public int MovesInAll => Moves.Values.Sum();

    public double HourlyCost => Cost / Hours;
}

internal sealed record ModelResult(string Model, double Unserved, double SloMisses, double DownHours, double GangHours, int Moves);

/// <param name="At">Hours from the start.</param>
/// <param name="Dollars">Per hour.</param>
/// <param name="Served">Share of the load that is served.</param>
internal sealed record HourSample(double At, double Dollars, double Served, double GpusUsed, double GpusIdle, double SpotGpus);
