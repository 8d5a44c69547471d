using System.Text;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Serialization;
using Lepton.Operator.Emission;
using Lepton.Operator.Members;
using Lepton.Operator.State;

namespace Lepton.Operator.Tests.State;

/// <summary>What is kept of nodes and pods, and which of their changes mean anything.</summary>
public sealed class MemberObjectTests
{
    private const string PodJson = """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","namespace":"ns","uid":"u","resourceVersion":"1","generation":1,
          "labels":{"app.kubernetes.io/managed-by":"lepton-operator","lepton.ai/hub":"hub","lepton.ai/model":"m","lepton.ai/model-namespace":"ns","lepton.ai/placement":"x","pod-template-hash":"1"},
          "annotations":{"a":"b"},"ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"r","uid":"v"}]},
         "spec":{"nodeName":"n1","containers":[{"name":"c","image":"i","resources":{"requests":{"cpu":"1500m","memory":"2Gi","nvidia.com/gpu":"2"}}},{"name":"d","resources":{"requests":{"cpu":"1"}}}],
           "initContainers":[{"name":"i","resources":{"requests":{"cpu":"8"}}}],"overhead":{"memory":"1Gi"}},
         "status":{"phase":"Running","conditions":[{"type":"Initialized","status":"True"},{"type":"Ready","status":"True"}]} }
        """;

    private const string NodeJson = """
        {"apiVersion":"v1","kind":"Node","metadata":{"name":"n","uid":"u","resourceVersion":"1","labels":{"zone":"a"},"annotations":{"a":"b"} },
         "spec":{"taints":[{"key":"gpu","value":"x","effect":"NoSchedule"}]},
         "status":{"allocatable":{"cpu":"8","memory":"32Gi","nvidia.com/gpu":"4"},"images":[{"names":["i"],"sizeBytes":1}],
           "conditions":[{"type":"Ready","status":"True","lastHeartbeatTime":"2026-01-01T00:00:00Z"},{"type":"MemoryPressure","status":"False"}]} }
        """;

    [Fact]
    public void A_pruned_pod_says_the_same_to_placement_as_the_whole_one()
    {
        var pruned = new Prune().Pod(Pod());
        Assert.Null(pruned.Metadata.CreationTimestamp);
        var (whole, kept) = (NodeViews.Build([], [Pod()], "hub").Unbound, NodeViews.Build([], [pruned], "hub").Unbound);
        Assert.Equal(whole, kept);
        var (a, b) = (View(Pod()), View(pruned));
        Assert.Equal((a.Model, a.Placement, a.Ready, a.NodeName), (b.Model, b.Placement, b.Ready, b.NodeName));
        Assert.True(a.Resources.Same(b.Resources));
        // The larger of the init container (8 CPU) and the sum of the others (2.5 CPU), and the overhead.
        Assert.Equal((8, 3, 2), (b.Resources.Cpu, b.Resources.MemoryGiB, b.Resources.Devices["nvidia.com/gpu"]));
        Assert.Equal(new ModelKey("ns", "m"), b.Model);
        Assert.True(b.Ready);
    }

    [Fact]
    public void Of_a_pod_only_our_own_labels_and_what_identifies_it_are_kept()
    {
        var pod = new Prune().Pod(Pod());
        Assert.Equal(5, pod.Metadata.Labels!.Count);
        Assert.DoesNotContain("pod-template-hash", pod.Metadata.Labels.Keys);
        Assert.Equal(("p", "ns", "u", "1"), (pod.Metadata.Name, pod.Metadata.Namespace, pod.Metadata.Uid, pod.Metadata.ResourceVersion));
        Assert.Null(pod.Metadata.Annotations);
        Assert.Null(pod.Metadata.OwnerReferences);
        Assert.Empty(pod.Spec.Containers);
    }

    public static TheoryData<string, Func<string, string>, bool> PodChanges => new()
    {
        { "nothing", j => j, false },
        { "a version", j => j.Replace("\"resourceVersion\":\"1\"", "\"resourceVersion\":\"2\"", StringComparison.Ordinal), false },
        { "readiness", j => j.Replace("\"Ready\",\"status\":\"True\"", "\"Ready\",\"status\":\"False\"", StringComparison.Ordinal), false },
        { "a foreign label", j => j.Replace("pod-template-hash", "other", StringComparison.Ordinal), false },
        { "its node", j => j.Replace("n1", "n2", StringComparison.Ordinal), true },
        { "its end", j => j.Replace("Running", "Succeeded", StringComparison.Ordinal), true },
        { "its deletion", j => j.Replace("\"generation\":1", "\"deletionTimestamp\":\"2026-01-01T00:00:00Z\"", StringComparison.Ordinal), true },
        { "devices", j => j.Replace("\"nvidia.com/gpu\":\"2\"", "\"nvidia.com/gpu\":\"3\"", StringComparison.Ordinal), true },
        { "memory", j => j.Replace("2Gi", "3Gi", StringComparison.Ordinal), true },
        { "cpu", j => j.Replace("\"cpu\":\"8\"", "\"cpu\":\"9\"", StringComparison.Ordinal), true },
        { "whose it is", j => j.Replace("\"lepton.ai/model\":\"m\"", "\"lepton.ai/model\":\"n\"", StringComparison.Ordinal), true },
    };

    [Theory]
    [MemberData(nameof(PodChanges))]
    public void A_change_of_a_pod_counts_when_it_changes_what_is_taken(string what, Func<string, string> change, bool counts)
    {
        var prune = new Prune();
        Assert.True(counts != prune.Pod(Pod(change(PodJson))).TakesTheSame(prune.Pod(Pod())), what);
    }

    public static TheoryData<string, Func<string, string>, bool> NodeChanges => new()
    {
        { "nothing", j => j, false },
        { "a heartbeat", j => j.Replace("00:00:00Z", "00:05:00Z", StringComparison.Ordinal), false },
        { "images", j => j.Replace("sizeBytes\":1", "sizeBytes\":2", StringComparison.Ordinal), false },
        { "another condition", j => j.Replace("\"MemoryPressure\",\"status\":\"False\"", "\"MemoryPressure\",\"status\":\"True\"", StringComparison.Ordinal), false },
        { "an annotation", j => j.Replace("\"a\":\"b\"", "\"a\":\"c\"", StringComparison.Ordinal), false },
        { "readiness", j => j.Replace("\"Ready\",\"status\":\"True\"", "\"Ready\",\"status\":\"Unknown\"", StringComparison.Ordinal), true },
        { "a cordon", j => j.Replace("\"spec\":{", "\"spec\":{\"unschedulable\":true,", StringComparison.Ordinal), true },
        { "a taint's value", j => j.Replace("\"value\":\"x\"", "\"value\":\"y\"", StringComparison.Ordinal), true },
        { "a label", j => j.Replace("\"zone\":\"a\"", "\"zone\":\"b\"", StringComparison.Ordinal), true },
        { "what it has", j => j.Replace("\"nvidia.com/gpu\":\"4\"", "\"nvidia.com/gpu\":\"3\"", StringComparison.Ordinal), true },
        { "a device that is gone", j => j.Replace(",\"nvidia.com/gpu\":\"4\"", "", StringComparison.Ordinal), true },
    };

    [Theory]
    [MemberData(nameof(NodeChanges))]
    public void A_change_of_a_node_counts_when_it_changes_what_is_offered(string what, Func<string, string> change, bool counts)
    {
        var prune = new Prune();
        Assert.True(counts != prune.Node(Node(change(NodeJson))).OffersTheSame(prune.Node(Node(NodeJson))), what);
    }

    private static PodView View(MemberPod pod) => NodeViews.Build([Node(NodeJson.Replace("\"name\":\"n\"", "\"name\":\"n1\"", StringComparison.Ordinal))], [pod], "hub").Nodes[0].Pods[0];

    private static MemberPod Pod(string json = PodJson) => KubernetesJson.Deserialize<MemberPod>(Encoding.UTF8.GetBytes(json))!;

    private static MemberNode Node(string json) => KubernetesJson.Deserialize<MemberNode>(Encoding.UTF8.GetBytes(json))!;
}
