using System.Text.Json.Nodes;
using Lepton.ControllerRuntime.Reconciling;
using Lepton.ControllerRuntime.Writes;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Testing.Fakes;

namespace Lepton.ControllerRuntime.Tests.Writes;

[Trait(Rules.Key, Rules.Writes)]
public sealed class StatusWriteTests
{
    private readonly FakeResource<V1Deployment> _server = new();

    [Fact]
    public async Task An_equal_status_is_not_written()
    {
        var read = _server.Put(Deployment(new() { Replicas = 2 }));

        Assert.Same(read, await _server.WriteStatusAsync(read, new V1DeploymentStatus { Replicas = 2 }));
        Assert.Empty(_server.Requests);
    }

    [Fact]
    public async Task Only_the_difference_is_written_to_the_subresource()
    {
        var read = _server.Put(Deployment(new() { Replicas = 2, ReadyReplicas = 1 }));
        var written = await _server.WriteStatusAsync(read, new V1DeploymentStatus { Replicas = 2, ReadyReplicas = 2, ObservedGeneration = 7 });

        var request = Assert.Single(_server.Requests);
        Assert.Equal("patch/status", request.Verb);
        Assert.Equal(["observedGeneration", "readyReplicas"], request.Body!["status"]!.AsObject().Select(p => p.Key).Order());
        Assert.Equal((2, 2, 7L), (written.Status!.Replicas, written.Status.ReadyReplicas, written.Status.ObservedGeneration));
    }

    [Fact]
    public async Task A_status_read_before_someone_else_wrote_is_a_conflict_that_reading_again_mends()
    {
        var stale = _server.Put(Deployment(new() { Replicas = 2 }));
        _server.Put(Deployment(new() { Replicas = 3 }));

        var error = await Assert.ThrowsAsync<KubernetesApiException>(() => _server.WriteStatusAsync(stale, new V1DeploymentStatus { Replicas = 4 }));
        Assert.True(StaleWrites.IsStale(error));
        Assert.Equal(3, _server.All[0].Status!.Replicas);
    }

    [Fact]
    public async Task Without_a_version_other_writers_fields_stay()
    {
        var stale = _server.Put(Deployment(new() { Replicas = 2 }));
        _server.Put(Deployment(new() { Replicas = 3 }));
        await _server.WriteStatusAsync(stale, new V1DeploymentStatus { Replicas = 2, ReadyReplicas = 1 }, atVersion: false);

        Assert.Equal((3, 1), (_server.All[0].Status!.Replicas, _server.All[0].Status!.ReadyReplicas));
    }

    [Theory]
    [InlineData("{}", "{}", null)]
    [InlineData("""{"a":1}""", """{"a":1}""", null)]
    [InlineData("""{"a":1}""", """{"a":2}""", """{"a":2}""")]
    [InlineData("""{"a":1,"b":2}""", """{"b":2}""", """{"a":null}""")]
    [InlineData("""{"a":{"x":1,"y":2}}""", """{"a":{"x":1,"y":3}}""", """{"a":{"y":3}}""")]
    [InlineData("""{"a":[1,2]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""{"a":{"x":1}}""", """{"a":5}""", """{"a":5}""")]
    [InlineData("""{"a":5}""", """{"a":{"x":1}}""", """{"a":{"x":1}}""")]
    [InlineData(null, """{"a":1}""", """{"a":1}""")]
    [InlineData("""{"a":1}""", null, """{"a":null}""")]
    public void The_difference_is_a_merge_patch(string? before, string? after, string? expected)
    {
        var patch = MergeDiff.Of((JsonObject?)Parse(before), (JsonObject?)Parse(after));

        Assert.Equal(expected, patch?.ToJsonString());
        static JsonNode? Parse(string? json) => json is null ? null : JsonNode.Parse(json);
    }

    [Fact]
    public void A_copy_shares_nothing_with_the_cached_object()
    {
        var cached = Deployment(new() { Replicas = 2 });
        cached.Metadata.Labels = new() { ["a"] = "b" };
        var copy = cached.DeepCopy();
        copy.Metadata.Labels!["a"] = "c";
        copy.Status!.Replicas = 5;

        Assert.Equal(("b", 2), (cached.Metadata.Labels["a"], cached.Status!.Replicas));
    }

    private static V1Deployment Deployment(V1DeploymentStatus status) => new() { Metadata = { Namespace = "ns", Name = "d" }, Status = status };
}
