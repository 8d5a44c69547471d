namespace Lepton.Benchmarks.Moves;

/// <summary>Prices over time: at each hour dollars per GPU and hour in each zone, given where the model is.</summary>
internal static class PriceSeries
{
    /// <summary>Spot prices of p5.48xlarge (8 H100) by zone of us-east-1 in dollars per hour, as the SkyPilot catalog quotes them (skypilot-org/skypilot-catalog, catalogs/v8/aws/vms.csv).</summary>
    public static readonly double[] RealZones = [10.2397, 55.0400, 19.2531, 21.1543, 55.0400, 25.7522, 17.6289];

    public const int Hours = 30 * 24;
    private const int Gpus = 8;

    /// <summary>Hours for which a zone keeps its level, on average: no history is public, so levels are real and their times drawn.</summary>
    private const double LevelHours = 24;

    /// <summary>The series by name: each takes the hour, the zone where the model is and whether it has just come there.</summary>
    public static IReadOnlyDictionary<string, Func<int, Func<int, int, bool, double[]>>> All { get; } = new Dictionary<string, Func<int, Func<int, int, bool, double[]>>>(StringComparer.Ordinal)
    {
        ["real zone prices, levels change places"] = Real,
        ["real zone prices, as they stand"] = _ => (_, _, _) => [.. RealZones.Select(p => p / Gpus)],
        ["adversary: dear wherever the model is"] = _ => (_, here, _) => [.. Enumerable.Range(0, 3).Select(z => z == here ? 8.0 : 4.0)],
        ["adversary: turns after each move"] = AfterEachMove,
        ["adversary: turns every hour"] = _ => (hour, _, _) => hour % 2 == 0 ? [8.0, 4.0] : [4.0, 8.0],
    };

    private static Func<int, int, bool, double[]> Real(int seed)
    {
        var random = new Random(seed);
        var levels = RealZones.Select(p => p / Gpus).ToArray();
        return (_, _, _) =>
        {
            for (var zone = 0; zone < levels.Length; zone++)
            {
                if (random.NextDouble() < 1 / LevelHours)
                    levels[zone] = RealZones[random.Next(RealZones.Length)] / Gpus;
            }

            return [.. levels];
        };
    }

    private static Func<int, int, bool, double[]> AfterEachMove(int seed)
    {
        var prices = new[] { 8.0, 4.0, 6.0 };
        return (hour, here, justMoved) =>
        {
            if (justMoved || hour == 1)
                prices = [.. Enumerable.Range(0, 3).Select(z => z == here ? 8.0 : 4.0)];
            return [.. prices];
        };
    }
}
