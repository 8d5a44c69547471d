using System.Collections.Concurrent;
using Lepton.ControllerRuntime.LeaderElection;
using Lepton.Kubernetes.Models;
using Lepton.Testing.Fakes;

namespace Lepton.ControllerRuntime.Tests.LeaderElection;

public sealed class LeaderElectorTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly FakeResource<V1Lease> _leases = new();
    private readonly List<Candidate> _candidates = [];

    public async ValueTask DisposeAsync()
    {
        _leases.Fault = null;
        foreach (var candidate in _candidates)
            await candidate.DisposeAsync();
    }

    [Fact]
    public async Task The_first_creates_the_lease_and_leads()
    {
        var a = Stand("a");
        await a.LeadingAsync();

        var spec = Lease().Spec;
        Assert.Equal(("a", 15, 0), (spec.HolderIdentity, spec.LeaseDurationSeconds, spec.LeaseTransitions));
        Assert.Equal((_time.GetUtcNow(), _time.GetUtcNow()), (spec.AcquireTime, spec.RenewTime));
        Assert.True(a.Elector.IsLeader);
        Assert.Equal("a", a.Elector.Leader);
    }

    [Fact]
    public async Task The_leader_renews_every_two_seconds_and_keeps_its_acquire_time()
    {
        var a = Stand("a");
        await a.LeadingAsync();
        var acquired = Lease().Spec.AcquireTime;
        for (var i = 1; i <= 30; i++)
        {
            await StepAsync();
            await Eventually.TrueAsync(() => Lease().Spec.RenewTime == _time.GetUtcNow());
            Assert.Equal(TimeSpan.FromSeconds(2 * i), _time.Elapsed);
        }

        Assert.Equal((acquired, 0), (Lease().Spec.AcquireTime, Lease().Spec.LeaseTransitions));
        // One request per renewal: the lease is not read again.
        Assert.Single(_leases.RequestsOf("get"));
        Assert.Equal(30, _leases.RequestsOf("update").Count);
    }

    [Theory]
    [InlineData(-3600)]
    [InlineData(0)]
    [InlineData(3600)]
    [Trait("Rule", "LeaderElection/expiry-by-local-observation")]
    public async Task Expiry_is_counted_from_what_we_saw_and_never_by_the_remote_clock(int remoteClockSeconds)
    {
        _leases.Put(Held("gone", _time.GetUtcNow().AddSeconds(remoteClockSeconds)));
        var b = Stand("b");
        await b.SeesAsync("gone");
        await _time.AdvanceUntilAsync(() => b.IsWorking, TimeSpan.FromSeconds(0.25));

        Assert.True(_time.Elapsed >= TimeSpan.FromSeconds(15), $"taken over after {_time.Elapsed}");
        Assert.Equal(("b", 1), (Lease().Spec.HolderIdentity, Lease().Spec.LeaseTransitions));
    }

    [Fact]
    public async Task A_lease_that_goes_on_being_renewed_is_never_taken_however_old_its_times()
    {
        var longAgo = _time.GetUtcNow().AddDays(-1);
        _leases.Put(Held("alive", longAgo));
        var b = Stand("b");
        await b.SeesAsync("alive");
        for (var i = 1; i < 20; i++)
        {
            _leases.Put(Held("alive", longAgo.AddSeconds(i)));
            var seen = _leases.RequestsOf("get").Count;
            await _time.AdvanceUntilAsync(() => _leases.RequestsOf("get").Count > seen, TimeSpan.FromSeconds(0.25));
        }

        Assert.True(_time.Elapsed > TimeSpan.FromSeconds(30));
        Assert.False(b.IsWorking);
        Assert.Equal("alive", Lease().Spec.HolderIdentity);
    }

    [Fact]
    [Trait("Rule", "LeaderElection/one-failed-renewal-is-not-loss")]
    public async Task One_failed_renewal_is_not_loss()
    {
        var a = Stand("a");
        await a.LeadingAsync();
        _leases.Fault = _ => FakeFault.Fail(FakeErrors.InternalError());
        for (var i = 0; i < 3; i++)
            await StepAsync();
        Assert.True(a.Elector.IsLeader);

        _leases.Fault = null;
        await StepAsync();
        await Eventually.TrueAsync(() => Lease().Spec.RenewTime == _time.GetUtcNow());
        Assert.True(a.IsWorking);
        Assert.False(a.Running.IsCompleted);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Rule", "LeaderElection/renew-deadline-is-loss")]
    [Trait("Rule", "LeaderElection/no-renewal-follows-loss")]
    public async Task The_renew_deadline_is_loss_and_no_renewal_follows(bool hangs)
    {
        var a = Stand("a");
        await a.LeadingAsync();
        var attempts = new ConcurrentQueue<TimeSpan>();
        _leases.Fault = _ =>
        {
            attempts.Enqueue(_time.Elapsed);
            return hangs ? FakeFault.Hang : FakeFault.Fail(FakeErrors.Refused());
        };
        // Aside: one that tried for ever without a pause would do so in the callback of a timer.
        await Eventually.EndAsync(Task.Run(() => _time.AdvanceUntilAsync(() => a.Running.IsCompleted, TimeSpan.FromSeconds(0.25))));
        var lostAfter = _time.Elapsed;
        var requests = _leases.Requests.Count;
        _leases.Fault = null;
        _time.Advance(TimeSpan.FromMinutes(1));

        await Assert.ThrowsAsync<LeadershipLostException>(() => Eventually.EndAsync(a.Running));
        // Time goes on in steps, and by a few of them more while the work ends.
        Assert.InRange(lostAfter, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(14));
        // Not even while the work was told to end.
        Assert.All(attempts, at => Assert.True(at < TimeSpan.FromSeconds(10), $"renewed at {at}"));
        Assert.True(a.WasCancelled);
        Assert.False(a.Elector.IsLeader);
        Assert.Equal(requests, _leases.Requests.Count);
        Assert.Equal("a", Lease().Spec.HolderIdentity);
    }

    [Fact]
    public async Task A_process_that_was_stopped_and_goes_on_knows_that_its_time_is_over_before_it_does_anything()
    {
        var a = Stand("a");
        await a.LeadingAsync();
        await Eventually.TrueAsync(() => _time.NextTimer is not null);
        var requests = _leases.Requests.Count;
        // As after SIGSTOP: the clock went on, nothing of ours ran.
        _time.Suspend(TimeSpan.FromSeconds(20));
        Assert.False(a.Elector.IsLeader);

        await Assert.ThrowsAsync<LeadershipLostException>(() => Eventually.EndAsync(a.Running));
        Assert.Equal(requests, _leases.Requests.Count);
    }

    [Fact]
    public async Task Another_holder_is_loss_at_once()
    {
        var a = Stand("a");
        await a.LeadingAsync();
        await Eventually.TrueAsync(() => _time.NextTimer is not null);
        _leases.Put(Held("thief", _time.GetUtcNow()));
        await StepAsync();

        var error = await Assert.ThrowsAsync<LeadershipLostException>(() => Eventually.EndAsync(a.Running));
        Assert.Contains("thief", error.Message, StringComparison.Ordinal);
        Assert.True(a.WasCancelled);
    }

    [Fact]
    public async Task A_stranger_who_touched_the_lease_costs_one_more_request_and_nothing_else()
    {
        var a = Stand("a");
        await a.LeadingAsync();
        await Eventually.TrueAsync(() => _time.NextTimer is not null);
        var touched = Lease();
        touched.Metadata.Annotations = new() { ["seen"] = "yes" };
        _leases.Put(touched);
        await StepAsync();
        await Eventually.TrueAsync(() => Lease().Spec.RenewTime == _time.GetUtcNow());

        Assert.True(a.Elector.IsLeader);
        Assert.Equal("yes", Lease().Metadata.Annotations!["seen"]);
    }

    [Fact]
    [Trait("Rule", "LeaderElection/release-empties-the-holder")]
    public async Task Release_empties_the_holder_with_a_duration_of_one_second_and_the_next_need_not_wait()
    {
        var a = Stand("a");
        await a.LeadingAsync();
        var b = Stand("b");
        await b.SeesAsync("a");
        await a.StopAsync();
        Assert.Equal(("", 1), (Lease().Spec.HolderIdentity, Lease().Spec.LeaseDurationSeconds));

        var before = _time.Elapsed;
        await _time.AdvanceUntilAsync(() => b.IsWorking, TimeSpan.FromSeconds(0.25));
        Assert.Equal(("b", 15, 1), (Lease().Spec.HolderIdentity, Lease().Spec.LeaseDurationSeconds, Lease().Spec.LeaseTransitions));
        Assert.True(_time.Elapsed - before < TimeSpan.FromSeconds(15), $"waited {_time.Elapsed - before}");
    }

    [Fact]
    public async Task The_lease_is_renewed_until_cancelled_work_has_really_ended()
    {
        var a = Stand("a", slow: true);
        await a.LeadingAsync();
        a.Cancel();
        await Eventually.TrueAsync(() => a.WasCancelled);
        for (var i = 0; i < 10; i++)
            await StepAsync();
        await Eventually.TrueAsync(() => Lease().Spec.RenewTime >= _time.GetUtcNow().AddSeconds(-2));
        Assert.Equal("a", Lease().Spec.HolderIdentity);

        a.Release();
        await Eventually.EndAsync(a.Running);
        Assert.Equal("", Lease().Spec.HolderIdentity);
    }

    [Fact]
    public async Task Work_that_fails_is_reported_and_the_lease_left_to_expire()
    {
        using var elector = new LeaderElector(_leases, Options("a"), _time);
        var running = elector.RunAsync(_ => throw new InvalidOperationException("boom"), default);

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => Eventually.EndAsync(running));
        Assert.Equal("boom", error.Message);
        Assert.Equal("a", Lease().Spec.HolderIdentity);
    }

    [Fact]
    public async Task Whoever_leads_is_told()
    {
        _leases.Put(Held("other", _time.GetUtcNow()));
        using var elector = new LeaderElector(_leases, Options("b"), _time);
        var told = new List<string>();
        elector.LeaderChanged += (_, change) =>
        {
            told.Add(change.Leader);
            throw new InvalidOperationException("listener");
        };
        using var cancel = new CancellationTokenSource();
        var running = elector.RunAsync(token => Task.Delay(Timeout.Infinite, token), cancel.Token);
        await _time.AdvanceUntilAsync(() => elector.IsLeader, TimeSpan.FromSeconds(0.25));
        await cancel.CancelAsync();
        await Eventually.EndAsync(running);

        Assert.Equal(["other", "b", ""], told);
    }

    [Fact]
    public async Task Losing_the_race_for_a_free_lease_is_no_error()
    {
        var a = Stand("a");
        var b = Stand("b");
        await Eventually.TrueAsync(() => a.IsWorking || b.IsWorking);
        await _time.AdvanceUntilAsync(() => _leases.RequestsOf("get").Count >= 4, TimeSpan.FromSeconds(0.25));

        Assert.True(a.IsWorking ^ b.IsWorking);
    }

    /// <summary>Lets the time pass until the candidate that waits acts again, and lets it act.</summary>
    private async Task StepAsync()
    {
        await Eventually.TrueAsync(() => _time.NextTimer <= TimeSpan.FromSeconds(2));
        var requests = _leases.Requests.Count;
        _time.Advance(_time.NextTimer!.Value);
        await Eventually.TrueAsync(() => _leases.Requests.Count > requests && _time.NextTimer is null or { Ticks: <= 2 * TimeSpan.TicksPerSecond });
    }

    private V1Lease Lease() => _leases.All.Single();

    private static V1Lease Held(string holder, DateTimeOffset renewed) => new()
    {
        Metadata = { Namespace = "ns", Name = "op" },
        Spec = { HolderIdentity = holder, LeaseDurationSeconds = 15, AcquireTime = renewed, RenewTime = renewed, LeaseTransitions = 0 },
    };

    private static LeaderElectionOptions Options(string identity) => new() { Namespace = "ns", Name = "op", Identity = identity, Seed = 1 };

    private Candidate Stand(string identity, bool slow = false)
    {
        var candidate = new Candidate(new(_leases, Options(identity), _time), slow);
        _candidates.Add(candidate);
        return candidate;
    }
}
