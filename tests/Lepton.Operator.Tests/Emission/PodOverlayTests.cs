using System.Text.Json.Nodes;
using Lepton.Operator.Emission;
using Xunit;
using static Lepton.Operator.Tests.Emission.Emitted;

namespace Lepton.Operator.Tests.Emission;

public sealed class PodOverlayTests
{
    [Theory]
    [InlineData("{metadata: {labels: {lepton.ai/model: x, lepton.ai/hub: x, app.kubernetes.io/managed-by: x, lepton.ai/placement: x}}}")]
    [InlineData("{metadata: {labels: null}}")]
    [InlineData("{metadata: {labels: {$patch: replace, a: b}}}")]
    [InlineData("{metadata: {$patch: delete}}")]
    public void Nothing_takes_a_pod_out_of_its_selector_or_our_books(string overlay)
    {
        var deployment = One(With(overlay), "Deployment");
        var labels = deployment["spec"]!["template"]!["metadata"]!["labels"]!.AsObject();
        Assert.All(deployment["spec"]!["selector"]!["matchLabels"]!.AsObject(), s => Assert.Equal((string?)s.Value, (string?)labels[s.Key]));
        Assert.Equal("hub", (string?)labels[Ownership.HubLabel]);
        Assert.Equal(Ownership.ManagedByValue, (string?)labels[Ownership.ManagedByLabel]);
    }

    [Fact]
    public void A_gang_over_pools_cannot_be_given_a_placement()
    {
        var job = One(Input("{workload: Training, image: i, podTemplate: {metadata: {labels: {lepton.ai/placement: x}}}}", Gpu("a"), Gpu("b")), "Job");
        Assert.Null(job["spec"]!["template"]!["metadata"]!["labels"]!["lepton.ai/placement"]);
    }

    [Theory]
    [InlineData("{spec: {affinity: null}}")]
    [InlineData("{spec: {affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: null}}}}")]
    [InlineData("{spec: {affinity: {$patch: replace, podAffinity: {}}}}")]
    [InlineData("{spec: {$patch: replace, containers: [{name: model, image: x}]}}")]
    public void Nothing_takes_it_off_its_nodes(string overlay)
    {
        var plain = One(With("{}"), "Deployment");
        var overlaid = One(With(overlay), "Deployment");
        Assert.True(JsonNode.DeepEquals(NodeTerms(plain), NodeTerms(overlaid)));
        Assert.Equal(Tolerations(plain), Tolerations(overlaid));
        Assert.NotEmpty(NodeTerms(overlaid));
    }

    [Fact]
    public void Its_node_terms_and_ours_hold_together()
    {
        var terms = NodeTerms(One(With(
            "{spec: {affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: z, operator: Exists}], matchFields: [{key: metadata.name, operator: In, values: [n]}]}]}}}}}"),
            "Deployment"));
        var term = Assert.Single(terms)!;
        var keys = term["matchExpressions"]!.AsArray().Select(e => (string)e!["key"]!).ToList();
        Assert.Contains("shape", keys);
        Assert.Contains("z", keys);
        Assert.Equal("metadata.name", (string?)term["matchFields"]![0]!["key"]);
    }

    [Fact]
    public void Its_tolerations_come_on_top() => Assert.Equal(
        ["nvidia.com/gpu Exists", "sku Equal gpu", "a Exists"],
        Tolerations(One(With("{spec: {tolerations: [{key: a, operator: Exists}, {key: nvidia.com/gpu, operator: Exists}]}}"), "Deployment")));

    [Theory]
    [InlineData("{name: A, valueFrom: {fieldRef: {fieldPath: metadata.name}}}", "A")]
    [InlineData("{name: B, value: new}", "B")]
    public void A_variable_set_again_is_replaced_not_mixed(string variable, string name)
    {
        var container = Container(One(With($"{{spec: {{containers: [{{name: model, env: [{variable}]}}]}}}}"), "Deployment"));
        var found = Assert.Single(container["env"]!.AsArray(), e => (string?)e!["name"] == name)!.AsObject();
        Assert.Equal(2, found.Count);
        Assert.Equal(2, container["env"]!.AsArray().Count);
    }

    [Fact]
    public void It_wins_over_the_rendezvous_variables()
    {
        var job = One(Input("{workload: Training, image: i, podTemplate: {spec: {containers: [{name: model, env: [{name: RANK, value: '5'}]}]}}}", Cpu()), "Job");
        Assert.Equal("5", Environment(job)["RANK"]);
    }

    [Fact]
    public void Everything_else_is_merged_by_name()
    {
        var deployment = One(With(
            "{spec: {hostNetwork: true, volumes: [{name: extra, emptyDir: {}}], containers: [{name: model, image: newer, volumeMounts: [{name: extra, mountPath: /x}]}, {name: side, image: s}]}}"),
            "Deployment");
        Assert.Equal("newer", (string?)Container(deployment)["image"]);
        Assert.Equal("8", (string?)Container(deployment)["resources"]!["limits"]!["nvidia.com/gpu"]);
        Assert.Equal("s", (string?)Container(deployment, "side")["image"]);
        Assert.Equal(["extra", "own"], PodSpec(deployment)["volumes"]!.AsArray().Select(v => (string)v!["name"]!).Order(StringComparer.Ordinal));
        Assert.True((bool)PodSpec(deployment)["hostNetwork"]!);
    }

    [Theory]
    [InlineData("{kind: Pod}", "spec.podTemplate", "found kind")]
    [InlineData("{spec: [1]}", "spec.podTemplate.spec", "found [1]; an object is expected")]
    [InlineData("{spec: {tolerations: all}}", "spec.podTemplate.spec.tolerations", "found \"all\"; a list is expected")]
    [InlineData("{spec: {containers: [x]}}", "spec.podTemplate.spec.containers[0]", "found \"x\"; an object is expected")]
    [InlineData("{spec: {containers: [{name: 7}]}}", "spec.podTemplate.spec.containers[0].name", "found 7; a string is expected")]
    [InlineData("{spec: {containers: [{image: nameless}]}}", "spec.podTemplate", "name")]
    public void What_cannot_be_merged_is_told_with_its_place(string overlay, string field, string problem)
    {
        var error = Assert.Throws<EmissionException>(() => Emitter.Emit(With(overlay)));
        Assert.Equal(field, error.Field);
        Assert.StartsWith($"LeptonModel ns/m: {field}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_models_own_template_is_not_changed()
    {
        var input = With("{metadata: {name: x, labels: {a: b}}, spec: {tolerations: [{key: a, operator: Exists}]}}");
        var before = input.Model.Spec.PodTemplate!.ToJsonString();
        Emitter.Emit(input);
        Assert.Equal(before, input.Model.Spec.PodTemplate.ToJsonString());
    }

    private static EmissionInput With(string overlay) => Input(
        $"{{image: i, env: [{{name: A, value: a}}, {{name: B, value: b}}], volumes: [{{name: own, emptyDir: {{}}}}], podTemplate: {overlay}}}",
        Gpu() with { NodeSelector = new Dictionary<string, string> { ["shape"] = "x" } });
}
