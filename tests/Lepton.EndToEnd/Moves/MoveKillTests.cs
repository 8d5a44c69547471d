using Lepton.Api.Models;
using Lepton.Cli.Demo;
using Lepton.EndToEnd.Harness;
using Lepton.Kubernetes.Models;
using Lepton.Testing;
using Xunit;

namespace Lepton.EndToEnd.Moves;

/// <summary>The operator as a process of its own, killed (SIGKILL) before and after each write of a move, by each strategy.</summary>
[Trait("Suite", "long")]
public sealed class MoveKillTests(SmallFleetFixture fixture) : FleetTest(fixture)
{
    private const string MakeBeforeBreak = "strategy: MakeBeforeBreak, verification: { minReadySeconds: 1 }, drain: 1s";
    private const string Stepwise = "strategy: Stepwise, steps: [{ percent: 50, pause: 1s }], verification: { minReadySeconds: 1 }, drain: 1s";
    private const string BreakBeforeMake = "strategy: BreakBeforeMake, verification: { minReadySeconds: 1 }";

    /// <summary>The phases that each strategy goes through; together they are all there are, but for Copying: here Jobs never end (<see cref="DataKillTests"/>).</summary>
    private static readonly Dictionary<string, MigrationPhase[]> PhasesOf = new(StringComparer.Ordinal)
    {
        [MakeBeforeBreak] = [MigrationPhase.Starting, MigrationPhase.Verifying, MigrationPhase.Draining],
        [Stepwise] = [MigrationPhase.Starting, MigrationPhase.Verifying, MigrationPhase.Draining, MigrationPhase.Pausing],
        [BreakBeforeMake] = [MigrationPhase.Breaking, MigrationPhase.Starting, MigrationPhase.Verifying],
    };

    [Fact]
    public void All_phases_are_gone_through_but_the_one_of_data() =>
        Assert.Equal(Enum.GetValues<MigrationPhase>().Except([MigrationPhase.Copying]).Order(), PhasesOf.Values.SelectMany(p => p).Distinct().Order());

    [Theory]
    [InlineData(MakeBeforeBreak, 2)]
    [InlineData(Stepwise, 2)]
    [InlineData(BreakBeforeMake, 0)]
    public async Task Killed_at_every_write_a_move_ends_where_it_should_with_nothing_lost_or_doubled(string migration, int least)
    {
        await Fleet.ResetAsync([.. SmallFleet.Base, SmallFleet.Policy("moving", "10m", $"migration: {{ {migration} }}")]);
        await Fleet.ApplyAsync(SmallFleet.Model("killed", "llm", "{ replicas: 2, policyName: moving }"));
        using var watch = new PodWatch(Fleet, "llm");
        await Fleet.SettledAsync(p => p.Placements.All(x => x.Placement.Cluster == "azure") ? null : "not in azure");
        await Fleet.StopOperatorAsync();
        using var kills = new WriteKills(Fleet, "killed", "llm");
        var first = watch.Samples.Count;

        await Fleet.ReplaceAsync(SmallFleet.Provider("azure", "Azure", "eastus", 20));
        await KilledOperator.RunAsync(Fleet, kills, IsDoneAsync);

        var picture = await Fleet.SettledAsync();
        TestReport.Line($"killed at every write, {migration}: {kills.Kills.Count} kills, in phases {string.Join(", ", kills.Phases)}");
        Assert.Empty(FleetChecks.Settled(picture));
        Assert.Equal(["aws"], picture.Placements.Select(p => p.Placement.Cluster));
        Assert.Equal("aws", Assert.Single(picture.Objects, o => o.Kind == "Deployment").Cluster);
        Assert.DoesNotContain(picture.Objects, o => o is { Cluster: "azure", Kind: "Deployment" or "Service" or "PodDisruptionBudget" });
        Assert.Equal(("CostSavings", null), (picture.Models[0].Status!.Decision!.Reason, picture.Models[0].Status!.Migration));
        Assert.Equal(PhasesOf[migration].Select(p => p.ToString()).Order(StringComparer.Ordinal), kills.Phases);
        Assert.True(watch.Samples.Skip(first - 1).Min(s => s.Ready) >= least, $"only {watch.Samples.Skip(first - 1).Min(s => s.Ready)} of 2 replicas were ready at some moment");
        Assert.Equal(2, await PodsAsync());
    }

    /// <summary>The move is over and everything of it is in place.</summary>
    private async Task<bool> IsDoneAsync()
    {
        var model = await Fleet.ModelAsync("killed", "llm");
        if (model.Status is not { Migration: null, Placements: [{ Cluster: "aws", State: PlacementState.Active }] })
            return false;
        var picture = await FleetPicture.ReadAsync(Fleet.Hub, Fleet.Session.Members, CancellationToken.None);
        return FleetChecks.Settled(picture).Count == 0 && picture.Objects.All(o => o.Cluster == "aws" || o.Kind == "Namespace");
    }

    private async Task<int> PodsAsync()
    {
        var count = 0;
        foreach (var member in SmallFleet.Members)
            count += (await Fleet.Member(member).Resource<V1Pod>().ListAllAsync("killed")).Items.Count(p => p.Metadata.DeletionTimestamp is null && p.Status?.Phase is "Pending" or "Running");
        return count;
    }
}
