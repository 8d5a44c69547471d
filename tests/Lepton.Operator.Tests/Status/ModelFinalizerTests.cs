using Lepton.Api.Models;
using Lepton.Operator.State;
using Lepton.Operator.Status;
using Lepton.Testing.Fakes;

namespace Lepton.Operator.Tests.Status;

public sealed class ModelFinalizerTests
{
    private readonly FakeKubernetesClient _hub = new();
    private readonly ModelStore _store = new();

    [Fact]
    public async Task It_is_put_there_once_beside_those_of_others()
    {
        var model = await CreateAsync("other/one");
        _store.Observe(model);
        Assert.True(await Finalizer.EnsureAsync(model, default));
        Assert.Equal(["other/one", ModelFinalizer.Name], Stored()!.Metadata.Finalizers);
        Assert.Contains(ModelFinalizer.Name, _store.Get(new ModelKey("ns", "m"))!.Metadata.Finalizers!);
        var writes = Writes;
        Assert.True(await Finalizer.EnsureAsync(Stored()!, default));
        Assert.Equal(writes, Writes);
    }

    [Fact]
    public async Task A_conflict_is_tried_again_on_what_the_server_has()
    {
        var stale = await CreateAsync();
        await _hub.Resource<LeptonModel>().PatchAsync("m", "ns", Lepton.Kubernetes.Http.Patch.Merge(new() { ["metadata"] = new System.Text.Json.Nodes.JsonObject { ["finalizers"] = new System.Text.Json.Nodes.JsonArray("late/one") } }));
        Assert.True(await Finalizer.EnsureAsync(stale, default));
        Assert.Equal(["late/one", ModelFinalizer.Name], Stored()!.Metadata.Finalizers);
    }

    [Fact]
    public async Task A_model_that_is_gone_has_nothing_to_hold()
    {
        var model = Make.Model("m");
        model.Metadata.ResourceVersion = "1";
        Assert.False(await Finalizer.EnsureAsync(model, default));
    }

    [Fact]
    public async Task A_model_on_its_way_out_gets_none()
    {
        var model = Make.Model("m");
        model.Metadata.DeletionTimestamp = DateTimeOffset.UnixEpoch;
        Assert.False(await Finalizer.EnsureAsync(model, default));
        Assert.Empty(_hub.Fake<LeptonModel>().Requests);
    }

    [Fact]
    public async Task It_is_taken_away_and_others_stay()
    {
        var model = await CreateAsync("other/one", ModelFinalizer.Name);
        await Finalizer.RemoveAsync(model, default);
        Assert.Equal(["other/one"], Stored()!.Metadata.Finalizers);
        await Finalizer.RemoveAsync(Stored()!, default);
        Assert.NotNull(Stored());
    }

    [Fact]
    public async Task Taking_it_from_a_model_that_is_gone_is_no_error()
    {
        var model = await CreateAsync(ModelFinalizer.Name);
        await _hub.Fake<LeptonModel>().DeleteAsync("m", "ns");
        model.Metadata.Name = "gone";
        await Finalizer.RemoveAsync(model, default);
        Assert.Equal("gone", _hub.Fake<LeptonModel>().RequestsOf("patch")[^1].Name);
    }

    private ModelFinalizer Finalizer => new(_hub, _store);

    private int Writes => _hub.Fake<LeptonModel>().Requests.Count(r => r.Verb == "patch");

    private LeptonModel? Stored() => _hub.Fake<LeptonModel>().All.SingleOrDefault();

    private Task<LeptonModel> CreateAsync(params string[] finalizers)
    {
        var model = Make.Model("m");
        model.Metadata.Finalizers = finalizers.Length == 0 ? null : [.. finalizers];
        return _hub.Resource<LeptonModel>().CreateAsync(model);
    }
}
