using System.Text.Json.Nodes;
using Lepton.Sandbox.Simulation;
using Lepton.Sandbox.Simulation.Disruption;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Storage;
using Lepton.Sandbox.Tests.Simulation.Support;

namespace Lepton.Sandbox.Tests.Simulation;

public sealed class DisruptionTests
{
    [Theory]
    [InlineData("minAvailable", "2", 3, 2, 1)]
    [InlineData("minAvailable", "50%", 3, 2, 1)]
    [InlineData("maxUnavailable", "1", 3, 2, 1)]
    [InlineData("maxUnavailable", "34%", 3, 1, 2)]
    [InlineData("minAvailable", "3", 3, 3, 0)]
    public async Task The_status_says_what_may_go(string field, string value, long expected, long desired, long allowed)
    {
        await using var cluster = SimulatedCluster.Cpu();
        cluster.Create(Kinds.PodDisruptionBudgets, Budget(field, value));
        cluster.Create(Kinds.Deployments, Manifests.Deployment("web", 3));
        cluster.Run(3);
        var status = cluster.Get(Kinds.PodDisruptionBudgets, "web");
        Assert.Equal((expected, desired, 3, allowed), (Number(status, "expectedPods"), Number(status, "desiredHealthy"), Number(status, "currentHealthy"), Number(status, "disruptionsAllowed")));
        Assert.Equal(allowed > 0 ? "SufficientPods" : "InsufficientPods", status.Condition("DisruptionAllowed").Text("reason"));
        Assert.Equal(1, Number(status, "observedGeneration"));
    }

    [Fact]
    public async Task An_eviction_within_the_budget_marks_and_deletes_the_next_is_refused()
    {
        await using var cluster = SimulatedCluster.Cpu(options: new SimulationOptions { SystemPods = false, TerminationGraceCap = TimeSpan.FromSeconds(20) });
        cluster.Create(Kinds.PodDisruptionBudgets, Budget("minAvailable", "2"));
        cluster.Create(Kinds.Deployments, Manifests.Deployment("web", 3));
        cluster.Run(3);
        var pods = cluster.Pods("web");

        PodEviction.Evict(cluster.Api, "default", pods[0].Name);
        var refused = Assert.Throws<ApiStatusException>(() => PodEviction.Evict(cluster.Api, "default", pods[1].Name));
        Assert.Equal((429, "TooManyRequests"), (refused.Code, refused.Reason));
        Assert.Equal("Cannot evict pod as it would violate the pod's disruption budget.", refused.Message);
        Assert.Equal(
            """{"causes":[{"reason":"DisruptionBudget","message":"The disruption budget web needs 2 healthy pods and has 3 currently"}]}""",
            refused.Details!.ToJsonString());

        var evicted = cluster.Pod(pods[0].Name);
        Assert.True(evicted.Deleting);
        Assert.Equal("EvictionByEvictionAPI", evicted.Condition("DisruptionTarget").Text("reason"));
        Assert.False(cluster.Pod(pods[1].Name).Deleting);

        // The replacement is ready: one more may go.
        cluster.Run(5);
        PodEviction.Evict(cluster.Api, "default", pods[1].Name);
        Assert.True(cluster.Pod(pods[1].Name).Deleting);
    }

    [Fact]
    public async Task A_dry_run_decides_and_changes_nothing()
    {
        await using var cluster = SimulatedCluster.Cpu();
        cluster.Create(Kinds.PodDisruptionBudgets, Budget("minAvailable", "1"));
        cluster.Create(Kinds.Deployments, Manifests.Deployment("web", 2));
        cluster.Run(3);
        var writes = cluster.Api.Writes;
        PodEviction.Evict(cluster.Api, "default", cluster.Pods("web")[0].Name, dryRun: true);
        Assert.Equal(writes, cluster.Api.Writes);
        cluster.Change(Kinds.PodDisruptionBudgets, "web", static json => json.Ensure("spec")["minAvailable"] = 2);
        Assert.Throws<ApiStatusException>(() => PodEviction.Evict(cluster.Api, "default", cluster.Pods("web")[0].Name, dryRun: true));
    }

    [Fact]
    public async Task A_budget_not_looked_at_yet_refuses_and_says_when_to_ask_again()
    {
        await using var cluster = SimulatedCluster.Cpu();
        cluster.Create(Kinds.Deployments, Manifests.Deployment("web", 2));
        cluster.Run(3);
        cluster.Api.Create(Kinds.PodDisruptionBudgets, "default", Budget("minAvailable", "1"));
        var refused = Assert.Throws<ApiStatusException>(() => PodEviction.Evict(cluster.Api, "default", cluster.Pods("web")[0].Name));
        Assert.Contains("is still being processed by the server.", refused.Details!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(10, refused.Details.Number("retryAfterSeconds"));
    }

    [Fact]
    public async Task Pods_that_do_not_run_go_whatever_the_budget()
    {
        await using var cluster = SimulatedCluster.Cpu(1);
        cluster.Create(Kinds.PodDisruptionBudgets, Budget("minAvailable", "100%"));
        cluster.Create(Kinds.Deployments, Manifests.Deployment("web", 1, cpu: "64"));
        cluster.Run(3);
        var pod = cluster.Pods("web").Single().Name;
        PodEviction.Evict(cluster.Api, "default", pod);
        Assert.Null(cluster.Find(Kinds.Pods, pod));
    }

    [Fact]
    public async Task Two_budgets_for_a_pod_or_no_such_pod_are_errors()
    {
        await using var cluster = SimulatedCluster.Cpu(1);
        cluster.Create(Kinds.PodDisruptionBudgets, Budget("minAvailable", "1"));
        cluster.Create(Kinds.PodDisruptionBudgets, Budget("minAvailable", "1", "other"));
        cluster.Create(Kinds.Deployments, Manifests.Deployment("web", 2));
        cluster.Run(3);
        Assert.Equal(500, Assert.Throws<ApiStatusException>(() => PodEviction.Evict(cluster.Api, "default", cluster.Pods("web")[0].Name)).Code);
        Assert.Equal("pods \"nosuch\" not found", Assert.Throws<ApiStatusException>(() => PodEviction.Evict(cluster.Api, "default", "nosuch")).Message);
    }

    private static long Number(ObjectView view, string key) => view.Status.Number(key) ?? -1;

    internal static JsonObject Budget(string field, string value, string name = "web")
    {
        var budget = Manifests.Named("PodDisruptionBudget", name, "policy/v1", "default");
        budget["spec"] = new JsonObject
        {
            [field] = int.TryParse(value, out var number) ? number : value,
            ["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["app"] = "web" } },
        };
        return budget;
    }
}
