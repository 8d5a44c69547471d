using Lepton.Api.Models;
using Lepton.Cli.Demo;
using Lepton.EndToEnd.Harness;
using Lepton.Kubernetes.Models;
using Lepton.Testing;
using Xunit;

namespace Lepton.EndToEnd.Moves;

/// <summary>The operator as a process of its own, killed (SIGKILL) before and after each write of the move of a training run, and of its giving way.</summary>
[Trait("Suite", "long")]
public sealed class RunKillTests(SmallFleetFixture fixture) : FleetTest(fixture)
{
    private const string Run = "{ workload: Training, replicas: null, ports: null, policyName: runs, training: { parallelism: 4, checkpoint: { grace: 1m } } }";
    private const string Verified = "migration: { verification: { minReadySeconds: 1 } }";

    [Fact]
    public async Task Killed_at_every_write_a_run_moves_once_and_is_never_alive_twice()
    {
        await Fleet.ApplyAsync(SmallFleet.Policy("runs", "10m", $"{{ {Verified} }}"), SmallFleet.Model("killed", "run", Run));
        using var watch = new PodWatch(Fleet, "run");
        var kills = await KillAsync(
            p => p.Placements.All(x => x.Placement.Cluster == "azure") ? null : "not in azure",
            () => Fleet.ReplaceAsync(SmallFleet.Provider("azure", "Azure", "eastus", 20)),
            async () => (await Fleet.ModelAsync("killed", "run")).Status is { Migration: null, Placements: [{ Cluster: "aws", State: PlacementState.Active }] } && await IsSettledAsync());

        Assert.Equal([nameof(MigrationPhase.Breaking), nameof(MigrationPhase.Starting), nameof(MigrationPhase.Verifying)], kills.Phases);
        Assert.Equal("aws", Assert.Single(await JobsAsync()));
        Assert.Equal("CostSavings", (await Fleet.ModelAsync("killed", "run")).Status!.Decision!.Reason);
        NeverTwice(watch, "a run that moves", kills);
    }

    [Fact]
    public async Task Killed_at_every_write_a_run_gives_way_as_a_whole_and_both_say_so()
    {
        await Fleet.ApplyAsync(SmallFleet.Policy("runs", "10m", $"{{ providers: {{ allow: [aws] }}, {Verified} }}"), SmallFleet.Model("killed", "run", Run));
        using var watch = new PodWatch(Fleet, "run");
        var kills = await KillAsync(
            p => p.Placements.Any() ? null : "not placed",
            () => Fleet.ApplyAsync(SmallFleet.Model("killed", "high", "{ replicas: 6, policyName: runs, priority: 10 }")),
            // Aws has eight GPUs. A model without a place is nothing that is settled: what is looked at is that nothing of it is left.
            async () => (await Fleet.ModelAsync("killed", "run")).Status is { Placements: null or { Count: 0 } } && (await Fleet.ModelAsync("killed", "high")).Status is { ReadyReplicas: 6 } && (await JobsAsync()).Count == 0);

        Assert.Empty(await JobsAsync());
        Seen.Says((await Fleet.ConditionAsync("killed", "run", "Scheduled", "False", "Preempted")).Message, "gives way to killed/high (priority 10)");
        Seen.Says((await Fleet.ModelAsync("killed", "high")).Status!.Decision!.Message, "in place of killed/run (priority 0)");
        NeverTwice(watch, "a run that gives way", kills);
    }

    private async Task<WriteKills> KillAsync(Func<FleetPicture, string?> before, Func<Task> change, Func<Task<bool>> isDone)
    {
        await Fleet.SettledAsync(before);
        await Fleet.StopOperatorAsync();
        using var kills = new WriteKills(Fleet, "killed", "run");
        await change();
        await KilledOperator.RunAsync(Fleet, kills, isDone);
        return kills;
    }

    private static void NeverTwice(PodWatch watch, string what, WriteKills kills)
    {
        TestReport.Line($"killed at every write of {what}: {kills.Kills.Count} kills, in phases {string.Join(", ", kills.Phases)}");
        Assert.True(kills.Kills.Count >= 3, $"only {kills.Kills.Count} kills");
        Assert.All(watch.Samples, s => Assert.True(s.AliveIn.Count <= 1, $"alive in {string.Join(" and ", s.AliveIn)} at once"));
    }

    private async Task<bool> IsSettledAsync() => FleetChecks.Settled(await FleetPicture.ReadAsync(Fleet.Hub, Fleet.Session.Members, CancellationToken.None)).Count == 0;

    /// <summary>The clusters in which the run has a Job.</summary>
    private async Task<IReadOnlyList<string>> JobsAsync()
    {
        var clusters = new List<string>();
        foreach (var member in SmallFleet.Members)
            clusters.AddRange((await Fleet.Member(member).Resource<V1Job>().ListAllAsync("killed")).Items.Select(_ => member));
        return clusters;
    }
}
