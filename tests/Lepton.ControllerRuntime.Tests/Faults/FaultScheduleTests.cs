using System.Net.Security;
using Lepton.ControllerRuntime.Tests.Clusters;
using Xunit.Abstractions;

namespace Lepton.ControllerRuntime.Tests.Faults;

/// <summary>Long random schedules of changes and faults over real sockets; <c>make soak</c> makes them longer, LEPTON_SEED replays one.</summary>
[Collection(EndingServers.Name)]
public sealed class FaultScheduleTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(12);

    [Fact]
    [Trait("Soak", "HTTP/2")]
    [Trait("Rule", "Complaints/no-watch-dies-silently")]
    [Trait("Rule", "Complaints/deletions-while-disconnected-are-told")]
    [Trait("Rule", "Complaints/watches-never-hang")]
    public Task After_any_schedule_of_changes_and_faults_nothing_is_lost_and_nothing_grows() => RunAsync(1, http2: true);

    [Fact]
    [Trait("Soak", "HTTP/1.1")]
    [Trait("Rule", "Complaints/no-watch-dies-silently")]
    [Trait("Rule", "Complaints/deletions-while-disconnected-are-told")]
    [Trait("Rule", "Complaints/nothing-leaks")]
    public Task After_any_schedule_over_HTTP_1_nothing_is_lost_and_nothing_grows() => RunAsync(2, http2: false);

    private async Task RunAsync(int usualSeed, bool http2)
    {
        var (seed, duration) = (Soak.Seed(usualSeed), Soak.Duration(Usual));
        await using var world = await FaultyWorld.StartAsync(http2 ? SslApplicationProtocol.Http2 : SslApplicationProtocol.Http11);
        var schedule = new FaultSchedule(world, new Random(seed));
        var (start, growth) = (TimeProvider.System.GetTimestamp(), new Growth(duration));
        try
        {
            while (TimeProvider.System.GetElapsedTime(start) < duration || schedule.Injected < 10 || !growth.Enough)
            {
                await schedule.StepAsync();
                growth.Look();
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new InvalidOperationException($"seed {seed}, after {schedule.Injected} faults, the last of them {string.Join(" and ", schedule.Last)}: {e.Message}", e);
        }

        var differences = world.Differences();
        var report = $"faults over real sockets, {(http2 ? "HTTP/2" : "HTTP/1.1")}, seed {seed}: {schedule.Injected} faults injected, {schedule.Changes} changes, "
            + $"{world.Delivered} events delivered, {differences.Count} differences found; {growth}";
        output.WriteLine(report);
        TestReport.Line(report);
        Assert.Empty(differences);
        Assert.Empty(growth.Found());
        Assert.True(world.Delivered > schedule.Injected, report);
    }
}
