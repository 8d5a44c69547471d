using Lepton.ControllerRuntime.Informers;
using Lepton.ControllerRuntime.Reconciling;
using Lepton.Kubernetes.Models;
using Lepton.Testing.Fakes;

namespace Lepton.ControllerRuntime.Tests.Reconciling;

public sealed class ControllerWatchTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly FakeResource<V1ConfigMap> _server = new();
    private readonly SharedInformer<V1ConfigMap> _informer;
    private readonly ScriptedReconciler _reconciler = new(_ => ReconcileResult.Success);
    private readonly Controller<string> _controller;
    private readonly CancellationTokenSource _stop = new();

    public ControllerWatchTests()
    {
        _informer = new(_server, time: _time);
        _controller = new(_reconciler, new() { Name = nameof(ControllerWatchTests), Time = _time });
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _controller.Dispose();
        await _informer.DisposeAsync();
        _stop.Dispose();
    }

    [Fact]
    public async Task Changes_become_keys_of_the_old_and_of_the_new_state()
    {
        _controller.Watch(_informer, m => [m.Data!["owner"]]);
        Put("m", "first");
        _informer.Start();
        var running = _controller.RunAsync(_stop.Token);
        await CallsAsync("first");
        Put("m", "second");
        await CallsAsync("first", "first", "second");
        _server.Remove("m", "ns");
        await CallsAsync("first", "first", "second", "second");
        await _stop.CancelAsync();
        await Eventually.EndAsync(running);
    }

    [Fact]
    public async Task Nothing_is_reconciled_before_the_caches_have_synced()
    {
        _server.Fault = _ => FakeFault.Hang;
        _controller.Watch(_informer, m => m.Metadata.Name!);
        _controller.Queue.Add("early");
        _informer.Start();
        var running = _controller.RunAsync(_stop.Token);
        await Eventually.TrueAsync(() => _server.Requests.Count == 1);
        await Task.Delay(20);
        Assert.Empty(_reconciler.Calls);

        _server.Fault = null;
        _informer.Interrupt(FakeErrors.Reset());
        await _time.AdvanceUntilAsync(() => _reconciler.Calls.Count == 1);
        await _stop.CancelAsync();
        await Eventually.EndAsync(running);
    }

    [Fact]
    [Trait("Rule", "Reconcile/no-sync-within-2-min-fails-the-start")]
    public async Task No_sync_within_two_minutes_fails_the_start_and_names_the_cache()
    {
        _server.Fault = _ => FakeFault.Fail(FakeErrors.Forbidden());
        _controller.Watch(_informer, m => m.Metadata.Name!);
        _informer.Start();
        var running = _controller.RunAsync(_stop.Token);
        await _time.AdvanceUntilAsync(() => running.IsCompleted, TimeSpan.FromSeconds(1));

        var error = await Assert.ThrowsAsync<TimeoutException>(() => running);
        Assert.Contains("configmaps", error.Message, StringComparison.Ordinal);
        Assert.Contains("120 s", error.Message, StringComparison.Ordinal);
        Assert.True(_time.Elapsed >= TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task A_watch_can_be_added_while_running_and_removed()
    {
        var running = _controller.RunAsync(_stop.Token);
        _informer.Start();
        var watch = _controller.Watch(_informer, m => m.Metadata.Name!);
        Put("a", "x");
        await CallsAsync("a");
        watch.Dispose();
        Put("b", "x");
        await Eventually.TrueAsync(() => _informer.Lister.Count == 2);
        _controller.Queue.Add("end");
        await CallsAsync("a", "end");
        await _stop.CancelAsync();
        await Eventually.EndAsync(running);
    }

    [Fact]
    public async Task A_filter_keeps_changes_away()
    {
        _controller.Watch(_informer, m => m.Data!["owner"], (before, now) => now is null || now.Data!["owner"] != "ignored");
        Put("a", "ignored");
        Put("b", "seen");
        _informer.Start();
        var running = _controller.RunAsync(_stop.Token);
        await CallsAsync("seen");
        await _stop.CancelAsync();
        await Eventually.EndAsync(running);
    }

    [Fact]
    public void Only_changes_of_the_desired_state_matter_to_who_writes_the_status()
    {
        V1ObjectMeta Meta(long? generation = 1, string? label = null, bool deleting = false, string? finalizer = null) => new()
        {
            Generation = generation,
            ResourceVersion = Guid.NewGuid().ToString(),
            Labels = label is null ? null : new() { ["l"] = label },
            DeletionTimestamp = deleting ? _time.GetUtcNow() : null,
            Finalizers = finalizer is null ? null : [finalizer],
        };
        bool Matters(V1ObjectMeta a, V1ObjectMeta b) => Changes.OfDesiredState(new V1ConfigMap { Metadata = a }, new V1ConfigMap { Metadata = b });

        Assert.False(Matters(Meta(), Meta()));
        Assert.False(Matters(Meta(label: "x"), Meta(label: "x")));
        Assert.True(Matters(Meta(1), Meta(2)));
        Assert.True(Matters(Meta(null), Meta(null)));
        Assert.True(Matters(Meta(label: "x"), Meta(label: "y")));
        Assert.True(Matters(Meta(), Meta(deleting: true)));
        Assert.True(Matters(Meta(), Meta(finalizer: "f")));
        Assert.True(Matters(new() { Uid = "1", Generation = 1 }, new() { Uid = "2", Generation = 1 }));
        Assert.True(Changes.OfDesiredState(null, new V1ConfigMap()));
    }

    [Fact]
    public void Keys_lead_from_an_object_to_itself_and_to_its_controller()
    {
        var pod = new V1Pod
        {
            Metadata =
            {
                Namespace = "ns",
                Name = "p",
                OwnerReferences =
                [
                    new() { ApiVersion = "v1", Kind = "ConfigMap", Name = "config" },
                    new() { ApiVersion = "apps/v1", Kind = "ReplicaSet", Name = "rs", Controller = true },
                ],
            },
        };

        Assert.Equal(new NamespacedName("ns", "p"), Keys.Self(pod));
        Assert.Equal([new NamespacedName("ns", "rs")], Keys.Controller("apps", "ReplicaSet")(pod));
        Assert.Equal([new NamespacedName("", "rs")], Keys.Controller("apps", "ReplicaSet", namespaced: false)(pod));
        Assert.Empty(Keys.Controller("", "ConfigMap")(pod));
        Assert.Empty(Keys.Controller("example.com", "ReplicaSet")(pod));
    }

    private void Put(string name, string owner) => _server.Put(new() { Metadata = { Namespace = "ns", Name = name }, Data = new() { ["owner"] = owner } });

    private async Task CallsAsync(params string[] expected)
    {
        await Eventually.TrueAsync(() => _reconciler.Calls.Count >= expected.Length);
        // A key added while it is being reconciled comes after others.
        Assert.Equal(expected.Order(), _reconciler.Calls.Order());
    }
}
