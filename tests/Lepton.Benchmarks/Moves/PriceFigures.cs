using System.Globalization;
using Lepton.Benchmarks.Reports;
using Lepton.Benchmarks.Runtime;

namespace Lepton.Benchmarks.Moves;

/// <summary>A month of prices that move: what is saved net of the cost of moving, and in how many moves, beside never moving and always moving to the cheapest.</summary>
internal static class PriceFigures
{
    private const int Seed = 20261127;

    public static Task<IReadOnlyList<Figure>> RunAsync(RunOptions options)
    {
        var figures = new List<Figure>();
        Console.WriteLine("one model on 8 H100, 30 days of hourly prices; net of what moves cost");
        Console.WriteLine($"{"prices",-44} {"never moves",14} {"always cheapest",26} {"the operator",26} {"saved, net",12}");
        foreach (var (name, series) in PriceSeries.All)
        {
            // Each policy plays the series from its beginning; an adversary sees only where that policy is.
            var never = PriceRun.Never(series(Seed));
            var cheapest = PriceRun.AlwaysCheapest(series(Seed));
            var ours = PriceRun.Ours(series(Seed));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-44} {$"${never.Total:0}",14} {$"${cheapest.Total:0} in {cheapest.Moves} moves",26} {$"${ours.Total:0} in {ours.Moves} moves",26} {$"${never.Total - ours.Total:0}",12}"));
            // Against an adversary who sees each move nothing is certain but that moves cost no more than there was to save; real prices do not look where the model is.
            var real = !name.StartsWith("adversary", StringComparison.Ordinal);
            figures.Add(new Figure($"{name}: net saving against never moving", never.Total - ours.Total, "$", Target: real ? 0 : null, MoreIsBetter: true));
            figures.Add(new Figure($"{name}: net saving against always cheapest", cheapest.Total - ours.Total, "$", Target: 0, MoreIsBetter: true));
            figures.Add(new Figure($"{name}: cost of moves, of what there was to save", 100 * ours.MoveCost / ours.Differed, "%", Target: 100));
            figures.Add(new Figure($"{name}: moves", ours.Moves, ""));
        }

        return Task.FromResult<IReadOnlyList<Figure>>(figures);
    }
}
