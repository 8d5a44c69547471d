using System.Globalization;
using Lepton.Testing;
using Xunit;

namespace Lepton.EndToEnd.Losses;

/// <summary>500 models over three members, one of which is lost for ten minutes at random moments of moves.</summary>
public sealed class LargeFleetLossTests
{
    [Fact, Trait("Suite", "long")]
    public Task Twenty_times_nothing_is_doubled_orphaned_or_purged_and_all_is_restored_elsewhere() => RunAsync(models: 500, times: 20, fast: 15);

    [Fact]
    public Task Three_times_with_fewer_models() => RunAsync(models: 25, times: 3, fast: 60);

    private async Task RunAsync(int models, int times, double fast)
    {
        var seed = Soak.Seed(20261128);
        await using var losses = await LargeFleetLosses.StartAsync(models, fast, seed);
        var figures = new List<LossFigures>();
        for (var i = 0; i < times; i++)
        {
            figures.Add(await losses.LoseAsync());
            TestReport.Line($"{models} models, loss {i + 1} of {times}: {figures[^1]}");
        }

        TestReport.Line(string.Create(CultureInfo.InvariantCulture, $"{models} models, a member lost for 10 minutes and returned {times} times at random moments of moves, seed {seed}: beyond the grace period written elsewhere {Sum(figures.Select(f => f.Placed))} (target 5 s), ready {Sum(figures.Select(f => f.Ready))}; at most {figures.Max(f => f.Moves)} models on the move, {figures.Sum(f => f.Kept)} taken up again in their pods"));
    }

    private static string Sum(IEnumerable<TimeSpan> times)
    {
        var seconds = times.Select(t => t.TotalSeconds).Order().ToList();
        return string.Create(CultureInfo.InvariantCulture, $"{seconds[seconds.Count / 2]:0.0} s at the median, {seconds[^1]:0.0} s at most");
    }
}
