using System.Text.Json.Nodes;
using Lepton.Sandbox.Simulation;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Storage;
using Lepton.Sandbox.Tests.Simulation.Support;

namespace Lepton.Sandbox.Tests.Simulation;

public sealed class DeploymentTests
{
    [Fact]
    public async Task A_deployment_becomes_available()
    {
        await using var cluster = SimulatedCluster.Cpu();
        cluster.Create(Kinds.Deployments, Manifests.Deployment("web", 2));

        var starting = cluster.Get(Kinds.Deployments, "web");
        Assert.Equal("MinimumReplicasUnavailable", starting.Condition("Available").Text("reason"));
        Assert.Equal("ReplicaSetUpdated", starting.Condition("Progressing").Text("reason"));
        Assert.Equal(2, starting.Status.Number("unavailableReplicas"));

        cluster.Run(3);
        var set = Sets(cluster).Single();
        var done = cluster.Get(Kinds.Deployments, "web");
        Assert.Equal("""{"observedGeneration":1,"replicas":2,"updatedReplicas":2,"readyReplicas":2,"availableReplicas":2,"terminatingReplicas":0}""", Counters(done));
        Assert.Equal("Deployment has minimum availability.", done.Condition("Available").Text("message"));
        Assert.Equal($"ReplicaSet \"{set.Name}\" has successfully progressed.", done.Condition("Progressing").Text("message"));
        Assert.Equal("1", done.Annotation("deployment.kubernetes.io/revision"));
        Assert.Equal(1, done.Generation);

        Assert.Equal($"web-{set.Labels["pod-template-hash"]}", set.Name);
        Assert.Equal("2", set.Annotation("deployment.kubernetes.io/desired-replicas"));
        Assert.Equal("3", set.Annotation("deployment.kubernetes.io/max-replicas"));
        Assert.Equal(done.Uid, set.ControllerUid);
        Assert.Equal("""{"replicas":2,"fullyLabeledReplicas":2,"readyReplicas":2,"availableReplicas":2,"terminatingReplicas":0,"observedGeneration":1}""", Counters(set));
        Assert.All(cluster.Pods("web"), pod => Assert.StartsWith(set.Name + "-", pod.Name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pods_that_are_refused_are_tried_later_and_later()
    {
        await using var cluster = SimulatedCluster.Cpu();
        cluster.Create(Kinds.Deployments, Manifests.Deployment("web", 1, spec: static spec => spec.Object("template").Object("spec")!["priorityClassName"] = "nosuch"));
        cluster.Run(10);
        var set = Sets(cluster).Single();
        Assert.Contains("no PriorityClass with name nosuch was found", set.Condition("ReplicaFailure").Text("message"), StringComparison.Ordinal);
        var version = set.Metadata.Text("resourceVersion");
        var writes = cluster.Api.Writes;
        cluster.Run(20);
        Assert.Equal(version, Sets(cluster).Single().Metadata.Text("resourceVersion"));
        Assert.InRange(cluster.Api.Writes - writes, 0, 5);
    }

    [Theory]
    [InlineData(4, "25%", "25%", 5, 3)]
    [InlineData(10, "30%", "0", 13, 10)]
    [InlineData(3, "0", "1", 3, 2)]
    [InlineData(5, "100%", "100%", 10, 0)]
    [InlineData(1, "25%", "25%", 2, 1)]
    public async Task A_rolling_update_keeps_within_surge_and_unavailable(int replicas, string surge, string unavailable, int most, int least)
    {
        await using var cluster = SimulatedCluster.Cpu(8);
        cluster.Create(Kinds.Deployments, Manifests.Deployment("web", replicas, spec: spec => spec.Ensure("strategy")["rollingUpdate"] = new JsonObject { ["maxSurge"] = Value(surge), ["maxUnavailable"] = Value(unavailable) }));
        cluster.Run(3);
        Assert.Equal(replicas, Ready(cluster));

        cluster.Change(Kinds.Deployments, "web", static web => Manifests.Container(web.Object("spec")!)["image"] = "registry.example/app:2");
        var steps = 0;
        cluster.Run(10, () =>
        {
            steps++;
            Assert.InRange(cluster.Pods("web").Count(static pod => pod.Active), least, most);
            Assert.True(Ready(cluster) >= least, $"only {Ready(cluster)} ready");
        });

        Assert.True(steps > 2);
        Assert.Equal(replicas, cluster.Pods("web").Count);
        Assert.All(cluster.Pods("web"), static pod => Assert.Equal("registry.example/app:2", pod.Spec.Objects("containers").First().Text("image")));
        var done = cluster.Get(Kinds.Deployments, "web");
        Assert.Equal("2", done.Annotation("deployment.kubernetes.io/revision"));
        Assert.Equal("NewReplicaSetAvailable", done.Condition("Progressing").Text("reason"));
        Assert.Equal(2, done.Status.Number("observedGeneration"));
        Assert.Equal([0L, replicas], Sets(cluster).OrderBy(static set => set.Annotation("deployment.kubernetes.io/revision")).Select(static set => set.Spec.Number("replicas")!.Value));
    }

    [Fact]
    public async Task An_update_that_never_gets_ready_stops_and_times_out()
    {
        await using var cluster = SimulatedCluster.Cpu();
        cluster.Create(Kinds.Deployments, Manifests.Deployment("web", 4, spec: static spec => spec["progressDeadlineSeconds"] = 30));
        cluster.Run(3);
        cluster.Change(Kinds.Deployments, "web", static web => Manifests.Annotate(web.Object("spec")!, PodAnnotations.NeverReady, "true"));
        cluster.Run(25);
        Assert.Equal("True", cluster.Get(Kinds.Deployments, "web").Condition("Progressing").Text("status"));
        cluster.Run(10);

        var stuck = cluster.Get(Kinds.Deployments, "web");
        Assert.Equal("ProgressDeadlineExceeded", stuck.Condition("Progressing").Text("reason"));
        Assert.Equal("False", stuck.Condition("Progressing").Text("status"));
        Assert.EndsWith("has timed out progressing.", stuck.Condition("Progressing").Text("message"), StringComparison.Ordinal);
        Assert.Equal("True", stuck.Condition("Available").Text("status"));
        Assert.Equal(3, Ready(cluster));
    }

    [Fact]
    public async Task A_rollback_reuses_the_old_replica_set_as_the_newest_revision()
    {
        await using var cluster = SimulatedCluster.Cpu();
        cluster.Create(Kinds.Deployments, Manifests.Deployment("web", 2));
        cluster.Run(3);
        var first = Sets(cluster).Single().Name;
        cluster.Change(Kinds.Deployments, "web", static web => Manifests.Container(web.Object("spec")!)["image"] = "registry.example/app:2");
        cluster.Run(5);
        cluster.Change(Kinds.Deployments, "web", static web => Manifests.Container(web.Object("spec")!)["image"] = "registry.example/app:1");
        cluster.Run(5);

        Assert.Equal(2, Sets(cluster).Count);
        var current = Sets(cluster).Single(static set => set.Spec.Number("replicas") == 2);
        Assert.Equal(first, current.Name);
        Assert.Equal("3", current.Annotation("deployment.kubernetes.io/revision"));
        Assert.Equal("3", cluster.Get(Kinds.Deployments, "web").Annotation("deployment.kubernetes.io/revision"));
    }

    [Fact]
    public async Task Scaling_up_and_down_follows_the_spec()
    {
        await using var cluster = SimulatedCluster.Cpu();
        cluster.Create(Kinds.Deployments, Manifests.Deployment("web", 1));
        cluster.Run(3);
        cluster.Change(Kinds.Deployments, "web", static web => web.Ensure("spec")["replicas"] = 5);
        cluster.Run(3);
        Assert.Equal(5, Ready(cluster));
        cluster.Change(Kinds.Deployments, "web", static web => web.Ensure("spec")["replicas"] = 0);
        cluster.Run(3);
        Assert.Empty(cluster.Pods("web"));
        Assert.Equal("""{"observedGeneration":3,"terminatingReplicas":0}""", Counters(cluster.Get(Kinds.Deployments, "web")));
        Assert.Single(Sets(cluster));
    }

    [Fact]
    public async Task Scaling_in_the_middle_of_a_rollout_is_shared_in_proportion()
    {
        await using var cluster = SimulatedCluster.Cpu(8);
        cluster.Create(Kinds.Deployments, Manifests.Deployment("web", 10, spec: static spec => spec.Ensure("strategy")["rollingUpdate"] = new JsonObject { ["maxSurge"] = 3, ["maxUnavailable"] = 2 }));
        cluster.Run(3);

        // The rollout hangs: 8 of the old, 5 of the new (documentation's own example), then the replicas go from 10 to 15.
        cluster.Change(Kinds.Deployments, "web", static web => Manifests.Annotate(web.Object("spec")!, PodAnnotations.NeverReady, "true"));
        cluster.Run(5);
        Assert.Equal([5, 8], Sets(cluster).Select(static set => set.Spec.Number("replicas")!.Value).Order());
        cluster.Change(Kinds.Deployments, "web", static web => web.Ensure("spec")["replicas"] = 15);
        cluster.Run(5);
        Assert.Equal([7, 11], Sets(cluster).Select(static set => set.Spec.Number("replicas")!.Value).Order());
    }

    [Fact]
    public async Task Recreate_never_runs_two_revisions_at_once()
    {
        await using var cluster = SimulatedCluster.Cpu();
        cluster.Create(Kinds.Deployments, Manifests.Deployment("web", 3, spec: static spec => spec["strategy"] = new JsonObject { ["type"] = "Recreate" }));
        cluster.Run(3);
        cluster.Change(Kinds.Deployments, "web", static web => Manifests.Container(web.Object("spec")!)["image"] = "registry.example/app:2");
        cluster.Run(5, () => Assert.True(cluster.Pods("web").Select(static pod => pod.Spec.Objects("containers").First().Text("image")).Distinct().Count() <= 1));
        Assert.Equal(3, Ready(cluster));
        Assert.All(cluster.Pods("web"), static pod => Assert.Equal("registry.example/app:2", pod.Spec.Objects("containers").First().Text("image")));
    }

    [Fact]
    public async Task A_paused_deployment_scales_but_does_not_roll()
    {
        await using var cluster = SimulatedCluster.Cpu();
        cluster.Create(Kinds.Deployments, Manifests.Deployment("web", 2));
        cluster.Run(3);
        cluster.Change(Kinds.Deployments, "web", static web =>
        {
            web.Ensure("spec")["paused"] = true;
            Manifests.Container(web.Object("spec")!)["image"] = "registry.example/app:2";
        });
        cluster.Run(3);
        Assert.Single(Sets(cluster));
        Assert.Equal("DeploymentPaused", cluster.Get(Kinds.Deployments, "web").Condition("Progressing").Text("reason"));
        cluster.Change(Kinds.Deployments, "web", static web => web.Ensure("spec")["replicas"] = 3);
        cluster.Run(3);
        Assert.Equal(3, Ready(cluster));

        cluster.Change(Kinds.Deployments, "web", static web => web.Ensure("spec").Remove("paused"));
        cluster.Run(5);
        Assert.All(cluster.Pods("web"), static pod => Assert.Equal("registry.example/app:2", pod.Spec.Objects("containers").First().Text("image")));
        Assert.Equal("NewReplicaSetAvailable", cluster.Get(Kinds.Deployments, "web").Condition("Progressing").Text("reason"));
    }

    [Fact]
    public async Task Old_replica_sets_beyond_the_history_are_removed()
    {
        await using var cluster = SimulatedCluster.Cpu();
        cluster.Create(Kinds.Deployments, Manifests.Deployment("web", 1, spec: static spec => spec["revisionHistoryLimit"] = 1));
        cluster.Run(3);
        for (var version = 2; version < 6; version++)
        {
            cluster.Change(Kinds.Deployments, "web", web => Manifests.Container(web.Object("spec")!)["image"] = $"registry.example/app:{version}");
            cluster.Run(3);
        }

        Assert.Equal(["4", "5"], Sets(cluster).Select(static set => set.Annotation("deployment.kubernetes.io/revision")).Order());
    }

    [Fact]
    public async Task What_refuses_the_pods_shows_on_the_deployment_until_it_is_over()
    {
        await using var cluster = SimulatedCluster.Cpu();
        cluster.Api.OnCreate = static (resource, _) =>
        {
            if (resource == Kinds.Pods)
                throw new ApiStatusException(403, "Forbidden", "pods \"web\" is forbidden: exceeded quota: q, requested: pods=1, used: pods=5, limited: pods=1");
        };
        cluster.Create(Kinds.Deployments, Manifests.Deployment("web", 1));
        cluster.Run(3);
        var refused = cluster.Get(Kinds.Deployments, "web").Condition("ReplicaFailure");
        Assert.Equal("FailedCreate", refused.Text("reason"));
        Assert.Contains("exceeded quota: q", refused.Text("message"), StringComparison.Ordinal);

        cluster.Api.OnCreate = null;
        cluster.Run(60);
        Assert.Null(cluster.Get(Kinds.Deployments, "web").Condition("ReplicaFailure"));
        Assert.Equal(1, Ready(cluster));
    }

    [Fact]
    public async Task A_deleted_pod_is_replaced()
    {
        await using var cluster = SimulatedCluster.Cpu();
        cluster.Create(Kinds.Deployments, Manifests.Deployment("web", 2));
        cluster.Run(3);
        var victim = cluster.Pods("web")[0].Name;
        cluster.Api.Delete(Kinds.Pods, "default", victim);
        cluster.Run(3);
        Assert.Equal(2, Ready(cluster));
        Assert.DoesNotContain(cluster.Pods("web"), pod => pod.Name == victim);
    }

    [Fact]
    public async Task A_settled_deployment_is_left_alone()
    {
        await using var cluster = SimulatedCluster.Cpu();
        cluster.Create(Kinds.Deployments, Manifests.Deployment("web", 3));
        cluster.Run(5);
        var writes = cluster.Api.Writes;
        cluster.Run(3600);
        Assert.Equal(writes, cluster.Api.Writes);
        Assert.Null(cluster.Simulation.NextDue);
    }

    private static IReadOnlyList<ObjectView> Sets(SimulatedCluster cluster) => cluster.Api.List(Kinds.ReplicaSets, "default").Select(static json => new ObjectView(json)).ToList();

    private static int Ready(SimulatedCluster cluster) => cluster.Pods("web").Count(static pod => pod is { Ready: true, Deleting: false });

    private static JsonNode Value(string text) => int.TryParse(text, out var number) ? number : text;

    private static string Counters(ObjectView view)
    {
        var status = (JsonObject)view.Status!.DeepClone();
        status.Remove("conditions");
        return status.ToJsonString();
    }
}
