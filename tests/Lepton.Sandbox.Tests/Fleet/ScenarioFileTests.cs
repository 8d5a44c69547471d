using Lepton.Sandbox.Fleet;

namespace Lepton.Sandbox.Tests.Fleet;

public sealed class ScenarioFileTests
{
    private const string Head = "name: f\nmembers:\n  - { name: west, provider: AWS, region: us-east-1, nodePools: [{ name: gpu, instanceType: g5.xlarge, count: 1 }] }\n";

    [Fact]
    public void A_scenario_is_read_with_its_defaults()
    {
        var fleet = FleetFile.Parse(Head + """
            providers: [{ name: aws, gpuHour: { A10G: 0.9 }, committed: { A10G: 4 } }]
            images: [{ name: vllm/, sizeGiB: 9.5 }]
            scenario:
              load: [{ model: chat/a, base: 10, peak: 30 }]
              prices: [{ atHours: 2, factor: 3, provider: aws, capacityType: Spot, forHours: 4 }]
              faults:
                - { atHours: 1.5, kind: NodeLost, cluster: west, pool: gpu }
                - { atHours: 2, kind: CrashLoop, cluster: west, pods: chat/a-, forHours: 1 }
              chance: { outagesPerMonth: 2 }
            """);
        Assert.Equal(("aws", 0.9, 4.0, 0.035), (fleet.Terms[0].Provider, fleet.Terms[0].GpuHour["A10G"], fleet.Terms[0].Committed["A10G"], fleet.Terms[0].VcpuHour));
        Assert.Equal(new ImageDefinition("vllm/", 9.5), Assert.Single(fleet.Members[0].Images));
        var scenario = fleet.Scenario;
        Assert.Equal(new LoadDefinition("chat/a") { Base = 10, Peak = 30 }, Assert.Single(scenario.Load));
        Assert.Equal(new PriceEvent(2, 3, "aws", "", "") { CapacityType = NodeCapacityType.Spot, ForHours = 4 }, Assert.Single(scenario.Prices));
        Assert.Equal([new FaultEvent(1.5, FaultKind.NodeLost, "west") { Pool = "gpu" }, new FaultEvent(2, FaultKind.CrashLoop, "west") { Pods = "chat/a-", ForHours = 1 }], scenario.Faults);
        Assert.Equal(new ChanceDefinition { OutagesPerMonth = 2 }, scenario.Chance);
    }

    [Theory]
    [InlineData("scenario: { lod: [] }", 4, 13, "unknown key \"lod\"; did you mean \"load\"?")]
    [InlineData("scenario: { load: [{ model: a, base: 1, peak: 2 }] }", 4, 29, "found a; expected namespace/name")]
    [InlineData("scenario: { load: [{ model: n/a, base: 3, peak: 2 }] }", 4, 49, "found 2; expected at least base, which is 3")]
    [InlineData("scenario: { load: [{ model: n/a, peak: 2 }] }", 4, 20, "is required")]
    [InlineData("scenario: { load: [{ model: n/a, base: 1, peak: 2, peakHour: 25 }] }", 4, 62, "found 25; expected a number from 0 to 24")]
    [InlineData("scenario: { load: [{ model: n/a, base: -1, peak: 2 }] }", 4, 40, "found -1; expected a number from 0 to")]
    [InlineData("scenario: { prices: [{ atHours: 1, factor: 2, provider: asw }] }", 4, 57, "no member belongs to \"asw\"; did you mean \"aws\"?")]
    [InlineData("scenario: { prices: [{ atHours: 1, factor: 0 }] }", 4, 44, "found 0; expected a number from 0.001 to 1000")]
    [InlineData("scenario: { faults: [{ atHours: 1, kind: ClusterDwn, cluster: west }] }", 4, 42, "did you mean \"ClusterDown\"?")]
    [InlineData("scenario: { faults: [{ atHours: 1, kind: ClusterDown, cluster: wets }] }", 4, 64, "no cluster \"wets\"; did you mean \"west\"?; clusters: west")]
    [InlineData("scenario: { faults: [{ atHours: 1, kind: StockOut, cluster: west, pool: gup }] }", 4, 73, "cluster west has no pool \"gup\"; did you mean \"gpu\"?; pools: gpu")]
    [InlineData("scenario: { faults: [{ atHours: 1, kind: CrashLoop, cluster: west, pods: all }] }", 4, 74, "found \"all\"; expected namespace/prefix of the Pods' names")]
    [InlineData("scenario: { faults: [{ atHours: 1, cluster: west }] }", 4, 22, "is required")]
    [InlineData("scenario: { chance: { partitionShare: 2 } }", 4, 39, "found 2; expected a number from 0 to 1")]
    [InlineData("providers: [{ name: azure }]", 4, 12, "no member belongs to \"azure\"")]
    [InlineData("images: [{ name: a }]", 4, 10, "is required")]
    public void What_is_wrong_is_told_with_its_place(string yaml, int line, int column, string message)
    {
        var error = Assert.Throws<FleetFileException>(() => FleetFile.Parse(Head + yaml));
        var first = Assert.Single(error.Errors, found => found.Message.Contains(message, StringComparison.Ordinal));
        Assert.Equal((line, column), (first.Line, first.Column));
    }

    [Theory]
    [InlineData(CloudKind.AWS, "eks.amazonaws.com/capacityType", "SPOT")]
    [InlineData(CloudKind.Azure, "kubernetes.azure.com/scalesetpriority", "spot")]
    [InlineData(CloudKind.GCP, "cloud.google.com/gke-spot", "true")]
    [InlineData(CloudKind.Other, "node.kubernetes.io/lifecycle", "spot")]
    public void Spot_nodes_say_so_as_their_cloud_does(CloudKind cloud, string key, string value)
    {
        var type = new InstanceType("", "box", "L4", 1, 24, 8, 32);
        var cluster = new ClusterDefinition("c") { Provider = cloud, Region = "r", InstanceTypes = [type] };
        var pool = new NodePoolDefinition("p", "box") { CapacityType = NodeCapacityType.Spot, MaxNodes = 1 };
        Assert.Equal(value, (string?)FleetNodes.Describe(cluster, pool, 0, DateTimeOffset.UnixEpoch)["metadata"]!["labels"]![key]);
        Assert.Null(FleetNodes.Describe(cluster, pool with { CapacityType = NodeCapacityType.OnDemand }, 0, DateTimeOffset.UnixEpoch)["metadata"]!["labels"]![cloud == CloudKind.Other ? key : "node.kubernetes.io/lifecycle"]);
    }
}
