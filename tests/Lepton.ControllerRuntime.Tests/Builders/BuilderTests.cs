using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Serialization;
using Lepton.Testing.Builders;
using Lepton.Testing.Clusters;

namespace Lepton.ControllerRuntime.Tests.Builders;

public sealed class BuilderTests
{
    [Fact]
    public async Task What_is_built_is_accepted_by_a_server_and_comes_back()
    {
        await using var cluster = await TestCluster.StartAsync();
        var node = await cluster.Client.Resource<V1Node>().CreateAsync(Build.Node("n1").Having("nvidia.com/gpu", "8").Labelled("zone", "a"));
        var deployment = await cluster.Client.Resource<V1Deployment>().CreateAsync(Build.Deployment("web", replicas: 3).Annotated("note", "x"));
        var pod = await cluster.Client.Resource<V1Pod>().CreateAsync(Build.Pod("p1").On("n1").Needing("nvidia.com/gpu", "2").OwnedBy(deployment).WithFinalizer("example.com/hold"));
        var map = await cluster.Client.Resource<V1ConfigMap>().CreateAsync(Build.ConfigMap("m", data: ("k", "v")));

        Assert.Equal(("a", 3, "x"), (node.Metadata.Labels!["zone"], deployment.Spec.Replicas, deployment.Metadata.Annotations!["note"]));
        Assert.Equal(("n1", "2"), (pod.Spec!.NodeName, pod.Spec!.Containers![0].Resources!.Requests!["nvidia.com/gpu"].ToString()));
        Assert.Equal(("Deployment", "web", deployment.Metadata.Uid), (pod.Metadata.OwnerReferences![0].Kind, pod.Metadata.OwnerReferences[0].Name, pod.Metadata.OwnerReferences[0].Uid));
        Assert.Equal(["example.com/hold"], pod.Metadata.Finalizers);
        Assert.Equal("v", map.Data!["k"]);
    }

    [Fact]
    public void Status_is_what_a_kubelet_or_a_controller_would_have_written()
    {
        var pod = Build.Pod("p").In("Running");
        Assert.Equal(("Running", "True"), (pod.Status!.Phase, pod.Status.Conditions![0].Status));
        Assert.Equal("False", Build.Pod("p").In("Failed").Status!.Conditions![0].Status);
        Assert.Equal((2, 2), (Build.Deployment("d").Ready(2).Status!.ReadyReplicas, Build.Deployment("d").Ready(2).Status!.AvailableReplicas));
        Assert.Equal("8", Build.Node("n").Having("nvidia.com/gpu", "8").Status!.Allocatable!["nvidia.com/gpu"].ToString());
    }

    [Fact]
    public void An_owner_that_was_not_stored_is_refused_by_name() =>
        Assert.Contains("web", Assert.Throws<ArgumentException>(() => Build.Pod("p").OwnedBy(Build.Deployment("web"))).Message, StringComparison.Ordinal);

    [Fact]
    public void Two_builds_share_nothing()
    {
        var first = Build.Deployment("d").Labelled("a", "1");
        var json = KubernetesJson.ToNode(Build.Deployment("d"))!.ToJsonString();
        first.Spec.Template!.Metadata!.Labels!["b"] = "2";

        Assert.Equal(json, KubernetesJson.ToNode(Build.Deployment("d"))!.ToJsonString());
        Assert.False(first.Spec.Selector!.MatchLabels!.ContainsKey("b"));
    }
}
