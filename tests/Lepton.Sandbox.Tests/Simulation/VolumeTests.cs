using System.Text.Json.Nodes;
using Lepton.Sandbox.Fleet;
using Lepton.Sandbox.Simulation;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Tests.Simulation.Support;

namespace Lepton.Sandbox.Tests.Simulation;

public sealed class VolumeTests
{
    [Fact]
    public async Task A_claim_is_bound_to_a_volume_that_goes_with_it()
    {
        await using var cluster = SimulatedCluster.Cpu(1);
        var claim = cluster.Create(Kinds.PersistentVolumeClaims, Claim());
        var bound = cluster.Get(Kinds.PersistentVolumeClaims, "weights");
        Assert.Equal("Bound", bound.Status.Text("phase"));
        Assert.Equal("200Gi", bound.Status.Object("capacity").Text("storage"));
        Assert.Equal("pvc-" + claim.Uid, bound.Spec.Text("volumeName"));
        Assert.Equal("weights", new ObjectView(cluster.Api.List(Kinds.PersistentVolumes).Single()).Spec.Object("claimRef").Text("name"));
        cluster.Api.Delete(Kinds.PersistentVolumeClaims, "default", "weights");
        cluster.Settle();
        Assert.Empty(cluster.Api.List(Kinds.PersistentVolumes));
    }

    [Fact]
    public async Task A_claim_stays_for_as_long_as_a_pod_uses_it()
    {
        await using var cluster = SimulatedCluster.Cpu(1);
        cluster.Create(Kinds.PersistentVolumeClaims, Claim());
        cluster.Create(Kinds.Pods, Manifests.Pod("p", spec: static spec =>
            spec["volumes"] = new JsonArray(new JsonObject { ["name"] = "w", ["persistentVolumeClaim"] = new JsonObject { ["claimName"] = "weights" } })));
        cluster.Run(5);
        cluster.Api.Delete(Kinds.PersistentVolumeClaims, "default", "weights");
        cluster.Run(5);
        Assert.True(cluster.Get(Kinds.PersistentVolumeClaims, "weights").Deleting);
        Assert.Equal("Running", cluster.Pod("p").Phase);
        cluster.Api.Delete(Kinds.Pods, "default", "p");
        cluster.Run(60);
        Assert.Null(cluster.Api.Get(Kinds.PersistentVolumeClaims, "default", "weights"));
        Assert.Empty(cluster.Api.List(Kinds.PersistentVolumes));
    }

    [Fact]
    public async Task A_pod_waits_for_its_claim_and_no_node_is_ordered_for_it()
    {
        await using var cluster = new SimulatedCluster(SimulatedCluster.Mixed(new NodePoolDefinition("cpu", "cpu4") { Count = 1, MaxNodes = 3 }));
        cluster.Create(Kinds.Pods, Manifests.Pod("p", spec: static spec =>
            spec["volumes"] = new JsonArray(new JsonObject { ["name"] = "w", ["persistentVolumeClaim"] = new JsonObject { ["claimName"] = "weights" } })));
        cluster.Run(30);
        Assert.StartsWith("0/1 nodes are available: persistentvolumeclaim \"weights\" not found.", cluster.Pod("p").Condition("PodScheduled").Text("message"), StringComparison.Ordinal);
        Assert.Single(cluster.Nodes());
        cluster.Create(Kinds.PersistentVolumeClaims, Claim());
        cluster.Run(3);
        Assert.Equal("Running", cluster.Pod("p").Phase);
    }

    [Theory]
    [InlineData("env", "CreateContainerConfigError", "secret \"token\" not found")]
    [InlineData("envFrom", "CreateContainerConfigError", "configmap \"settings\" not found")]
    [InlineData("volume", "ContainerCreating", "MountVolume.SetUp failed for volume \"v\" : secret \"token\" not found")]
    public async Task A_pod_does_not_start_without_the_secrets_and_config_maps_it_needs(string where, string reason, string message)
    {
        await using var cluster = SimulatedCluster.Cpu(1);
        cluster.Create(Kinds.Deployments, Manifests.Deployment("web", 1, spec: spec => Refer(spec, where)));
        cluster.Run(10);
        var waiting = cluster.Pods("web").Single();
        Assert.Equal("Pending", waiting.Phase);
        Assert.Equal(reason, waiting.Status.Objects("containerStatuses").Single().Object("state").Object("waiting").Text("reason"));
        Assert.Contains(cluster.Events(where == "volume" ? "FailedMount" : "Failed"), found => found.EndsWith(message, StringComparison.Ordinal));

        var secret = Manifests.Named("Secret", "token", @namespace: "default");
        secret["data"] = new JsonObject { ["key"] = "c2VjcmV0" };
        cluster.Create(Kinds.Secrets, secret);
        cluster.Create(Kinds.ConfigMaps, Manifests.Named("ConfigMap", "settings", @namespace: "default"));
        cluster.Run(3);
        Assert.True(cluster.Pods("web").Single().Ready);
    }

    [Fact]
    public async Task A_key_that_is_missing_holds_too_and_an_optional_reference_does_not()
    {
        await using var cluster = SimulatedCluster.Cpu(1);
        var secret = Manifests.Named("Secret", "token", @namespace: "default");
        secret["data"] = new JsonObject { ["other"] = "c2VjcmV0" };
        cluster.Create(Kinds.Secrets, secret);
        cluster.Create(Kinds.Deployments, Manifests.Deployment("web", 1, spec: static spec => Refer(spec, "env")));
        cluster.Create(Kinds.Deployments, Manifests.Deployment("lax", 1, spec: static spec =>
        {
            Refer(spec, "env");
            Manifests.Container(spec).Objects("env").Single().Object("valueFrom").Object("secretKeyRef")!["optional"] = true;
        }));
        cluster.Run(5);
        Assert.Equal("couldn't find key key in Secret default/token", cluster.Pods("web").Single().Status.Objects("containerStatuses").Single().Object("state").Object("waiting").Text("message"));
        Assert.True(cluster.Pods("lax").Single().Ready);
    }

    private static void Refer(JsonObject workload, string where)
    {
        var container = Manifests.Container(workload);
        switch (where)
        {
            case "env":
                container["env"] = new JsonArray(new JsonObject { ["name"] = "T", ["valueFrom"] = new JsonObject { ["secretKeyRef"] = new JsonObject { ["name"] = "token", ["key"] = "key" } } });
                break;
            case "envFrom":
                container["envFrom"] = new JsonArray(new JsonObject { ["configMapRef"] = new JsonObject { ["name"] = "settings" } });
                break;
            default:
                workload.Object("template").Object("spec")!["volumes"] = new JsonArray(new JsonObject { ["name"] = "v", ["secret"] = new JsonObject { ["secretName"] = "token" } });
                break;
        }
    }

    private static JsonObject Claim()
    {
        var claim = Manifests.Named("PersistentVolumeClaim", "weights", @namespace: "default");
        claim["spec"] = new JsonObject { ["accessModes"] = new JsonArray("ReadWriteOnce"), ["resources"] = new JsonObject { ["requests"] = new JsonObject { ["storage"] = "200Gi" } } };
        return claim;
    }
}
