using Lepton.Sandbox.Simulation;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Tests.Simulation.Support;

namespace Lepton.Sandbox.Tests.Simulation;

public sealed class AdoptionTests
{
    [Fact]
    public async Task A_deployment_deleted_with_orphans_and_made_again_takes_them_over()
    {
        await using var cluster = SimulatedCluster.Cpu();
        cluster.Create(Kinds.Deployments, Manifests.Deployment("web", 2));
        cluster.Run(3);
        var pods = cluster.Pods("web").Select(static pod => pod.Uid).Order().ToList();
        cluster.Api.Delete(Kinds.Deployments, "default", "web", "Orphan");
        cluster.Run(3);
        Assert.Null(cluster.Find(Kinds.Deployments, "web"));
        Assert.Equal(2, cluster.Pods("web").Count);

        cluster.Create(Kinds.Deployments, Manifests.Deployment("web", 2));
        cluster.Run(3);
        Assert.Equal(pods, cluster.Pods("web").Select(static pod => pod.Uid).Order());
        var set = new ObjectView(cluster.Api.List(Kinds.ReplicaSets).Single());
        Assert.Equal(cluster.Get(Kinds.Deployments, "web").Uid, set.ControllerUid);
        Assert.Equal(2, cluster.Get(Kinds.Deployments, "web").Status.Number("availableReplicas"));
    }

    [Fact]
    public async Task A_pod_relabelled_is_let_go_and_replaced()
    {
        await using var cluster = SimulatedCluster.Cpu();
        cluster.Create(Kinds.Deployments, Manifests.Deployment("web", 2));
        cluster.Run(3);
        var quarantined = cluster.Pods("web")[0].Name;
        cluster.Change(Kinds.Pods, quarantined, static pod => pod.Ensure("metadata").Ensure("labels")["app"] = "quarantine");
        cluster.Run(3);
        Assert.Null(cluster.Pod(quarantined).ControllerUid);
        Assert.Equal("Running", cluster.Pod(quarantined).Phase);
        Assert.Equal(2, cluster.Pods("web").Count(static pod => pod.Ready));
    }

    [Fact]
    public async Task A_bare_pod_that_matches_is_adopted_and_counts()
    {
        await using var cluster = SimulatedCluster.Cpu();
        cluster.Create(Kinds.Deployments, Manifests.Deployment("web", 2));
        cluster.Run(3);
        var set = new ObjectView(cluster.Api.List(Kinds.ReplicaSets).Single());
        var stray = Manifests.Pod("stray");
        stray.Ensure("metadata")["labels"] = set.Spec.Object("template").Object("metadata").Object("labels")!.DeepClone();
        cluster.Create(Kinds.Pods, stray);
        cluster.Run(3);
        Assert.Equal(2, cluster.Pods("web").Count);
        Assert.All(cluster.Pods("web"), pod => Assert.Equal(set.Uid, pod.ControllerUid));
    }
}
