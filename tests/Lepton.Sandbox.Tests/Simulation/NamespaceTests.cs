using System.Text.Json.Nodes;
using Lepton.Sandbox.Simulation;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Tests.Simulation.Support;

namespace Lepton.Sandbox.Tests.Simulation;

public sealed class NamespaceTests
{
    [Fact]
    public async Task A_namespace_gets_its_account_and_root_certificate_and_gets_them_back()
    {
        await using var cluster = SimulatedCluster.Cpu(1, new SimulationOptions { RootCertificate = "-----BEGIN CERTIFICATE-----", SystemPods = false });
        cluster.Create(Kinds.Namespaces, Manifests.Named("Namespace", "team"));
        Assert.NotNull(cluster.Find(Kinds.ServiceAccounts, "default", "team"));
        Assert.Equal("-----BEGIN CERTIFICATE-----", cluster.Get(Kinds.ConfigMaps, "kube-root-ca.crt", "team").Json.Object("data").Text("ca.crt"));
        cluster.Api.Delete(Kinds.ServiceAccounts, "team", "default");
        cluster.Settle();
        Assert.NotNull(cluster.Find(Kinds.ServiceAccounts, "default", "team"));
    }

    [Fact]
    public async Task A_deleted_namespace_is_emptied_and_goes()
    {
        await using var cluster = SimulatedCluster.Cpu(1);
        cluster.Create(Kinds.Namespaces, Manifests.Named("Namespace", "team"));
        var deployment = Manifests.Deployment("web", 2);
        deployment.Ensure("metadata")["namespace"] = "team";
        cluster.Create(Kinds.Deployments, deployment);
        cluster.Run(3);
        Assert.Equal(2, cluster.Api.List(Kinds.Pods, "team").Count);

        cluster.Api.Delete(Kinds.Namespaces, null, "team");
        cluster.Settle();
        Assert.Equal("Terminating", cluster.Get(Kinds.Namespaces, "team", null).Status.Text("phase"));
        cluster.Run(5);
        Assert.Null(cluster.Find(Kinds.Namespaces, "team", null));
        Assert.All(cluster.Api.Resources(), served => Assert.Empty(cluster.Api.List(served.Resource, "team")));
    }

    [Fact]
    public async Task What_holds_a_namespace_is_told_in_its_conditions()
    {
        await using var cluster = SimulatedCluster.Cpu(1);
        cluster.Create(Kinds.Namespaces, Manifests.Named("Namespace", "team"));
        var widgets = StoredCluster.Widgets;
        var held = Manifests.Named("Widget", "hold", "example.lepton.ai/v1", "team");
        held.Ensure("metadata")["finalizers"] = new JsonArray("example.lepton.ai/f");
        cluster.Create(widgets, held);
        cluster.Api.Delete(Kinds.Namespaces, null, "team");
        cluster.Run(5);

        var ending = cluster.Get(Kinds.Namespaces, "team", null);
        Assert.Equal("Some resources are remaining: widgets.example.lepton.ai has 1 resource instances", ending.Condition("NamespaceContentRemaining").Text("message"));
        Assert.Equal("SomeFinalizersRemain", ending.Condition("NamespaceFinalizersRemaining").Text("reason"));
        Assert.Equal("Some content in the namespace has finalizers remaining: example.lepton.ai/f in 1 resource instances", ending.Condition("NamespaceFinalizersRemaining").Text("message"));
        Assert.Equal("All content successfully deleted, may be waiting on finalization", ending.Condition("NamespaceDeletionContentFailure").Text("message"));
        Assert.Equal(5, ending.Status.Count("conditions"));

        cluster.Change(widgets, "hold", static json => json.Object("metadata")!.Remove("finalizers"), "team");
        cluster.Settle();
        Assert.Null(cluster.Find(Kinds.Namespaces, "team", null));
    }

    [Fact]
    public async Task A_foreground_deletion_of_a_namespace_is_like_any_other()
    {
        await using var cluster = SimulatedCluster.Cpu(1);
        cluster.Create(Kinds.Namespaces, Manifests.Named("Namespace", "team"));
        cluster.Api.Delete(Kinds.Namespaces, null, "team", "Foreground");
        cluster.Run(5);
        Assert.Null(cluster.Find(Kinds.Namespaces, "team", null));
    }
}
