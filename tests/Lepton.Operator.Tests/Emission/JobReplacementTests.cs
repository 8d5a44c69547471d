using System.Text.Json.Nodes;
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

    private JsonObject Job() => Emit(_input);

    private static JsonObject Emit(EmissionInput input) => Emitter.Emit(input).Single(o => o.Resource.Kind == "Job").Json;
}
