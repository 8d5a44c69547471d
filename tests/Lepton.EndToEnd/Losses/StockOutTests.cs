using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Api.Providers;
using Lepton.EndToEnd.Harness;
using Lepton.Operator.Planning;
using Lepton.Sandbox.Fleet;
using Lepton.Sandbox.Simulation;
using Xunit;

namespace Lepton.EndToEnd.Losses;

/// <summary>The cheap cloud promises nodes and has none to give.</summary>
public sealed class StockOutTests : IAsyncLifetime
{
    private const string Definition = """
        name: stock
        hub: { name: hub }
        members:
          - name: aws
            provider: AWS
            region: us-east-1
            nodePools:
              - { name: cpu, instanceType: m5.2xlarge, count: 1 }
              - { name: a100, instanceType: p4de.24xlarge, count: 0, maxNodes: 2 }
          - name: gcp
            provider: GCP
            region: us-central1
            nodePools:
              - { name: cpu, instanceType: n2-standard-8, count: 1 }
              - { name: a100, instanceType: a2-ultragpu-4g, count: 1 }
        """;

    private TestFleet _fleet = null!;

    public async Task InitializeAsync()
    {
        _fleet = await TestFleet.StartAsync(FleetFile.Parse(Definition, "stock.yaml"), new SimulationOptions { Seed = 5 }, withOperator: false);
        await _fleet.StartOperatorAsync(planner: new PlannerOptions { Resync = TimeSpan.FromSeconds(1) });
    }

    public async Task DisposeAsync() => await _fleet.DisposeAsync();

    [Fact]
    public async Task Nodes_that_do_not_come_are_not_waited_for_and_a_restart_does_not_forget_it()
    {
        await _fleet.Session.Fleet.Members.Single(m => m.Name == "aws").Simulation!.Faults.StockOut("a100");
        var aws = SmallFleet.Provider("aws", "AWS", "us-east-1", 1);
        var pool = SmallFleet.Yaml("""{ name: a100, accelerator: A100-80GB, gpusPerNode: 8, cpu: "90", memory: 1000Gi, instanceType: p4de.24xlarge, maxNodes: 2 }""");
        aws["spec"]!["clusters"]![0]!["nodePools"] = new JsonArray(pool);
        await _fleet.ResetAsync([aws, SmallFleet.Provider("gcp", "GCP", "us-central1", 4), SmallFleet.Policy("default", "10m", "failover: { pendingTimeout: 10s, penalty: 1h }")]);

        await _fleet.ApplyAsync(SmallFleet.Model("stock", "llm"));
        await _fleet.UntilAsync("llm is meant for aws", async () => (await _fleet.ModelAsync("stock", "llm")).Status?.Placements?.Exists(p => p.Cluster == "aws") == true ? null : "not yet");
        var picture = await _fleet.SettledAsync(p => p.Placements.Any() && p.Placements.All(x => x.Placement.Cluster == "gcp") ? null : "not in gcp");
        var status = picture.Models[0].Status!;
        Assert.Equal("StockedOut", status.Decision!.Reason);
        Assert.Equal((UnfitReason.StockedOut, 1), (Assert.Single(status.UnfitPools!).Reason, status.UnfitPools![0].Failures));

        await _fleet.StopOperatorAsync();
        await _fleet.StartOperatorAsync(planner: new PlannerOptions { Resync = TimeSpan.FromSeconds(1) });
        await _fleet.ApplyAsync(SmallFleet.Model("stock", "second", "replicas: 1"));
        await _fleet.SettledAsync(p => p.Placements.Count() == 2 && p.Placements.All(x => x.Placement.Cluster == "gcp") ? null : "not both in gcp");
        await _fleet.UntilAsync("the provider says so", async () =>
        {
            var pools = (await _fleet.Hub.Resource<CloudProvider>().GetAsync("aws")).Status?.Clusters?[0].Pools;
            return pools?.Find(p => p.Accelerator is not null) is { StockedOutUntil: not null, GpusScalable: 0 } ? null : "no stockedOutUntil";
        });
    }
}
