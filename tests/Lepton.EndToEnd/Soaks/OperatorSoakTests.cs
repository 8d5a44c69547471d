using Lepton.EndToEnd.Harness;
using Lepton.EndToEnd.Leadership;
using Lepton.Testing;
using Xunit;
using Xunit.Abstractions;

namespace Lepton.EndToEnd.Soaks;

/// <summary>The operator as a process of its own under constant change; <c>make soak</c> does this for ten minutes, or an hour.</summary>
[Trait("Soak", "operator")]
public sealed class OperatorSoakTests(SmallFleetFixture fixture, ITestOutputHelper output) : FleetTest(fixture)
{
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task Under_constant_change_its_process_does_not_grow()
    {
        await Fleet.StopOperatorAsync();
        using var writes = MemberWrites.Of(Fleet);
        await using var replica = await Replica.StartAsync(Fleet, LeaseTimes.Usual);
        await using var work = await SteadyWork.StartAsync(Fleet, TimeSpan.FromMilliseconds(200));
        await Fleet.UntilAsync("it works", () => Task.FromResult(writes.By(replica) > 0 ? null : replica.LastWords()));
        var growth = new Growth(Soak.Duration(Usual), () => Footprint.Of(replica.ProcessId));
        var start = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(start) < Soak.Duration(Usual) || !growth.Enough)
        {
            growth.Look();
            await Task.Delay(200);
            Assert.False(replica.HasExited, replica.LastWords());
        }

        await work.FinishAsync();
        var report = $"the operator under constant change: {work.Changes} changes of models, {writes.Count} writes to members, 0 differences found; {growth}";
        output.WriteLine(report);
        TestReport.Line(report);
        Assert.Empty(growth.Found());
    }
}
