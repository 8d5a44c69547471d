using Lepton.Kubernetes.Models;
using Lepton.Operator.Emission;
using Lepton.Operator.State;

namespace Lepton.Operator.Tests.State;

public sealed class NodeViewsTests
{
    [Fact]
    public void Pods_are_ours_only_with_the_labels_of_this_hub()
    {
        var (nodes, _) = NodeViews.Build([Node("n1")], [Pod("a", "n1", "hub"), Pod("b", "n1", "other-hub"), Pod("c", "n1", null)], "hub");
        var pods = Assert.Single(nodes).Pods;
        Assert.Equal([new ModelKey("ns", "a"), null, null], pods.Select(p => p.Model));
        Assert.Equal("p1", pods[0].Placement);
    }

    [Theory]
    [InlineData("Succeeded")]
    [InlineData("Failed")]
    public void A_pod_that_ended_holds_nothing(string phase)
    {
        var pod = Pod("a", "n1", "hub");
        pod.Status.Phase = phase;
        var (nodes, unbound) = NodeViews.Build([Node("n1")], [pod], "hub");
        Assert.Empty(nodes[0].Pods);
        Assert.Empty(unbound);
    }

    [Fact]
    public void A_pod_without_a_node_waits()
    {
        var (nodes, unbound) = NodeViews.Build([Node("n1")], [Pod("a", null, "hub"), Pod("b", "", null), Pod("c", "n1", null)], "hub");
        Assert.Equal([new ModelKey("ns", "a"), null], unbound.Select(p => p.Model));
        Assert.Single(nodes[0].Pods);
    }

    [Fact]
    public void A_pod_on_its_way_out_is_not_ready_but_still_there()
    {
        var pod = Pod("a", "n1", "hub");
        pod.Status.Conditions = [new MemberNodeCondition { Type = "Ready", Status = "True" }];
        Assert.True(NodeViews.Build([Node("n1")], [pod], "hub").Nodes[0].Pods[0].Ready);
        pod.Metadata.DeletionTimestamp = DateTimeOffset.UnixEpoch;
        Assert.False(NodeViews.Build([Node("n1")], [pod], "hub").Nodes[0].Pods[0].Ready);
    }

    [Fact]
    public void A_node_says_what_pods_may_ask_for()
    {
        var view = NodeViews.Build([Node("n1")], [], "hub").Nodes[0];
        Assert.Equal(95.5, view.Cpu, 9);
        Assert.Equal(2, view.MemoryGiB, 9);
        Assert.Equal(8, Assert.Single(view.Devices).Value);
        Assert.Null(view.Closed);
    }

    [Theory]
    [InlineData("aws-node-termination-handler/spot-itn", "NoSchedule", true)]
    [InlineData("cloud.google.com/impending-node-termination", "NoSchedule", true)]
    [InlineData("remediator.kubernetes.azure.com/unschedulable", "NoSchedule", true)]
    [InlineData("karpenter.sh/disrupted", "NoSchedule", true)]
    [InlineData("ToBeDeletedByClusterAutoscaler", "NoSchedule", true)]
    [InlineData("node.kubernetes.io/out-of-service", "NoExecute", true)]
    [InlineData("ToBeDeletedByClusterAutoscaler", "PreferNoSchedule", false)]
    [InlineData("team", "NoSchedule", false)]
    public void A_notice_of_the_cloud_closes_a_node(string taint, string effect, bool leaving)
    {
        var node = Node("n1");
        node.Spec.Taints = [Make.Taint("other", effect: "NoSchedule"), Make.Taint(taint, effect: effect)];
        var view = NodeViews.Build([node], [], "hub").Nodes[0];
        Assert.Equal(leaving ? taint : null, view.Leaving);
        Assert.Equal(leaving ? taint : null, view.Closed);
    }

    [Fact]
    public void A_pod_that_waits_says_since_when()
    {
        var waiting = Pod("a", "", "hub");
        waiting.Metadata.CreationTimestamp = DateTimeOffset.UnixEpoch;
        var bound = Pod("b", "n1", "hub");
        bound.Metadata.CreationTimestamp = DateTimeOffset.UnixEpoch;
        var (nodes, unbound) = NodeViews.Build([Node("n1")], [waiting, bound], "hub");
        Assert.Equal(DateTimeOffset.UnixEpoch, Assert.Single(unbound).WaitingSince);
        Assert.Null(nodes[0].Pods[0].WaitingSince);
    }

    [Fact]
    public void A_node_is_closed_when_not_ready_or_cordoned()
    {
        var silent = Node("n1");
        silent.Status.Conditions = [new MemberNodeCondition { Type = "Ready", Status = "Unknown" }];
        var cordoned = Node("n2");
        cordoned.Spec.Unschedulable = true;
        var newborn = Node("n0");
        newborn.Status.Conditions = null;
        Assert.Equal(["NotReady", "NotReady", "cordoned"], NodeViews.Build([cordoned, silent, newborn], [], "hub").Nodes.Select(n => n.Closed));
    }

    [Fact]
    public void A_spot_machine_with_a_scheduled_event_is_about_to_be_taken_back()
    {
        var node = Node("n");
        node.Metadata.Labels = new() { ["kubernetes.azure.com/scalesetpriority"] = "spot" };
        var before = Node("n");
        before.Metadata.Labels = node.Metadata.Labels;
        node.Status.Conditions!.Add(new MemberNodeCondition { Type = "VMEventScheduled", Status = "True" });
        node = new Operator.Members.Prune().Node(node);
        Assert.Equal(("VMEventScheduled", "VMEventScheduled", false), (Seen(node).Leaving, Seen(node).Closed, node.OffersTheSame(before)));
        node.Status.Conditions![^1].Status = "False";
        Assert.Null(Seen(node).Leaving);
        // On any other machine it may be a freeze of a few seconds.
        node.Status.Conditions[^1].Status = "True";
        node.Metadata.Labels = [];
        Assert.Null(Seen(node).Leaving);

        static NodeView Seen(MemberNode node) => Assert.Single(NodeViews.Build([node], [], "hub").Nodes);
    }

    private static MemberNode Node(string name) => new()
    {
        Metadata = { Name = name },
        Status =
        {
            Allocatable = new() { ["cpu"] = "95500m", ["memory"] = "2Gi", ["nvidia.com/gpu"] = 8, ["pods"] = 110 },
            Conditions = [new MemberNodeCondition { Type = "Ready", Status = "True" }],
        },
    };

    private static MemberPod Pod(string model, string? node, string? hub)
    {
        var pod = new MemberPod { Metadata = { Name = model, Namespace = "ns" }, Spec = { NodeName = node } };
        if (hub is not null)
        {
            pod.Metadata.Labels = new()
            {
                [Ownership.ManagedByLabel] = Ownership.ManagedByValue,
                [Ownership.HubLabel] = hub,
                [Ownership.ModelLabel] = model,
                [Ownership.ModelNamespaceLabel] = "ns",
                [Ownership.PlacementLabel] = "p1",
            };
        }

        return pod;
    }
}
