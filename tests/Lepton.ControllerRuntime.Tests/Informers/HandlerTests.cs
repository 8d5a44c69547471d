using Lepton.ControllerRuntime.Informers;
using Lepton.Kubernetes.Models;

namespace Lepton.ControllerRuntime.Tests.Informers;

public sealed class HandlerTests
{
    [Fact]
    [Trait("Rule", "Informer/slow-handler-blocks-no-other")]
    public async Task A_slow_handler_blocks_no_other()
    {
        await using var h = new InformerHarness();
        using var release = new Latch();
        var slow = new RecordingHandler { OnCall = _ => release.Wait() };
        var slowRegistration = h.Informer.AddHandler(slow);
        h.Put("a", "1");
        h.Put("b", "1");
        await h.StartAsync();
        for (var i = 2; i < 50; i++)
            h.Put("a", $"{i}");
        await h.CallsAsync(50);
        Assert.False(slowRegistration.HasSynced);
        Assert.True(h.Registration.HasSynced);
        Assert.Single(slow.Calls);

        release.Open();
        await Eventually.TrueAsync(() => slow.Calls.Count == 50);
        Assert.Equal(h.Handler.Calls, slow.Calls);
    }

    [Fact]
    [Trait("Rule", "Informer/synced-after-the-first-batch")]
    public async Task Synced_only_after_the_first_batch_is_processed()
    {
        await using var h = new InformerHarness();
        using var release = new Latch();
        var entered = new TaskCompletionSource();
        var slow = new RecordingHandler
        {
            OnCall = _ =>
            {
                entered.TrySetResult();
                release.Wait();
            },
        };
        var registration = h.Informer.AddHandler(slow);
        for (var i = 0; i < 3; i++)
            h.Put($"m{i}", "1");
        Assert.False(h.Informer.HasSynced);

        h.Informer.Start();
        await Eventually.EndAsync(entered.Task);
        await Eventually.EndAsync(h.Informer.WaitForSyncAsync());
        // In the cache everything is there; this handler has seen one of three.
        Assert.Equal(3, h.Informer.Lister.Count);
        Assert.False(registration.HasSynced);
        Assert.False(registration.WaitForSyncAsync().IsCompleted);

        release.Open();
        await Eventually.EndAsync(registration.WaitForSyncAsync());
        Assert.Equal(3, slow.Calls.Count);
    }

    [Fact]
    public async Task An_empty_list_is_synced_too()
    {
        await using var h = new InformerHarness();
        await h.StartAsync();

        Assert.True(h.Informer.HasSynced);
        Assert.Empty(h.Handler.Calls);
    }

    [Fact]
    public async Task A_handler_that_throws_gets_the_next_change()
    {
        await using var h = new InformerHarness();
        var throwing = new RecordingHandler { OnCall = call => throw new InvalidOperationException(call) };
        h.Informer.AddHandler(throwing);
        h.Put("a", "1");
        await h.StartAsync();
        h.Put("a", "2");
        h.Server.Remove("a", "ns");
        await Eventually.TrueAsync(() => throwing.Calls.Count == 3);

        Assert.Equal(["initial ns/a=1", "update ns/a=1->2", "delete ns/a=2"], throwing.Calls);
        Assert.True(h.Informer.Health.IsConnected);
    }

    [Fact]
    public async Task A_late_handler_gets_everything_that_is_cached_and_then_the_changes()
    {
        await using var h = new InformerHarness();
        h.Put("a", "1");
        await h.StartAsync();
        h.Put("a", "2");
        await h.CachedAsync("a", "2");
        var late = new RecordingHandler();
        var registration = h.Informer.AddHandler(late);
        await Eventually.EndAsync(registration.WaitForSyncAsync());
        Assert.Equal(["initial ns/a=2"], late.Calls);

        h.Put("b", "1");
        await Eventually.TrueAsync(() => late.Calls.Count == 2);
        Assert.Equal("add ns/b=1", late.Calls[1]);
    }

    [Fact]
    public async Task Handlers_added_while_changes_rain_each_see_a_history_without_gaps()
    {
        await using var h = new InformerHarness();
        await h.StartAsync();
        var handlers = new List<RecordingHandler>();
        for (var i = 0; i < 200; i++)
        {
            h.Put($"m{i % 7}", $"{i}");
            if (i % 3 == 0)
                h.Server.Remove($"m{i % 5}", "ns");
            if (i % 10 != 0)
                continue;
            handlers.Add(new());
            h.Informer.AddHandler(handlers[^1]);
        }

        var truth = h.Truth();
        await Eventually.TrueAsync(() => handlers.All(r => r.Describe().SequenceEqual(truth)));
        Assert.All(handlers, r => Assert.Empty(r.Contradictions));
    }

    [Fact]
    public async Task A_removed_handler_is_not_called_any_more()
    {
        await using var h = new InformerHarness();
        var other = new RecordingHandler();
        var registration = h.Informer.AddHandler(other);
        h.Put("a", "1");
        await h.StartAsync();
        await Eventually.EndAsync(registration.WaitForSyncAsync());
        registration.Dispose();
        h.Put("a", "2");
        await h.CallsAsync(2);

        Assert.Single(other.Calls);
    }

    [Fact]
    public async Task Objects_without_a_name_do_no_harm()
    {
        await using var h = new InformerHarness();
        await h.StartAsync();
        h.Server.Put(new V1ConfigMap { Metadata = { Name = "", Namespace = "ns" }, Data = new() { ["v"] = "nameless" } });
        h.Put("a", "1");
        await h.CallsAsync(1);

        Assert.Equal(["add ns/a=1"], h.Handler.Calls);
        Assert.True(h.Informer.Health.IsConnected);
        Assert.Equal(1, h.Informer.Lister.Count);
    }

    [Fact]
    public async Task Functions_make_a_handler()
    {
        await using var h = new InformerHarness();
        var changed = new List<string>();
        h.Informer.AddHandler(InformerHandler<V1ConfigMap>.ForAny(m =>
        {
            lock (changed)
                changed.Add(RecordingHandler.Value(m));
        }));
        h.Put("a", "1");
        await h.StartAsync();
        h.Put("a", "2");
        h.Server.Remove("a", "ns");
        await Eventually.TrueAsync(() =>
        {
            lock (changed)
                return changed.Count == 3;
        });

        Assert.Equal(["1", "2", "2"], changed);
    }
}
