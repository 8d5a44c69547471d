using System.Text.Json.Nodes;
using Lepton.Sandbox.Tests.Support;

namespace Lepton.Sandbox.Tests.Api;

/// <summary>Evictions ask the disruption budget; its status is written by hand here.</summary>
public sealed class EvictionTests : IAsyncLifetime
{
    private const string Pods = "/api/v1/namespaces/default/pods";
    private const string Budgets = "/apis/policy/v1/namespaces/default/poddisruptionbudgets";
    private TestCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await TestCluster.StartAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Without_a_budget_a_pod_goes()
    {
        await RunningAsync("a");
        (await EvictAsync("a")).Expect(201);
        await GoneAsync("a");
    }

    [Fact]
    public async Task An_eviction_takes_a_disruption_and_names_the_pod()
    {
        await RunningAsync("a");
        await BudgetAsync(allowed: 2);
        (await EvictAsync("a")).Expect(201);
        var status = (await _cluster.GetAsync($"{Budgets}/b")).Expect(200)["status"]!;
        Assert.Equal(1, (int)status["disruptionsAllowed"]!);
        Assert.NotNull(status["disruptedPods"]!["a"]);
    }

    [Fact]
    public async Task When_none_is_left_the_answer_is_429_and_the_pod_stays()
    {
        await RunningAsync("a");
        await BudgetAsync(allowed: 0);
        var refused = await EvictAsync("a");
        refused.ExpectError(429, "TooManyRequests", "Cannot evict pod as it would violate the pod's disruption budget.");
        Assert.Equal("The disruption budget b needs 1 healthy pods and has 1 currently", (string?)refused.Json["details"]!["causes"]![0]!["message"]);
        Assert.Equal("DisruptionBudget", (string?)refused.Json["details"]!["causes"]![0]!["reason"]);
        Assert.Null((await _cluster.GetAsync($"{Pods}/a")).Expect(200)["metadata"]!["deletionTimestamp"]);
    }

    [Fact]
    public async Task A_budget_that_nobody_looked_at_yet_says_when_to_come_again()
    {
        await RunningAsync("a");
        await BudgetAsync(allowed: 1, observed: 0);
        var refused = (await EvictAsync("a")).Expect(429);
        Assert.Equal(10, (int)refused["details"]!["retryAfterSeconds"]!);
        Assert.Equal("The disruption budget b is still being processed by the server.", (string?)refused["details"]!["causes"]![0]!["message"]);
    }

    [Fact]
    public async Task Two_budgets_are_more_than_it_understands()
    {
        await RunningAsync("a");
        await BudgetAsync(allowed: 1);
        await BudgetAsync(allowed: 1, name: "c");
        (await EvictAsync("a")).ExpectError(500, "InternalError", "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.");
    }

    [Theory]
    [InlineData("Pending")]
    [InlineData("Succeeded")]
    [InlineData("Failed")]
    public async Task A_pod_that_serves_nobody_may_always_go(string phase)
    {
        await RunningAsync("a", phase);
        await BudgetAsync(allowed: 0);
        (await EvictAsync("a")).Expect(201);
        await GoneAsync("a");
    }

    [Theory]
    [InlineData("AlwaysAllow", 0, 201)]
    [InlineData("IfHealthyBudget", 1, 201)]
    [InlineData("IfHealthyBudget", 0, 429)]
    public async Task A_pod_that_is_not_ready_goes_when_the_policy_or_the_others_allow_it(string policy, int healthy, int status)
    {
        await RunningAsync("a", ready: "False");
        await BudgetAsync(allowed: 0, healthy: healthy, policy: policy);
        (await EvictAsync("a")).Expect(status);
    }

    [Fact]
    public async Task A_dry_run_takes_nothing()
    {
        await RunningAsync("a");
        await BudgetAsync(allowed: 1);
        (await _cluster.PostAsync($"{Pods}/a/eviction?dryRun=All", Eviction("a"))).Expect(201);
        (await _cluster.PostAsync($"{Pods}/a/eviction", Eviction("a", ",\"deleteOptions\":{\"dryRun\":[\"All\"]}"))).Expect(201);
        Assert.Equal(1, (int)(await _cluster.GetAsync($"{Budgets}/b")).Expect(200)["status"]!["disruptionsAllowed"]!);
        Assert.Null((await _cluster.GetAsync($"{Pods}/a")).Expect(200)["metadata"]!["deletionTimestamp"]);
    }

    [Fact]
    public async Task Names_must_agree_and_the_pod_must_exist()
    {
        await RunningAsync("a");
        (await _cluster.PostAsync($"{Pods}/a/eviction", Eviction("other"))).ExpectError(400, "BadRequest", "name in URL does not match name in Eviction object");
        (await EvictAsync("nosuch")).ExpectError(404, "NotFound", "pods \"nosuch\" not found");
    }

    private Task<TestResponse> EvictAsync(string name) => _cluster.PostAsync($"{Pods}/{name}/eviction", Eviction(name));

    private static string Eviction(string name, string more = "") => $$$"""{"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"{{{name}}}"}{{{more}}}}""";

    private async Task RunningAsync(string name, string phase = "Running", string ready = "True")
    {
        var pod = Objects.Pod(name);
        pod["metadata"]!["labels"] = new JsonObject { ["app"] = "web" };
        (await _cluster.PostAsync(Pods, pod)).Expect(201);
        (await _cluster.MergeAsync($"{Pods}/{name}/status", $$$"""{"status":{"phase":"{{{phase}}}","conditions":[{"type":"Ready","status":"{{{ready}}}"}]}}""")).Expect(200);
    }

    private async Task BudgetAsync(int allowed, int observed = 1, int healthy = 1, string policy = "IfHealthyBudget", string name = "b")
    {
        (await _cluster.PostAsync(Budgets, $$$"""{"apiVersion":"policy/v1","kind":"PodDisruptionBudget","metadata":{"name":"{{{name}}}"},"spec":{"minAvailable":1,"unhealthyPodEvictionPolicy":"{{{policy}}}","selector":{"matchLabels":{"app":"web"}} } }""")).Expect(201);
        (await _cluster.MergeAsync($"{Budgets}/{name}/status", $$$"""{"status":{"observedGeneration":{{{observed}}},"disruptionsAllowed":{{{allowed}}},"desiredHealthy":1,"currentHealthy":{{{healthy}}},"expectedPods":1} }""")).Expect(200);
    }

    private async Task GoneAsync(string name) => Assert.Equal(404, (await _cluster.GetAsync($"{Pods}/{name}")).Status);
}
