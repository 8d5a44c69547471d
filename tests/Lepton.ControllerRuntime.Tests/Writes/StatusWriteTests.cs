using System.Text.Json.Nodes;
using Lepton.ControllerRuntime.Reconciling;
using Lepton.ControllerRuntime.Writes;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Testing.Fakes;

namespace Lepton.ControllerRuntime.Tests.Writes;

public sealed class StatusWriteTests
{
    private readonly FakeResource<V1Deployment> _server = new();

    [Fact]
    [Trait("Rule", "Writes/equal-status-is-skipped")]
    public async Task An_equal_status_is_not_written()
    {
        var read = _server.Put(Deployment(new() { Replicas = 2 }));

        Assert.Same(read, await _server.WriteStatusAsync(read, new V1DeploymentStatus { Replicas = 2 }));
        Assert.Empty(_server.Requests);
    }

    [Fact]
    [Trait("Rule", "Writes/status-apart")]
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
    [Trait("Rule", "Writes/conflict-requeues")]
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
