using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.EndToEnd.Harness;
using Lepton.Kubernetes.Models;
using Lepton.Sandbox.Simulation;
using Xunit;

namespace Lepton.EndToEnd.Moves;

/// <summary>A model's data comes along before it starts elsewhere: by a Job in the target cluster.</summary>
public sealed class DataTests : IAsyncLifetime
{
    private const string Sync = "dataset: { provider: azure, region: eastus, sizeGiB: 1, sync: { source: 's3:a', destination: 'gcs:b', backoffLimit: 0 } }";
    private TestFleet _fleet = null!;

    public async Task InitializeAsync()
    {
        _fleet = await TestFleet.StartAsync(SmallFleet.Definition, new SimulationOptions { JobRun = TimeSpan.FromSeconds(2), Seed = 3 });
        await _fleet.ResetAsync([.. SmallFleet.Base]);
        await _fleet.ApplyAsync(SmallFleet.Model("data", "llm", $"{{ {Sync}, replicas: 2 }}"));
        await _fleet.SettledAsync(p => p.Placements.All(x => x.Placement.Cluster == "azure") ? null : "not in azure");
    }

    public async Task DisposeAsync() => await _fleet.DisposeAsync();

    [Fact]
    public async Task Nothing_starts_at_the_target_before_the_data_is_verified_there()
    {
        var (seen, jobs) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal));
        using var watch = _fleet.Server("aws").Api.Subscribe(e =>
        {
            lock (seen)
            {
                if (e.Resource.Resource == "deployments")
                    seen.Add("Deployment");
                if (e.Resource.Resource != "jobs")
                    return;
                jobs.Add((string)e.Object["metadata"]!["uid"]!);
                seen.Add((e.Object["status"]?["conditions"] as JsonArray)?.Any(c => (string?)c?["type"] == "Complete") == true ? "Verified" : "Job");
            }
        });
        await _fleet.ReplaceAsync(SmallFleet.Provider("azure", "Azure", "eastus", 20));
        await _fleet.UntilAsync("the data is on its way", async () => (await ModelAsync()).Status?.Migration is { Phase: MigrationPhase.Copying, Data: [{ Cluster: "aws", Message: { } m }] } && m.Contains("attempt 1 of 1", StringComparison.Ordinal) ? null : (await ModelAsync()).Status?.Migration?.Message ?? "no move");
        Assert.Single((await _fleet.Member("aws").Resource<V1Job>().ListAsync("data")).Items);
        Assert.Empty((await _fleet.Member("aws").Resource<V1Deployment>().ListAsync("data")).Items);
        // A restart in the middle copies nothing twice.
        await _fleet.StopOperatorAsync();
        await _fleet.StartOperatorAsync();

        await _fleet.SettledAsync(p => p.Models[0].Status?.Migration is null && p.Placements.All(x => x.Placement.Cluster == "aws") && !p.Objects.Any(o => o.Cluster == "azure" && o.Kind == "Deployment") ? null : "not all in aws");
        lock (seen)
        {
            Assert.InRange(seen.IndexOf("Verified"), 1, seen.IndexOf("Deployment"));
            Assert.Single(jobs);
        }

        await _fleet.UntilAsync("the Job is gone", async () => (await _fleet.Member("aws").Resource<V1Job>().ListAsync("data")).Items.Count == 0 ? null : "not yet");
    }

    [Fact]
    public async Task Data_that_does_not_come_leaves_the_model_where_it_is()
    {
        await _fleet.Session.Fleet.Members.Single(m => m.Name == "aws").Simulation!.Faults.CrashPods("data", "llm-data");
        await _fleet.ReplaceAsync(SmallFleet.Provider("azure", "Azure", "eastus", 3.5));
        await _fleet.UntilAsync("it is rolled back", async () => (await ModelAsync()).Status is { Decision.Reason: "RolledBack", Migration: null } ? null : (await ModelAsync()).Status?.Migration?.Message ?? "no move");
        var status = (await ModelAsync()).Status!;
        Assert.Contains("where the data did not come: Job data/llm-data in cluster aws failed (BackoffLimitExceeded)", status.Decision!.Message, StringComparison.Ordinal);
        Assert.Equal(["azure"], status.Placements!.Select(p => p.Cluster).Distinct());
        Assert.Contains(status.UnfitPools!, u => u.Cluster == "aws");
        await _fleet.UntilAsync("nothing is left in aws", async () => (await _fleet.Member("aws").Resource<V1Job>().ListAsync("data")).Items.Count == 0 ? null : "the Job");
    }

    private Task<LeptonModel> ModelAsync() => _fleet.ModelAsync("data", "llm");
}
