using System.Text.Json.Nodes;
using Lepton.Sandbox.Simulation;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Storage;
using Lepton.Sandbox.Tests.Simulation.Support;

namespace Lepton.Sandbox.Tests.Simulation;

public sealed class GarbageCollectorTests
{
    private static readonly GroupVersionResource Widgets = StoredCluster.Widgets;

    [Fact]
    public async Task Background_deletion_takes_the_dependents_of_a_custom_resource_too()
    {
        await using var cluster = SimulatedCluster.Cpu(1);
        var owner = cluster.Create(Widgets, Widget("own"));
        cluster.Create(Kinds.ConfigMaps, Owned("child", owner));
        cluster.Create(Kinds.Deployments, Adopt(Manifests.Deployment("child", 1), owner));
        cluster.Run(3);
        Assert.Single(cluster.Pods("child"));

        cluster.Api.Delete(Widgets, "default", "own", "Background");
        cluster.Run(3);
        Assert.Null(cluster.Find(Kinds.ConfigMaps, "child"));
        Assert.Null(cluster.Find(Kinds.Deployments, "child"));
        Assert.Empty(cluster.Api.List(Kinds.ReplicaSets));
        Assert.Empty(cluster.Pods("child"));
    }

    [Fact]
    public async Task Foreground_deletion_goes_from_the_leaves_up()
    {
        await using var cluster = SimulatedCluster.Cpu(1);
        cluster.Create(Kinds.Deployments, Manifests.Deployment("web", 2));
        cluster.Run(3);
        var order = new List<string>();
        using var watch = cluster.Api.Subscribe(change =>
        {
            if (change.Type == StoreEventType.Deleted && change.Resource != Kinds.Events)
                order.Add(change.Resource.Resource);
        });
        cluster.Api.Delete(Kinds.Deployments, "default", "web", "Foreground");
        cluster.Settle();
        Assert.Contains("foregroundDeletion", cluster.Get(Kinds.Deployments, "web").Metadata.Texts("finalizers"));
        Assert.True(cluster.Api.List(Kinds.ReplicaSets).All(static set => new ObjectView(set).Deleting));

        cluster.Run(3);
        Assert.Equal(["pods", "pods", "replicasets", "deployments"], order);
    }

    [Fact]
    public async Task A_dependent_that_does_not_block_does_not_hold_its_owner()
    {
        await using var cluster = SimulatedCluster.Cpu(1);
        var owner = cluster.Create(Widgets, Widget("own"));
        var child = Owned("child", owner, blocks: false);
        child.Ensure("metadata")["finalizers"] = new JsonArray("example.lepton.ai/hold");
        cluster.Create(Kinds.ConfigMaps, child);
        cluster.Api.Delete(Widgets, "default", "own", "Foreground");
        cluster.Settle();
        Assert.Null(cluster.Find(Widgets, "own"));
        Assert.True(cluster.Get(Kinds.ConfigMaps, "child").Deleting);
    }

    [Fact]
    public async Task A_blocking_dependent_with_a_finalizer_holds_its_owner()
    {
        await using var cluster = SimulatedCluster.Cpu(1);
        var owner = cluster.Create(Widgets, Widget("own"));
        var child = Owned("child", owner);
        child.Ensure("metadata")["finalizers"] = new JsonArray("example.lepton.ai/hold");
        cluster.Create(Kinds.ConfigMaps, child);
        cluster.Api.Delete(Widgets, "default", "own", "Foreground");
        cluster.Run(5);
        Assert.True(cluster.Get(Widgets, "own").Deleting);
        Assert.True(cluster.Get(Kinds.ConfigMaps, "child").Deleting);

        cluster.Change(Kinds.ConfigMaps, "child", static json => json.Object("metadata")!.Remove("finalizers"));
        Assert.Null(cluster.Find(Kinds.ConfigMaps, "child"));
        Assert.Null(cluster.Find(Widgets, "own"));
    }

    [Fact]
    public async Task Orphan_deletion_leaves_the_dependents_without_owner()
    {
        await using var cluster = SimulatedCluster.Cpu(1);
        var owner = cluster.Create(Widgets, Widget("own"));
        cluster.Create(Kinds.ConfigMaps, Owned("child", owner));
        cluster.Api.Delete(Widgets, "default", "own", "Orphan");
        cluster.Settle();
        Assert.Null(cluster.Find(Widgets, "own"));
        Assert.Empty(cluster.Get(Kinds.ConfigMaps, "child").Metadata.Objects("ownerReferences"));
    }

    [Fact]
    public async Task One_of_two_owners_gone_is_only_dropped()
    {
        await using var cluster = SimulatedCluster.Cpu(1);
        var first = cluster.Create(Widgets, Widget("first"));
        var second = cluster.Create(Widgets, Widget("second"));
        var child = Owned("child", first);
        child.Object("metadata")!["ownerReferences"]!.AsArray().Add(Reference(second, controller: false, blocks: true));
        cluster.Create(Kinds.ConfigMaps, child);
        cluster.Api.Delete(Widgets, "default", "first");
        cluster.Settle();
        Assert.Equal(second.Uid, cluster.Get(Kinds.ConfigMaps, "child").Metadata.Objects("ownerReferences").Single().Text("uid"));
        cluster.Api.Delete(Widgets, "default", "second");
        cluster.Settle();
        Assert.Null(cluster.Find(Kinds.ConfigMaps, "child"));
    }

    [Fact]
    public async Task An_owner_that_never_existed_or_has_another_uid_is_no_owner()
    {
        await using var cluster = SimulatedCluster.Cpu(1);
        var owner = cluster.Create(Widgets, Widget("own"));
        var stray = Owned("stray", owner);
        stray.Object("metadata").Objects("ownerReferences").Single()["uid"] = "11111111-2222-3333-4444-555555555555";
        cluster.Create(Kinds.ConfigMaps, stray);
        cluster.Settle();
        Assert.Null(cluster.Find(Kinds.ConfigMaps, "stray"));
        Assert.NotNull(cluster.Find(Widgets, "own"));
    }

    [Fact]
    public async Task What_was_orphaned_before_the_start_is_collected_at_the_start()
    {
        var time = new SteppedTime();
        var api = new StoredCluster(time);
        var stray = Manifests.Named("ConfigMap", "stray", @namespace: "default");
        stray.Ensure("metadata")["ownerReferences"] = new JsonArray(new JsonObject { ["apiVersion"] = "v1", ["kind"] = "ConfigMap", ["name"] = "nosuch", ["uid"] = "1" });
        api.Create(Kinds.ConfigMaps, "default", stray);
        await using var simulation = ClusterSimulation.Start(api, SimulatedCluster.Mixed(), new SimulationOptions { Stepped = true });
        simulation.RunUntilIdle();
        Assert.Null(api.Get(Kinds.ConfigMaps, "default", "stray"));
    }

    [Fact]
    public async Task A_finished_job_with_a_time_to_live_goes_with_its_pods()
    {
        await using var cluster = SimulatedCluster.Cpu(1);
        cluster.Create(Kinds.Jobs, Manifests.Job("brief", static spec => spec["ttlSecondsAfterFinished"] = 10));
        cluster.Run(30);
        Assert.Null(cluster.Find(Kinds.Jobs, "brief"));
        Assert.Empty(cluster.Pods("brief"));
    }

    [Fact]
    public async Task A_running_job_deleted_in_the_background_leaves_no_pod_behind()
    {
        await using var cluster = SimulatedCluster.Cpu(1);
        cluster.Create(Kinds.Jobs, Manifests.Job("long", static spec => Manifests.Annotate(spec, PodAnnotations.RunSeconds, "3600")));
        cluster.Run(3);
        cluster.Api.Delete(Kinds.Jobs, "default", "long", "Background");
        cluster.Run(3);
        Assert.Null(cluster.Find(Kinds.Jobs, "long"));
        Assert.Empty(cluster.Pods("long"));
    }

    private static JsonObject Widget(string name) => Manifests.Named("Widget", name, "example.lepton.ai/v1", "default");

    private static JsonObject Owned(string name, ObjectView owner, bool blocks = true) => Adopt(Manifests.Named("ConfigMap", name, @namespace: "default"), owner, blocks);

    private static JsonObject Adopt(JsonObject json, ObjectView owner, bool blocks = true)
    {
        json.Ensure("metadata")["ownerReferences"] = new JsonArray(Reference(owner, controller: true, blocks));
        return json;
    }

    private static JsonObject Reference(ObjectView owner, bool controller, bool blocks) => new()
    {
        ["apiVersion"] = owner.Json.Text("apiVersion"),
        ["kind"] = owner.Json.Text("kind"),
        ["name"] = owner.Name,
        ["uid"] = owner.Uid,
        ["controller"] = controller,
        ["blockOwnerDeletion"] = blocks,
    };
}
