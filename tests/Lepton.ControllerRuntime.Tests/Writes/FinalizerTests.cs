using Lepton.ControllerRuntime.Writes;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Testing.Fakes;

namespace Lepton.ControllerRuntime.Tests.Writes;

public sealed class FinalizerTests
{
    private const string Ours = "lepton.ai/cleanup";
    private readonly FakeResource<V1ConfigMap> _server = new();

    [Fact]
    [Trait("Rule", "Writes/finalizer-before-side-effects")]
    public async Task Adding_keeps_the_finalizers_of_others_and_writes_nothing_else()
    {
        var map = _server.Put(Map("theirs"));
        var result = await _server.AddFinalizerAsync(map, Ours);

        Assert.Equal(["theirs", Ours], result.Metadata.Finalizers);
        Assert.Equal(["theirs", Ours], _server.All[0].Metadata.Finalizers);
        Assert.Equal("1", _server.All[0].Data!["v"]);
        Assert.Null(Assert.Single(_server.Requests).Body!["data"]);
    }

    [Fact]
    public async Task One_that_is_there_is_not_written_again()
    {
        var map = _server.Put(Map(Ours));

        Assert.Same(map, await _server.AddFinalizerAsync(map, Ours));
        Assert.Empty(_server.Requests);
    }

    [Fact]
    public async Task A_stale_read_is_read_again_and_nobody_is_overwritten()
    {
        var stale = _server.Put(Map());
        _server.Put(Map("theirs"));
        await _server.AddFinalizerAsync(stale, Ours);

        Assert.Equal(["theirs", Ours], _server.All[0].Metadata.Finalizers);
    }

    [Fact]
    public async Task An_object_that_is_being_deleted_gets_no_finalizer()
    {
        var map = _server.Put(Map("theirs"));
        await _server.DeleteAsync("m", "ns");
        var deleting = _server.All[0];

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => _server.AddFinalizerAsync(deleting, Ours));
        Assert.Contains("ns/m", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(() => _server.AddFinalizerAsync(map, Ours));
    }

    [Fact]
    public async Task Removing_the_last_one_lets_the_object_go()
    {
        var map = _server.Put(Map(Ours));
        await _server.DeleteAsync("m", "ns");
        await _server.RemoveFinalizerAsync(map, Ours);

        Assert.Empty(_server.All);
    }

    [Fact]
    public async Task Removing_keeps_the_finalizers_of_others()
    {
        var stale = _server.Put(Map(Ours));
        _server.Put(Map(Ours, "theirs"));
        await _server.RemoveFinalizerAsync(stale, Ours);

        Assert.Equal(["theirs"], _server.All[0].Metadata.Finalizers);
    }

    [Fact]
    [Trait("Rule", "Writes/removing-a-finalizer-that-is-gone-is-success")]
    public async Task Removing_from_one_that_is_gone_is_success()
    {
        var map = _server.Put(Map(Ours));
        _server.Remove("m", "ns");

        await _server.RemoveFinalizerAsync(map, Ours);
        Assert.Empty(_server.All);
    }

    [Fact]
    public async Task Another_object_of_the_same_name_keeps_its_finalizer()
    {
        var old = _server.Put(Map(Ours));
        _server.Remove("m", "ns");
        _server.Put(Map(Ours));
        await _server.RemoveFinalizerAsync(old, Ours);

        Assert.Equal([Ours], _server.All[0].Metadata.Finalizers);
    }

    [Fact]
    public async Task Endless_conflicts_are_thrown_in_the_end()
    {
        var map = _server.Put(Map());
        _server.Fault = r => r.Verb == "patch" ? FakeFault.Fail(FakeErrors.Conflict("configmaps \"m\"")) : null;

        await Assert.ThrowsAsync<KubernetesApiException>(() => _server.AddFinalizerAsync(map, Ours));
        Assert.Equal(5, _server.RequestsOf("patch").Count);
    }

    private static V1ConfigMap Map(params string[] finalizers) => new()
    {
        Metadata = { Namespace = "ns", Name = "m", Finalizers = finalizers.Length == 0 ? null : [.. finalizers] },
        Data = new() { ["v"] = "1" },
    };
}
