using System.Collections.Concurrent;
using Lepton.ControllerRuntime.Hosting;
using Lepton.ControllerRuntime.LeaderElection;
using Lepton.Kubernetes.Models;
using Lepton.Testing.Fakes;
using Lepton.Testing.Logging;
using Microsoft.Extensions.Logging;

namespace Lepton.ControllerRuntime.Tests.Hosting;

public sealed class ControllerManagerTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly FakeResource<V1Lease> _leases = new();
    private readonly ConcurrentQueue<string> _log = new();
    private readonly ControllerManager _manager;
    private LeaderElector? _elector;

    public ControllerManagerTests() => _manager = new(time: _time);

    public void Dispose()
    {
        _manager.Dispose();
        _elector?.Dispose();
    }

    [Fact]
    [Trait("Rule", "Reconcile/start-order")]
    public async Task Phases_start_in_order_each_when_the_one_before_is_ready_and_stop_in_reverse()
    {
        var server = Add(_manager, RunPhase.Servers, waits: true);
        var cache = Add(_manager, RunPhase.Caches, waits: true);
        Add(_manager, RunPhase.LeaderWork);
        Add(_manager, RunPhase.Others);
        Add(_manager, RunPhase.Webhooks);
        await _manager.StartAsync(default);
        await LogAsync("+Servers");
        server.BeReady();
        await LogAsync("+Servers", "+Webhooks", "+Caches");
        cache.BeReady();
        await LogAsync("+Servers", "+Webhooks", "+Caches", "+Others", "+LeaderWork");
        await Eventually.EndAsync(_manager.Started);

        await Eventually.EndAsync(_manager.StopAsync(default));
        Assert.Equal(["-LeaderWork", "-Others", "-Caches", "-Webhooks", "-Servers"], _log.Skip(5));
        Assert.True(_manager.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    [Trait("Rule", "Reconcile/no-sync-within-2-min-fails-the-start")]
    public async Task A_cache_without_sync_fails_the_start_after_two_minutes()
    {
        Add(_manager, RunPhase.Servers);
        Add(_manager, RunPhase.Caches, waits: true);
        Add(_manager, RunPhase.LeaderWork);
        await _manager.StartAsync(default);
        await _time.AdvanceUntilAsync(() => _manager.Completion.IsCompleted, TimeSpan.FromSeconds(1));

        var error = await Assert.ThrowsAsync<TimeoutException>(() => _manager.Completion);
        Assert.Equal("Caches was not ready within 120 s: it was told not to be", error.Message);
        Assert.Equal(["+Servers", "+Caches", "-Caches", "-Servers"], _log);
    }

    [Fact]
    public async Task What_fails_ends_everything_and_is_reported()
    {
        Add(_manager, RunPhase.Servers);
        _manager.Add(RunPhase.Others, "broken", new ScriptedRunnable("broken", _log) { FailsWith = new InvalidOperationException("boom") });
        await _manager.StartAsync(default);

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => Eventually.EndAsync(_manager.Completion));
        Assert.Equal("broken ended with an error: boom", error.Message);
        Assert.Contains("-Servers", _log);
    }

    [Fact]
    public async Task Something_that_simply_ends_is_no_failure()
    {
        _manager.Add(RunPhase.Others, "short", new Runnable(_ => Task.CompletedTask));
        using var cancel = new CancellationTokenSource();
        var running = _manager.RunAsync(cancel.Token);
        await Eventually.EndAsync(_manager.Started);
        await cancel.CancelAsync();

        await Eventually.EndAsync(running);
    }

    [Fact]
    [Trait("Rule", "Reconcile/30-s-grace")]
    public async Task What_does_not_end_within_30_s_is_left_and_reported()
    {
        var slow = new ScriptedRunnable("slow", _log) { EndsSlowly = true };
        _manager.Add(RunPhase.LeaderWork, "slow", slow);
        Add(_manager, RunPhase.Servers);
        await _manager.StartAsync(default);
        await Eventually.EndAsync(_manager.Started);
        var stopping = _manager.StopAsync(default);
        await Eventually.EndAsync(slow.Told);
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(stopping.IsCompleted);
        await _time.AdvanceUntilAsync(() => stopping.IsCompleted, TimeSpan.FromSeconds(1));

        // Time goes on by some steps more while what ends is seen to end.
        Assert.InRange(_time.Elapsed, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(45));
        var error = await Assert.ThrowsAsync<TimeoutException>(() => _manager.Completion);
        Assert.Contains("30 s", error.Message, StringComparison.Ordinal);
        slow.Release();
    }

    [Fact]
    [Trait("Rule", "Reconcile/leader-work-ends-before-the-release")]
    public async Task Leader_work_waits_for_the_election_and_ends_before_the_lease_is_released()
    {
        string? holderAtEnd = null;
        using var manager = Elected();
        manager.Add(RunPhase.LeaderWork, "work", new ScriptedRunnable("work", _log) { OnEnd = () => holderAtEnd = Lease()?.Spec.HolderIdentity });
        _leases.Fault = _ => FakeFault.Fail(FakeErrors.Refused());
        await manager.StartAsync(default);
        await Eventually.TrueAsync(() => _leases.Requests.Count > 0);
        Assert.Empty(_log);

        _leases.Fault = null;
        await _time.AdvanceUntilAsync(() => manager.Started.IsCompleted);
        await Eventually.EndAsync(manager.StopAsync(default));
        Assert.Equal("me", holderAtEnd);
        Assert.Equal("", Lease()!.Spec.HolderIdentity);
    }

    [Fact]
    [Trait("Rule", "Reconcile/30-s-grace")]
    [Trait("Rule", "Reconcile/leader-work-ends-before-the-release")]
    public async Task Leader_work_that_does_not_end_keeps_its_lease()
    {
        using var manager = Elected();
        var slow = new ScriptedRunnable("slow", _log) { EndsSlowly = true };
        manager.Add(RunPhase.LeaderWork, "slow", slow);
        await manager.StartAsync(default);
        await Eventually.EndAsync(manager.Started);
        var stopping = manager.StopAsync(default);
        await _time.AdvanceUntilAsync(() => stopping.IsCompleted, TimeSpan.FromSeconds(0.5));

        var failure = await Assert.ThrowsAnyAsync<Exception>(() => manager.Completion);
        Assert.Contains("did not end within the grace period of", failure.Message, StringComparison.Ordinal);
        Assert.Equal("me", Lease()!.Spec.HolderIdentity);
        slow.Release();
    }

    [Fact]
    public async Task What_does_not_end_after_the_loss_of_leadership_is_not_said_to_have_had_the_grace_period()
    {
        using var logs = new LogCollector();
        using var manager = Elected(logs);
        var slow = new ScriptedRunnable("slow", _log) { EndsSlowly = true };
        manager.Add(RunPhase.Servers, "slow", slow);
        Add(manager, RunPhase.LeaderWork);
        await manager.StartAsync(default);
        await Eventually.EndAsync(manager.Started);
        _leases.Fault = _ => FakeFault.Fail(FakeErrors.Refused());
        await _time.AdvanceUntilAsync(() => manager.Completion.IsCompleted, TimeSpan.FromSeconds(0.5));
        var line = Assert.Single(logs.Lines, l => l.Message.Contains("slow did not end", StringComparison.Ordinal));
        Assert.EndsWith("slow did not end by the end of its lease, and leadership was lost", line.Message, StringComparison.Ordinal);
        slow.Release();
    }

    [Fact]
    [Trait("Rule", "LeaderElection/the-process-ends-after-loss")]
    public async Task The_loss_of_leadership_ends_the_work_and_the_process()
    {
        using var manager = Elected();
        Add(manager, RunPhase.Servers);
        Add(manager, RunPhase.LeaderWork);
        await manager.StartAsync(default);
        await Eventually.EndAsync(manager.Started);
        _leases.Fault = _ => FakeFault.Fail(FakeErrors.Refused());
        await _time.AdvanceUntilAsync(() => manager.Completion.IsCompleted, TimeSpan.FromSeconds(0.5));

        await Assert.ThrowsAsync<LeadershipLostException>(() => manager.Completion);
        Assert.Contains("-LeaderWork", _log);
        await Eventually.TrueAsync(() => _log.Contains("-Servers"));
    }

    [Fact]
    public async Task Stopping_while_waiting_for_the_election_is_clean()
    {
        using var manager = Elected();
        Add(manager, RunPhase.LeaderWork);
        _leases.Put(new V1Lease { Metadata = { Namespace = "ns", Name = "op" }, Spec = { HolderIdentity = "other", LeaseDurationSeconds = 15, RenewTime = _time.GetUtcNow() } });
        await manager.StartAsync(default);
        await Eventually.TrueAsync(() => _elector!.Leader == "other");
        await Eventually.EndAsync(manager.StopAsync(default));

        Assert.Empty(_log);
        Assert.True(manager.Completion.IsCompletedSuccessfully);
        Assert.Equal("other", Lease()!.Spec.HolderIdentity);
    }

    [Fact]
    public async Task Nothing_can_be_added_after_the_start()
    {
        await _manager.StartAsync(default);
        Assert.Throws<InvalidOperationException>(() => Add(_manager, RunPhase.Others));
        await Eventually.EndAsync(_manager.StopAsync(default));
    }

    private ControllerManager Elected(LogCollector? logs = null)
    {
        _elector = new(_leases, new() { Namespace = "ns", Name = "op", Identity = "me", Seed = 1 }, _time);
        return new(elector: _elector, time: _time, log: logs is null ? null : new Logger<ControllerManager>(logs));
    }

    private V1Lease? Lease() => _leases.All.SingleOrDefault();

    private ScriptedRunnable Add(ControllerManager manager, RunPhase phase, bool waits = false)
    {
        var runnable = new ScriptedRunnable(phase.ToString(), _log) { WaitsToBeReady = waits };
        manager.Add(phase, phase.ToString(), runnable);
        return runnable;
    }

    private async Task LogAsync(params string[] expected)
    {
        await Eventually.TrueAsync(() => _log.Count >= expected.Length);
        Assert.Equal(expected, _log);
    }
}
