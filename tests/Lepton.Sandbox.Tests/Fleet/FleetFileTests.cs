using Lepton.Sandbox.Fleet;

namespace Lepton.Sandbox.Tests.Fleet;

public sealed class FleetFileTests
{
    [Fact]
    public void A_file_is_read_with_its_defaults()
    {
        var fleet = FleetFile.Parse("""
            name: mine
            members:
              - name: west
                provider: AWS
                region: us-west-2
                zones: [us-west-2a]
                nodePools:
                  - name: gpu
                    instanceType: g5.xlarge
                    count: 2
                    maxNodes: 5
                    capacityType: Spot
                    labels: { team: ml }
                    taints: [{ key: sku, value: gpu, effect: NoSchedule }]
                    foreignPods: [{ name: other, count: 3, cpu: 500m, gpus: 1 }]
                    scaleDownAfterSeconds: 60
            """);
        Assert.Equal("hub", fleet.Hub.Name);
        Assert.Equal(["hub", "west"], fleet.Clusters.Select(static cluster => cluster.Name));
        var pool = fleet.Members[0].NodePools[0];
        Assert.Equal((2, 0, 5, NodeCapacityType.Spot, NodeManager.NodeGroup), (pool.Count, pool.MinNodes, pool.MaxNodes, pool.CapacityType, pool.Manager));
        Assert.Equal("ml", pool.Labels["team"]);
        Assert.Equal(new TaintDefinition("sku", "gpu", "NoSchedule"), pool.Taints[0]);
        Assert.Equal(("other", 3, "500m", "128Mi", 1), (pool.ForeignPods[0].Name, pool.ForeignPods[0].Count, pool.ForeignPods[0].Cpu, pool.ForeignPods[0].Memory, pool.ForeignPods[0].Gpus));
        Assert.Equal(TimeSpan.FromMinutes(1), pool.ScaleDownAfter);
    }

    [Theory]
    [InlineData("name: a\nmembrs: []", 2, 1, "unknown key \"membrs\"; did you mean \"members\"?")]
    [InlineData("name: a\nmembers:\n  - name: m\n    nodepools: []", 4, 5, "unknown key \"nodepools\"; did you mean \"nodePools\"?")]
    [InlineData("name: a\nmembers:\n  - name: m\n    provider: Amazon", 4, 15, "found Amazon; expected one of AWS, Azure, GCP, OnPrem, Edge, Other")]
    [InlineData("name: a\nmembers:\n  - name: m\n    nodePools:\n      - {name: p, instanceType: m5.large, count: -1}", 5, 50, "found -1; expected a whole number from 0 to 100000")]
    [InlineData("name: a\nmembers:\n  - name: m\n    nodePools:\n      - {name: p, instanceType: m5.large, count: two}", 5, 50, "found two; expected a whole number")]
    [InlineData("name: a\nmembers:\n  - name: m\n    provider: AWS\n    nodePools:\n      - {name: p, instanceType: g5.xlarg}", 6, 33, "unknown instance type \"g5.xlarg\" of AWS; did you mean \"g5.xlarge\"?")]
    [InlineData("name: a\nmembers:\n  - name: m\n    provider: Azure\n    nodePools:\n      - {name: p, instanceType: g5.xlarge}", 6, 33, "instance type \"g5.xlarge\" belongs to AWS, the cluster to Azure")]
    [InlineData("name: a\nmembers:\n  - name: m\n    nodePools:\n      - {name: p, instanceType: m5.large, count: 3, maxNodes: 2}", 5, 63, "found 2; expected at least count, which is 3")]
    [InlineData("name: a\nmembers:\n  - name: m\n    nodePools:\n      - {name: p, instanceType: m5.large, taints: [{key: k, effect: NoSchedul}]}", 5, 69, "found NoSchedul; expected one of NoSchedule, PreferNoSchedule, NoExecute; did you mean \"NoSchedule\"?")]
    [InlineData("name: a\nmembers:\n  - name: West", 3, 11, "found \"West\"; expected at most 40 lower case letters, digits and dashes")]
    [InlineData("name: a\nmembers:\n  - name: m\n  - name: m", 3, 3, "two of them are named m; each cluster needs a name of its own")]
    [InlineData("name: a\nmembers:\n  - name: m\n    nodePools:\n      - {name: p, instanceType: m5.large, foreignPods: [{name: f, cpu: lots}]}", 5, 72, "found lots; expected a quantity such as 500m or 4Gi")]
    [InlineData("name: a\nmembers:\n  - name: m\n    provider: GCP\n    nodePools:\n      - {name: p, instanceType: n2-standard-4, manager: Karpenter}", 6, 57, "Karpenter nodes are simulated on AWS only")]
    [InlineData("name: a\nmembers:\n  - name: m\n    kubernetesVersion: 1.29", 4, 24, "found \"1.29\"; expected a version of Kubernetes such as v1.36.2")]
    [InlineData("members: []", 1, 1, "is required")]
    [InlineData("name: [", 2, 1, "not YAML")]
    [InlineData("- a", 1, 1, "expected one YAML document that is a mapping")]
    public void What_is_wrong_is_told_with_its_place(string yaml, int line, int column, string message)
    {
        var error = Assert.Throws<FleetFileException>(() => FleetFile.Parse(yaml, "f.yaml"));
        var first = Assert.Single(error.Errors, found => found.Message.Contains(message, StringComparison.Ordinal));
        Assert.Equal((line, column), (first.Line, first.Column));
        Assert.Contains($"f.yaml:{line}:{column}: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_errors_are_told_at_once()
    {
        var error = Assert.Throws<FleetFileException>(() => FleetFile.Parse("name: a\nspeed: 1\nmembers:\n  - name: m\n    nodePools:\n      - {name: p, instanceType: nothing-like-it, count: -3}"));
        Assert.Equal(3, error.Errors.Count);
        Assert.Contains(error.Errors, static found => found.Path == "members[0].nodePools[0].count");
        Assert.Contains(error.Errors, static found => found.Message == "unknown instance type \"nothing-like-it\" of Other");
    }

    [Fact]
    public void A_fleet_brings_instance_types_of_its_own()
    {
        var fleet = FleetFile.Parse("""
            name: edge
            instanceTypes:
              - { name: jetson-box, gpuModel: Orin, gpus: 1, gpuMemoryGiB: 64, vcpus: 12, memoryGiB: 64 }
            members:
              - name: plant
                provider: Edge
                nodePools:
                  - { name: box, instanceType: jetson-box, count: 1 }
            """);
        Assert.Equal("Orin", InstanceTypeCatalog.BuiltIn.With(fleet.Members[0].InstanceTypes).Find(CloudKind.Edge, "jetson-box")!.GpuModel);
    }

    [Fact]
    public void Ready_fleets_load_and_an_unknown_one_names_them()
    {
        Assert.All(ReadyFleets.Names, static name => Assert.Equal(name, ReadyFleets.Load(name).Name));
        var error = Assert.Throws<ArgumentException>(static () => ReadyFleets.Load("three-cloud"));
        Assert.Contains("did you mean \"three-clouds\"?", error.Message, StringComparison.Ordinal);
    }
}
