using System.Text.Json.Nodes;
using Lepton.Sandbox.Tests.Support;

namespace Lepton.Sandbox.Tests.Registry;

/// <summary>What the default admission plugins write into new pods.</summary>
public sealed class PodAdmissionTests : IAsyncLifetime
{
    private const string Pods = "/api/v1/namespaces/default/pods";
    private const string Classes = "/apis/scheduling.k8s.io/v1/priorityclasses";
    private TestCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await TestCluster.StartAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Without_a_class_the_priority_is_zero()
    {
        var spec = (await CreateAsync("a"))["spec"]!;
        Assert.Equal((0, "PreemptLowerPriority", null), ((int)spec["priority"]!, (string?)spec["preemptionPolicy"], (string?)spec["priorityClassName"]));
    }

    [Fact]
    public async Task The_class_gives_its_number_and_policy()
    {
        await ClassAsync("urgent", 1000, ",\"preemptionPolicy\":\"Never\"");
        var spec = (await CreateAsync("a", "\"priorityClassName\":\"urgent\","))["spec"]!;
        Assert.Equal((1000, "Never"), ((int)spec["priority"]!, (string?)spec["preemptionPolicy"]));
    }

    [Fact]
    public async Task The_global_default_is_for_pods_that_name_none()
    {
        await ClassAsync("usual", 50, ",\"globalDefault\":true");
        var spec = (await CreateAsync("a"))["spec"]!;
        Assert.Equal((50, "usual"), ((int)spec["priority"]!, (string?)spec["priorityClassName"]));
    }

    [Fact]
    public async Task A_class_that_does_not_exist_is_refused()
    {
        var refused = await _cluster.PostAsync(Pods, Pod("a", "\"priorityClassName\":\"nosuch\","));
        refused.ExpectError(403, "Forbidden", "pods \"a\" is forbidden: no PriorityClass with name nosuch was found");
    }

    [Theory]
    [InlineData("\"priority\":7,", "the integer value of priority (7) must not be provided in pod spec; priority admission controller computed 0 from the given PriorityClass name")]
    [InlineData("\"preemptionPolicy\":\"Never\",", "the string value of PreemptionPolicy (Never) must not be provided in pod spec; priority admission controller computed PreemptLowerPriority from the given PriorityClass name")]
    public async Task The_numbers_are_the_servers_to_write(string spec, string why)
    {
        var refused = await _cluster.PostAsync(Pods, Pod("a", spec));
        refused.ExpectError(403, "Forbidden", $"pods \"a\" is forbidden: {why}");
    }

    [Fact]
    public async Task Short_outages_of_a_node_are_tolerated()
    {
        var tolerations = (JsonArray)(await CreateAsync("a"))["spec"]!["tolerations"]!;
        Assert.Equal(
            ["node.kubernetes.io/not-ready Exists NoExecute 300", "node.kubernetes.io/unreachable Exists NoExecute 300"],
            tolerations.Select(t => $"{t!["key"]} {t["operator"]} {t["effect"]} {t["tolerationSeconds"]}"));
    }

    [Theory]
    [InlineData("{\"operator\":\"Exists\"}", 1)]
    [InlineData("{\"key\":\"node.kubernetes.io/not-ready\",\"operator\":\"Exists\",\"effect\":\"NoExecute\",\"tolerationSeconds\":5}", 2)]
    [InlineData("{\"key\":\"node.kubernetes.io/not-ready\",\"operator\":\"Exists\",\"effect\":\"NoSchedule\"}", 3)]
    public async Task What_the_pod_says_of_them_itself_stands(string toleration, int expected)
    {
        var tolerations = (JsonArray)(await CreateAsync("a", $"\"tolerations\":[{toleration}],"))["spec"]!["tolerations"]!;
        Assert.Equal(expected, tolerations.Count);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(toleration), tolerations[0]));
    }

    private async Task<JsonObject> CreateAsync(string name, string spec = "") => (await _cluster.PostAsync(Pods, Pod(name, spec))).Expect(201);

    private async Task ClassAsync(string name, int value, string more) =>
        (await _cluster.PostAsync(Classes, $$"""{"apiVersion":"scheduling.k8s.io/v1","kind":"PriorityClass","metadata":{"name":"{{name}}"},"value":{{value}}{{more}}}""")).Expect(201);

    private static string Pod(string name, string spec) =>
        $$$"""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{{name}}}"},"spec":{{{{spec}}}"containers":[{"name":"c","image":"nginx"}]}}""";
}
