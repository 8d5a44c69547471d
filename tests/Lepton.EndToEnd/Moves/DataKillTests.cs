using Lepton.Api.Models;
using Lepton.Cli.Demo;
using Lepton.EndToEnd.Harness;
using Lepton.Kubernetes.Models;
using Lepton.Sandbox.Simulation;
using Lepton.Testing;
using Xunit;

namespace Lepton.EndToEnd.Moves;

/// <summary>The operator as a process of its own, killed (SIGKILL) before and after each write of a move that brings data along: the phase that <see cref="MoveKillTests"/> leaves out.</summary>
[Trait("Suite", "long")]
public sealed class DataKillTests : IAsyncLifetime
{
    private TestFleet _fleet = null!;

    public async Task InitializeAsync() => _fleet = await TestFleet.StartAsync(SmallFleet.Definition, new SimulationOptions { JobRun = TimeSpan.FromSeconds(2), Seed = 3 });

    public async Task DisposeAsync() => await _fleet.DisposeAsync();

    [Fact]
    public async Task Killed_at_every_write_the_data_comes_once_and_the_model_after_it()
    {
        await _fleet.ResetAsync([.. SmallFleet.Base]);
        await _fleet.ApplyAsync(SmallFleet.Model("killed", "llm", "{ dataset: { provider: azure, region: eastus, sizeGiB: 1, sync: { source: 's3:a', destination: 'gcs:b' } }, replicas: 2 }"));
        using var watch = new PodWatch(_fleet, "llm");
        await _fleet.SettledAsync(p => p.Placements.All(x => x.Placement.Cluster == "azure") ? null : "not in azure");
        await _fleet.StopOperatorAsync();
        var jobs = new HashSet<string>(StringComparer.Ordinal);
        using var seen = _fleet.Server("aws").Api.Subscribe(e =>
        {
            lock (jobs)
            {
                if (e.Resource.Resource == "jobs")
                    jobs.Add((string)e.Object["metadata"]!["uid"]!);
            }
        });
        using var kills = new WriteKills(_fleet, "killed", "llm");
        var first = watch.Samples.Count;

        await _fleet.ReplaceAsync(SmallFleet.Provider("azure", "Azure", "eastus", 20));
        await KilledOperator.RunAsync(_fleet, kills, IsDoneAsync);

        TestReport.Line($"killed at every write of a move with data: {kills.Kills.Count} kills, in phases {string.Join(", ", kills.Phases)}");
        Assert.Empty(FleetChecks.Settled(await _fleet.SettledAsync()));
        Assert.Contains(nameof(MigrationPhase.Copying), kills.Phases);
        Assert.Single(jobs);
        Assert.Empty((await _fleet.Member("aws").Resource<V1Job>().ListAsync("killed")).Items);
        Assert.True(watch.Samples.Skip(first - 1).Min(s => s.Ready) >= 2, $"only {watch.Samples.Skip(first - 1).Min(s => s.Ready)} of 2 replicas were ready at some moment");
    }

    private async Task<bool> IsDoneAsync()
    {
        if ((await _fleet.ModelAsync("killed", "llm")).Status is not { Migration: null, Placements: [{ Cluster: "aws", State: PlacementState.Active }] })
            return false;
        var picture = await FleetPicture.ReadAsync(_fleet.Hub, _fleet.Session.Members, CancellationToken.None);
        return FleetChecks.Settled(picture).Count == 0 && picture.Objects.All(o => o.Cluster == "aws" || o.Kind == "Namespace") && (await _fleet.Member("aws").Resource<V1Job>().ListAsync("killed")).Items.Count == 0;
    }
}
