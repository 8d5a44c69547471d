using System.Text.Json.Nodes;
using Lepton.Api;
using Lepton.Api.Accelerators;
using Xunit;
using static Lepton.Operator.Tests.Emission.Emitted;

namespace Lepton.Operator.Tests.Emission;

public sealed class NodeRequirementsTests
{
    public static TheoryData<string, string> SpotNodes
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (key, values) in NodeLabels.SpotLabels)
            {
                foreach (var value in values)
                    data.Add(key, value);
            }

            return data;
        }
    }

    [Fact]
    public void The_labels_of_the_large_clouds_are_among_them() => Assert.Superset(
        new HashSet<string>(["eks.amazonaws.com/capacityType=SPOT", "karpenter.sh/capacity-type=spot", "cloud.google.com/gke-spot=true", "cloud.google.com/gke-provisioning=spot", "kubernetes.azure.com/scalesetpriority=spot"]),
        NodeLabels.SpotLabels.SelectMany(l => l.Value.Select(v => $"{l.Key}={v}")).ToHashSet(StringComparer.Ordinal));

    [Fact]
    public void A_selected_label_that_states_the_terms_settles_them()
    {
        var target = Gpu() with { NodeSelector = Labels(("eks.amazonaws.com/capacityType", "ON_DEMAND")) };
        var terms = NodeTerms(One(Input("{image: i}", target), "Deployment"));
        Assert.True(Matches(terms, ("eks.amazonaws.com/capacityType", "ON_DEMAND"), ("node.kubernetes.io/lifecycle", "spot")));
        Assert.False(Matches(terms, ("eks.amazonaws.com/capacityType", "ON_DEMAND"), ("karpenter.sh/capacity-type", "spot")));
    }

    [Theory]
    [MemberData(nameof(SpotNodes))]
    public void What_must_not_be_taken_back_stays_off_spot_nodes_of_every_cloud(string key, string value)
    {
        foreach (var type in new[] { CapacityKind.OnDemand, CapacityKind.Reserved })
        {
            var terms = NodeTerms(One(Input("{image: i}", Gpu(type: type) with { NodeSelector = Labels(("shape", "x")) }), "Deployment"));
            Assert.False(Matches(terms, ("shape", "x"), (key, value)));
            Assert.True(Matches(terms, ("shape", "x")));
            Assert.True(Matches(terms, ("shape", "x"), (key, "on-demand")));
            Assert.False(Matches(terms, ("shape", "y")));
        }

        var spot = NodeTerms(One(Input("{image: i}", Gpu(type: CapacityKind.Spot) with { NodeSelector = Labels((key, value)) }), "Deployment"));
        Assert.True(Matches(spot, (key, value)));
        Assert.False(Matches(spot));
    }

    [Fact]
    public void The_accelerators_own_selector_counts_too()
    {
        var input = Input("{image: i, accelerators: [{name: L4, nodeSelector: {x: l4}}, {name: H100, nodeSelector: {x: h100, shape: s}}]}", Gpu() with { NodeSelector = Labels(("shape", "s")) });
        var terms = NodeTerms(One(input, "Deployment"));
        Assert.True(Matches(terms, ("shape", "s"), ("x", "h100")));
        Assert.False(Matches(terms, ("shape", "s"), ("x", "l4")));
        Assert.Single(terms[0]!["matchExpressions"]!.AsArray(), e => (string?)e!["key"] == "shape");
    }

    [Fact]
    public void Contradicting_selectors_match_no_node()
    {
        var terms = NodeTerms(One(Input("{image: i, accelerators: [{name: H100, nodeSelector: {x: a}}]}", Gpu() with { NodeSelector = Labels(("x", "b")) }), "Deployment"));
        Assert.False(Matches(terms, ("x", "a")));
        Assert.False(Matches(terms, ("x", "b")));
    }

    [Fact]
    public void A_gang_matches_nodes_of_each_of_its_pools_and_no_others()
    {
        var terms = NodeTerms(One(
            Input("{workload: Training, image: i}", Gpu("a", 1, CapacityKind.Spot) with { NodeSelector = Labels(("pool", "a")) }, Gpu("b") with { NodeSelector = Labels(("pool", "b")) }), "Job"));
        Assert.True(Matches(terms, ("pool", "a"), ("cloud.google.com/gke-spot", "true")));
        Assert.True(Matches(terms, ("pool", "b")));
        Assert.False(Matches(terms, ("pool", "b"), ("cloud.google.com/gke-spot", "true")));
        Assert.False(Matches(terms, ("pool", "c")));
    }

    [Fact]
    public void Spot_without_labels_demands_nothing() =>
        Assert.Empty(NodeTerms(One(Input("{image: i}", Gpu(type: CapacityKind.Spot)), "Deployment")));

    [Theory]
    [InlineData(null, CapacityKind.OnDemand, "")]
    [InlineData("nvidia.com/gpu", CapacityKind.OnDemand, "nvidia.com/gpu Exists|sku Equal gpu")]
    [InlineData("nvidia.com/mig-1g.10gb", CapacityKind.OnDemand, "nvidia.com/mig-1g.10gb Exists|nvidia.com/gpu Exists|sku Equal gpu")]
    [InlineData("xilinx.com/fpga", CapacityKind.Reserved, "xilinx.com/fpga Exists|sku Equal gpu")]
    [InlineData(null, CapacityKind.Spot, "kubernetes.azure.com/scalesetpriority Equal spot|cloud.google.com/gke-spot Equal true|cloud.google.com/gke-provisioning Equal spot|cloud.google.com/gke-preemptible Equal true|karpenter.sh/capacity-type Equal spot")]
    public void The_taints_of_clouds_are_borne_by_what_belongs_there(string? resource, CapacityKind type, string expected)
    {
        var target = Cpu() with { ResourceName = resource, GpusPerReplica = resource is null ? 0 : 1, CapacityType = type };
        Assert.Equal(expected, string.Join('|', Tolerations(One(Input("{image: i}", target), "Deployment"))));
    }

    [Fact]
    public void The_policys_tolerations_are_added_once()
    {
        var team = new ClusterToleration { Key = "team", Operator = TolerationOperator.Equal, Value = "nlp", Effect = TaintEffect.NoExecute };
        var target = Cpu() with { Tolerations = [team, team, new ClusterToleration { Operator = TolerationOperator.Exists }] };
        Assert.Equal(["team Equal nlp NoExecute", " Exists"], Tolerations(One(Input("{image: i}", target), "Deployment")));
    }

    private static Dictionary<string, string> Labels(params (string Key, string Value)[] labels) =>
        labels.ToDictionary(l => l.Key, l => l.Value, StringComparer.Ordinal);

    /// <summary>The scheduler's rule for required node affinity.</summary>
    private static bool Matches(JsonArray terms, params (string Key, string Value)[] node)
    {
        var labels = Labels(node);
        return terms.Any(t => t!["matchExpressions"]!.AsArray().All(e =>
        {
            var has = labels.TryGetValue((string)e!["key"]!, out var value) && e["values"]!.AsArray().Any(v => (string?)v == value);
            return (string?)e["operator"] == "In" ? has : !has;
        }));
    }
}
