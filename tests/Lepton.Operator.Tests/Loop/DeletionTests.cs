using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Kubernetes.Models;
using Lepton.Testing.Fakes;

namespace Lepton.Operator.Tests.Loop;

public sealed class DeletionTests : IAsyncLifetime
{
    private readonly World _world = new World().Cloud("aws", 10).Cloud("gcp", 12).With(Make.Policy("default", s => (s.Failover.GracePeriod, s.Rebalance.Mode) = ("5s", RebalanceMode.Disabled)));

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task A_deleted_model_ends_when_nothing_of_it_is_left_and_takes_nothing_else_along()
    {
        var foreign = _world["aws"].Fake(ResourceDefinition.Of<V1ConfigMap>());
        foreign.Put(new UnstructuredObject(new JsonObject { ["apiVersion"] = "v1", ["kind"] = "ConfigMap", ["metadata"] = new JsonObject { ["name"] = "theirs", ["namespace"] = "ns" } }));
        _world.With(Make.Model("m", 3), Make.Model("n", 1)).Start();
        await _world.ReadyAsync("m", "n");
        await _world.Hub.Fake<LeptonModel>().DeleteAsync("m", "ns");
        await _world.UntilAsync(() => _world.Model("m") is null);
        Assert.Equal(["n"], new[] { "aws", "gcp" }.SelectMany(c => _world.In<V1Service>(c)).Select(s => s.Metadata.Name));
        Assert.Single(new[] { "aws", "gcp" }.SelectMany(c => _world.In<V1Deployment>(c)));
        await _world.Hub.Fake<LeptonModel>().DeleteAsync("n", "ns");
        await _world.UntilAsync(() => _world.Model("n") is null && _world.In<V1Namespace>("gcp").Count == 0);
        Assert.Equal("theirs", Assert.Single(foreign.All).Metadata.Name);
        await _world.PassAsync(TimeSpan.FromSeconds(5));
        Assert.Single(_world.In<V1Namespace>("aws"));
    }

    [Fact]
    public async Task A_silent_member_holds_no_deletion_up_and_is_swept_when_it_returns()
    {
        _world.With(Make.Model("m", 1)).Start();
        await _world.ReadyAsync("m");
        _world.Silence("aws");
        await _world.UntilAsync(() => _world.Condition("m", "Degraded")?.Status == "True");
        await _world.Hub.Fake<LeptonModel>().DeleteAsync("m", "ns");
        await _world.UntilAsync(() => _world.Model("m") is null);
        Assert.Single(_world.In<V1Deployment>("aws"));
        _world.Return("aws");
        await _world.UntilAsync(() => _world.In<V1Deployment>("aws").Count + _world.In<V1Service>("aws").Count + _world.In<V1Namespace>("aws").Count == 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_a_restart_nothing_ends_before_its_members_were_read(bool provider)
    {
        _world.With(Make.Model("m", 1)).Start();
        await _world.ReadyAsync("m");
        await _world.StopAsync();
        await _world.Hub.Fake<LeptonModel>().DeleteAsync("m", "ns");
        if (provider)
            await _world.Hub.Fake<Api.Providers.CloudProvider>().DeleteAsync("aws");
        // The server answers, but its Deployments cannot be read yet.
        var deployments = _world["aws"].Fake(ResourceDefinition.Of<V1Deployment>());
        deployments.Fault = _ => FakeFault.Fail(FakeErrors.Refused());
        _world.Start();
        await _world.PassAsync(TimeSpan.FromSeconds(20));
        Assert.NotNull(_world.Model("m"));
        Assert.Equal(2, _world.Hub.Fake<Api.Providers.CloudProvider>().All.Count);

        deployments.Fault = null;
        await _world.UntilAsync(() => _world.Model("m") is null && _world.Hub.Fake<Api.Providers.CloudProvider>().All.Count == (provider ? 1 : 2));
        Assert.Empty(_world.In<V1Deployment>("aws"));
        Assert.Empty(_world.In<V1Service>("aws"));
    }

    [Fact]
    public async Task A_member_that_can_never_be_read_holds_no_deletion_up_for_ever()
    {
        _world.With(Make.Model("m", 1)).Start();
        await _world.ReadyAsync("m");
        await _world.StopAsync();
        await _world.Hub.Fake<LeptonModel>().DeleteAsync("m", "ns");
        _world["gcp"].Fake(ResourceDefinition.Of<V1Deployment>()).Fault = _ => FakeFault.Fail(FakeErrors.Refused());
        _world.Patience = TimeSpan.FromSeconds(30);
        _world.Start();
        await _world.UntilAsync(() => _world.Model("m") is null);
        Assert.Empty(_world.In<V1Deployment>("aws"));
    }

    [Fact]
    public async Task What_is_orphaned_runs_on_without_our_labels()
    {
        var model = Make.Model("m", 1);
        model.Spec.DeletionPolicy = DeletionPolicy.Orphan;
        _world.With(model).Start();
        await _world.ReadyAsync("m");
        await _world.Hub.Fake<LeptonModel>().DeleteAsync("m", "ns");
        await _world.UntilAsync(() => _world.Model("m") is null);
        await _world.PassAsync(TimeSpan.FromSeconds(10));
        var left = Assert.Single(_world.In<V1Deployment>("aws"));
        Assert.DoesNotContain("lepton.ai/hub", left.Metadata.Labels!.Keys);
        Assert.Single(_world.In<V1Service>("aws"));
    }

    [Fact]
    public async Task Suspending_removes_what_runs_and_resuming_brings_it_back()
    {
        _world.With(Make.Model("m", 1)).Start();
        await _world.ReadyAsync("m");
        _world.Edit("m", m => m.Spec.Suspend = true);
        await _world.UntilAsync(() => _world.In<V1Deployment>("aws").Count == 0 && _world.Condition("m", "Scheduled")?.Reason == "Suspended");
        Assert.Equal(0, _world.Model("m")!.Status!.Cost!.Hourly);
        _world.Edit("m", m => m.Spec.Suspend = false);
        // The condition may still be that of before.
        await _world.UntilAsync(() => _world.In<V1Deployment>("aws").Count == 1);
        await _world.ReadyAsync("m");
    }

    [Fact]
    public async Task A_provider_that_is_gone_gives_its_work_to_the_others_and_its_members_are_let_go()
    {
        _world.With(Make.Model("m", 1)).Start();
        await _world.ReadyAsync("m");
        _world.Hub.Fake<Api.Providers.CloudProvider>().Remove("aws");
        await _world.UntilAsync(() => _world.Where("m") == "1@gcp");
        Assert.Contains("ClusterRemoved", _world.Events.Of("m"));
    }
}
