using System.Text.Json.Nodes;
using Lepton.Api;
using Lepton.Operator.Emission;
using Xunit;

namespace Lepton.Operator.Tests.Emission;

public sealed class JobReplacementTests
{
    private readonly EmissionInput _input = new EmissionCase("torch-gang").Input();

    [Fact]
    public void What_a_job_can_change_needs_no_replacement()
    {
        var live = Job();
        _input.Model.Spec.Training!.BackoffLimit = 9;
        _input.Model.Spec.Training.ActiveDeadlineSeconds = null;
        Assert.False(JobReplacement.Needed(Job(), live));
        Assert.False(JobReplacement.Keeps(Job(), live));
        Assert.NotNull(LiveComparison.FirstDifference(Job(), live));
    }

    [Fact]
    public void Another_image_does()
    {
        var live = Job();
        _input.Model.Spec.Image = "pytorch/pytorch:3";
        Assert.True(JobReplacement.Needed(Job(), live));
    }

    [Fact]
    public void A_dropped_variable_does_although_every_other_field_still_stands_there()
    {
        var live = Job();
        _input.Model.Spec.Env!.RemoveAll(e => e.Name == "NCCL_DEBUG");
        Assert.True(JobReplacement.Needed(Job(), live));
    }

    [Fact]
    public void Another_place_or_size_does()
    {
        var live = Job();
        var fewer = Emit(_input with { Targets = [.. _input.Targets.Take(1)] });
        Assert.True(JobReplacement.Needed(fewer, live));
        var elsewhere = Emit(_input with { Targets = [_input.Targets[0] with { NodeSelector = new Dictionary<string, string> { ["a"] = "b" } }, _input.Targets[1]] });
        Assert.True(JobReplacement.Needed(elsewhere, live));
    }

    [Fact]
    public void A_run_is_not_started_over_because_we_would_write_it_differently_today()
    {
        var live = Job();
        PodSpecOf(live)["enableServiceLinks"] = false;
        PodSpecOf(live)["containers"]![0]!["env"]!.AsArray().RemoveAt(0);
        Assert.False(JobReplacement.Needed(Job(), live));
        Assert.True(JobReplacement.Keeps(Job(), live));

        var dropped = Job();
        PodSpecOf(dropped)["enableServiceLinks"] = false;
        dropped["metadata"]!["annotations"]![JobReplacement.TemplateAnnotation] = "of an older operator";
        Assert.True(JobReplacement.Keeps(Job(), dropped));
    }

    [Fact]
    public void Nor_because_of_what_does_not_concern_it()
    {
        var live = Job();
        var toleration = new ClusterToleration { Key = "new", Operator = TolerationOperator.Exists };
        var later = Emit(_input with { Targets = [.. _input.Targets.Select(t => t with { Tolerations = [toleration] })] });
        Assert.False(JobReplacement.Needed(later, live));
        Assert.True(JobReplacement.Keeps(later, live));
        _input.Model.Spec.Priority = 7;
        _input.Model.Spec.PolicyName = "other";
        Assert.False(JobReplacement.Needed(Job(), live));
        Assert.False(JobReplacement.Keeps(Job(), live));
    }

    [Fact]
    public void A_job_of_somebody_else_makes_way_once_it_is_ours_to_take()
    {
        var live = Job();
        live["metadata"]!["annotations"] = null;
        Assert.True(JobReplacement.Needed(Job(), live));
        Assert.False(JobReplacement.Keeps(Job(), live));
    }

    [Theory]
    [InlineData("image: other")]
    [InlineData("command: [x]")]
    [InlineData("args: [x]")]
    [InlineData("env: [{name: X, value: y}]")]
    [InlineData("ports: [{containerPort: 1}]")]
    [InlineData("resources: {requests: {cpu: 1}}")]
    [InlineData("volumes: [{name: v, emptyDir: {}}]")]
    [InlineData("probes: {liveness: {exec: {command: [x]}}}")]
    [InlineData("podTemplate: {spec: {hostNetwork: true}}")]
    [InlineData("training: {completions: 9}")]
    [InlineData("training: {rendezvousPort: 9}")]
    [InlineData("accelerators: [{name: H100, nodeSelector: {a: b}}]")]
    public void Whatever_changes_the_pods_makes_another_run(string field)
    {
        var plain = Emitted.One(Emitted.Input("{workload: Training, image: i, accelerators: [{name: H100}]}", Emitted.Gpu()), "Job");
        var text = field.StartsWith("image", StringComparison.Ordinal) ? field : $"image: i, {field}";
        var changed = Emitted.One(Emitted.Input($"{{workload: Training, {text}}}", Emitted.Gpu()), "Job");
        Assert.True(JobReplacement.Needed(changed, plain));
    }

    [Theory]
    [InlineData("""{"kind":"Secret","type":"Opaque"}""", """{"kind":"Secret","type":"Opaque"}""", false)]
    [InlineData("""{"kind":"Secret"}""", """{"kind":"Secret","type":"Opaque"}""", false)]
    [InlineData("""{"kind":"Secret","type":"kubernetes.io/tls"}""", """{"kind":"Secret","type":"Opaque"}""", true)]
    [InlineData("""{"kind":"Service","spec":{"clusterIP":"None"}}""", """{"kind":"Service","spec":{"clusterIP":"10.0.0.7"}}""", true)]
    [InlineData("""{"kind":"Service","spec":{}}""", """{"kind":"Service","spec":{"clusterIP":"10.0.0.7"}}""", false)]
    [InlineData("""{"kind":"Deployment","spec":{"selector":{"matchLabels":{"a":"1","b":"2"}}}}""", """{"kind":"Deployment","spec":{"selector":{"matchLabels":{"b":"2","a":"1"}}}}""", false)]
    [InlineData("""{"kind":"Deployment","spec":{"selector":{"matchLabels":{"a":"1"}}}}""", """{"kind":"Deployment","spec":{"selector":{"matchLabels":{"a":"1","b":"2"}}}}""", true)]
    [InlineData("""{"kind":"ConfigMap","data":{"a":"1"}}""", """{"kind":"ConfigMap","data":{"a":"2"}}""", false)]
    public void Other_kinds_have_fields_that_cannot_change_too(string desired, string live, bool needed) =>
        Assert.Equal(needed, JobReplacement.Needed(JsonNode.Parse(desired)!.AsObject(), JsonNode.Parse(live)!.AsObject()));

    private static JsonObject PodSpecOf(JsonObject job) => job["spec"]!["template"]!["spec"]!.AsObject();

    private JsonObject Job() => Emit(_input);

    private static JsonObject Emit(EmissionInput input) => Emitter.Emit(input).Single(o => o.Resource.Kind == "Job").Json;
}
