using Lepton.Api;
using Lepton.Api.Models;
using Lepton.Cli.Hub;
using Lepton.Cli.Live;
using Lepton.Cli.Manifests;
using Lepton.Cli.Plan;
using Lepton.Operator.Planning;
using Lepton.Operator.State;
using Lepton.Placement;

namespace Lepton.Cli.Tests.Live;

public sealed class WhatIfTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly FleetSnapshot _fleet = ManifestPlanner.Snapshot(ManifestFiles.Load([Repository.Samples]), Now);

    [Fact]
    public void A_price_is_that_of_one_accelerator_of_one_provider_and_the_picture_stays_as_it_was()
    {
        var changed = _fleet.At("aws/H100=0.25").At("aws/H100:Spot=0.1");
        Assert.Equal([("H100", 0.25), ("H100", 0.1)], changed.Providers.Single(p => p.Metadata.Name == "aws").Spec.Pricing!.GpuHour!.Where(p => p.Accelerator == "H100").Select(p => (p.Accelerator, p.DollarsPerGpuHour)));
        Assert.DoesNotContain(_fleet.Providers.Single(p => p.Metadata.Name == "aws").Spec.Pricing!.GpuHour ?? [], p => p.Accelerator == "H100");
    }

    [Fact]
    public void Nothing_is_placed_in_a_cluster_that_is_lost()
    {
        var manifests = ManifestFiles.Load([Repository.Samples]);
        var prices = ManifestPlanner.Prices(manifests);
        var before = new FleetPlanner(new PlacementSolver(), prices).Plan(_fleet);
        var used = before.Models.Values.SelectMany(m => m.Assignments).Select(a => a.Pool.Cluster).First();
        var after = new FleetPlanner(new PlacementSolver(), prices).Plan(_fleet.Without(used));
        Assert.DoesNotContain(after.Models.Values.SelectMany(m => m.Assignments), a => a.Pool.Cluster == used);
        Assert.True(after.Cost > before.Cost);
    }

    [Fact]
    public void A_new_cluster_has_what_its_node_pools_declare()
    {
        using var folder = new Lepton.Testing.Files.TempFolder();
        File.WriteAllText(folder.File("cheap.yaml"), """
            apiVersion: lepton.ai/v1alpha1
            kind: CloudProvider
            metadata: { name: cheap }
            spec:
              type: Other
              pricing: { gpuHour: [{ accelerator: H100, dollarsPerGpuHour: 0.01 }], vcpuHour: 0.001, memoryGiBHour: 0.001 }
              clusters:
              - name: cheap-1
                region: r
                labels: { tier: production }
                connection: { kubeconfigSecretRef: { namespace: lepton-system, name: member-cheap-1 } }
                nodePools: [{ name: h100, instanceType: big, accelerator: H100, gpusPerNode: 8, cpu: "190", memory: 1900Gi, maxNodes: 4 }]
            """);
        var changed = _fleet.With(ManifestFiles.Load([folder.File("cheap.yaml")]));
        var plan = new FleetPlanner(new PlacementSolver(), ManifestPlanner.Prices(ManifestFiles.Load([Repository.Samples]))).Plan(changed);
        Assert.Contains(plan.Models.Values.SelectMany(m => m.Assignments), a => a.Pool.Cluster == "cheap-1");
    }

    /// <summary>Today's bill, and at the given prices: the bill if everything stayed, and the plan's.</summary>
    [Fact]
    public void With_other_prices_what_stays_costs_something_else_too()
    {
        var prices = ManifestPlanner.Prices(ManifestFiles.Load([Repository.Samples]));
        var planner = new FleetPlanner(new PlacementSolver(), prices);
        var settled = planner.Plan(_fleet);
        foreach (var model in _fleet.Models)
            model.Status = Placed(settled.Models[ModelStore.KeyOf(model)]);
        var (json, table) = (new Screen(), new Screen());
        new LivePlan(["gcp/L4=4"], []).Run(new LiveFleet(_fleet, prices, []), null, "json", json.Console, TextWriter.Null);
        var report = System.Text.Json.Nodes.JsonNode.Parse(json.Text)!;
        var (before, staying, after) = ((double)report["hourlyBefore"]!, (double)report["hourlyStaying"]!, (double)report["hourlyAfter"]!);
        Assert.Equal(settled.Cost, before, 3);
        Assert.True(before < staying && after < staying, $"{before} {staying} {after}");
        new LivePlan(["gcp/L4=4"], []).Run(new LiveFleet(_fleet, prices, []), null, "table", table.Console, TextWriter.Null);
        Assert.Contains($"Total: ${before:0.00}/h now at today's prices. At the given prices: ${staying:0.00}/h if everything stayed, ${after:0.00}/h then", table.Text, StringComparison.Ordinal);
        Assert.Contains("$/HOUR AT THE GIVEN PRICES", table.Text, StringComparison.Ordinal);
    }

    private static LeptonModelStatus Placed(ModelPlan plan) => new()
    {
        Cost = new ModelCost { Hourly = plan.HourlyCost },
        Placements = [.. plan.Assignments.Select(a => new ModelPlacement
        {
            Provider = a.Pool.Provider,
            Cluster = a.Pool.Cluster,
            Pool = a.Pool.Id,
            Accelerator = a.Pool.Accelerator,
            AcceleratorCount = a.GpusPerReplica,
            CapacityType = Enum.Parse<CapacityKind>(a.Pool.CapacityType.ToString()),
            Replicas = a.Replicas,
            ReadyReplicas = a.Replicas,
            HourlyCost = a.HourlyCost,
        })],
    };

    [Theory]
    [InlineData("aws/H100", "expected PROVIDER/ACCELERATOR=DOLLARS")]
    [InlineData("H100=2", "expected PROVIDER/ACCELERATOR=DOLLARS")]
    [InlineData("aws/H100=-1", "expected PROVIDER/ACCELERATOR=DOLLARS")]
    [InlineData("aws/H100:Cheap=1", "found \"Cheap\", expected one of")]
    [InlineData("acme/H100=1", "found provider \"acme\", expected one of aws, azure, gcp")]
    [InlineData("aws/H1OO=1", "--price: found accelerator \"H1OO\", expected H100 (the nearest known GPU)")]
    public void A_price_that_cannot_be_read_is_named(string price, string expected) =>
        Assert.Contains(expected, Assert.Throws<CommandException>(() => _fleet.At(price)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_cluster_that_is_not_there_is_named_with_those_that_are() =>
        Assert.StartsWith("--without: found \"x\", expected one of aws-us-east-1", Assert.Throws<CommandException>(() => _fleet.Without("x")).Message, StringComparison.Ordinal);
}
