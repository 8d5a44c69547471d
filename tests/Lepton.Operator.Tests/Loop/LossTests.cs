using Lepton.Api.Policies;
using Lepton.Kubernetes.Models;

namespace Lepton.Operator.Tests.Loop;

/// <summary>Members that stop answering, and return.</summary>
public sealed class LossTests : IAsyncLifetime
{
    private readonly World _world = new World().Cloud("aws", 10).Cloud("gcp", 12).With(Make.Policy("default", s => s.Failover.GracePeriod = "20s"));

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task A_lost_cluster_is_waited_for_then_its_work_runs_elsewhere_and_its_return_leaves_nothing_twice()
    {
        _world.With(Make.Model("m", 1)).Start();
        await _world.ReadyAsync("m");
        var before = _world.Time.Elapsed;
        _world.Silence("aws");
        await _world.UntilAsync(() => _world.Condition("m", "Degraded")?.Status == "True");
        Assert.Equal("1@aws", _world.Where("m"));
        await _world.UntilAsync(() => _world.Where("m") == "1@gcp");
        Assert.True(_world.Time.Elapsed - before >= TimeSpan.FromSeconds(20), $"given up after {_world.Time.Elapsed - before}");
        await _world.UntilAsync(() => _world.Condition("m", "Ready")?.Status == "True" && _world.Condition("m", "Degraded")?.Status == "False");
        Assert.Contains("ClusterLost", _world.Events.Of("m"));
        Assert.Single(_world.In<V1Deployment>("aws"));

        _world.Edit(_world.Provider("aws"), p => p.Spec.Pricing!.GpuHour![0].DollarsPerGpuHour = 30);
        _world.Return("aws");
        await _world.UntilAsync(() => _world.In<V1Deployment>("aws").Count == 0);
        Assert.Equal("1@gcp", _world.Where("m"));
    }

    [Fact]
    public async Task What_a_lost_cluster_went_on_running_is_taken_up_again_where_nothing_is_purged()
    {
        _world.Edit(_world.Hub.Fake<PlacementPolicy>().All[0], p => p.Spec.Failover.Purge = PurgeMode.Never);
        _world.With(Make.Model("m", 1)).Start();
        await _world.ReadyAsync("m");
        var before = Assert.Single(_world.In<V1Deployment>("aws")).Metadata.Uid;
        _world.Silence("aws");
        await _world.UntilAsync(() => _world.Where("m") == "1@gcp" && _world.Condition("m", "Ready")?.Status == "True");
        // It serves elsewhere, and what aws may still run is remembered.
        await _world.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(["aws", "gcp"], _world.Model("m")!.Status!.Placements!.Select(p => p.Cluster));

        // Money is no reason.
        _world.Edit(_world.Provider("aws"), p => p.Spec.Pricing!.GpuHour![0].DollarsPerGpuHour = 12);
        _world.Return("aws");
        await _world.UntilAsync(() => _world.Where("m") == "1@aws" && _world.In<V1Deployment>("gcp").Count == 0);
        Assert.Contains("ClusterReturned", _world.Events.Of("m"));
        Assert.Equal(before, Assert.Single(_world.In<V1Deployment>("aws")).Metadata.Uid);
    }

    [Fact]
    public async Task Where_a_person_is_asked_nothing_moves_before_the_annotation_names_the_cluster()
    {
        _world.Edit(_world.Hub.Fake<PlacementPolicy>().All[0], p => p.Spec.Failover.Mode = FailoverMode.Manual);
        _world.With(Make.Model("m", 1)).Start();
        await _world.ReadyAsync("m");
        _world.Silence("aws");
        await _world.UntilAsync(() => _world.Condition("m", "Degraded")?.Message?.Contains("lepton.ai/approve-failover=aws", StringComparison.Ordinal) == true);
        await _world.PassAsync(TimeSpan.FromMinutes(2));
        Assert.Equal("1@aws", _world.Where("m"));
        var model = _world.Model("m")!;
        model.Metadata.Annotations = new() { [FailoverPolicy.ApprovalAnnotation] = "aws" };
        _world.Hub.Fake<Api.Models.LeptonModel>().Put(model);
        await _world.UntilAsync(() => _world.Where("m") == "1@gcp");
    }

    [Fact]
    public async Task A_run_without_a_fence_is_waited_for_and_says_so()
    {
        _world.With(Make.Gang("t", 1)).Start();
        await _world.ReadyAsync("t");
        _world.Silence("aws");
        await _world.UntilAsync(() => _world.Condition("t", "Degraded")?.Message?.Contains("failover.trainingFence is not set", StringComparison.Ordinal) == true);
        await _world.PassAsync(TimeSpan.FromMinutes(10));
        Assert.Equal("1@aws", _world.Where("t"));
        Assert.Empty(_world.In<V1Job>("gcp"));
    }

    [Fact]
    public async Task A_fenced_run_is_kept_going_while_its_cluster_is_reached_and_moves_only_when_it_has_surely_ended()
    {
        _world.Edit(_world.Hub.Fake<PlacementPolicy>().All[0], p => p.Spec.Failover.TrainingFence = "2m");
        _world.With(Make.Gang("t", 1)).Start();
        await _world.ReadyAsync("t");
        // The deadline keeps ahead of the clock, by the fence at most.
        await _world.UntilAsync(() => Deadline() - Ran() is > 60 and <= 121 && Ran() > 300);

        var silence = _world.Time.Elapsed;
        _world.Silence("aws");
        await _world.UntilAsync(() => _world.In<V1Job>("gcp").Count == 1);
        var waited = _world.Time.Elapsed - silence;
        Assert.True(waited >= TimeSpan.FromSeconds(120 + 30 + 60), $"the next run began after {waited}");
        // By then the cluster's own Job controller had ended the old one, and nobody moved its deadline.
        Assert.True(Ran() > Deadline() + 30, $"the old run had {Deadline()} s from its start, of which {Ran()} had passed");

        _world.Return("aws");
        await _world.UntilAsync(() => _world.In<V1Job>("aws").Count == 0 && _world.Where("t") == "1@gcp");

        long Deadline() => _world.In<V1Job>("aws") is [var job, ..] ? (long?)job.Json["spec"]?["activeDeadlineSeconds"] ?? 0 : 0;
        double Ran() => _world.In<V1Job>("aws") is [{ } job, ..] && DateTimeOffset.TryParse((string?)job.Json["status"]?["startTime"], out var start) ? (_world.Time.GetUtcNow() - start).TotalSeconds : 0;
    }

    [Fact]
    public async Task A_fenced_run_with_a_checkpoint_goes_back_when_its_cluster_has_returned_and_is_never_in_two()
    {
        _world.Edit(_world.Hub.Fake<PlacementPolicy>().All[0], p =>
            (p.Spec.Failover.TrainingFence, p.Spec.Failover.Failback, p.Spec.Failover.FailbackDelay, p.Spec.Rebalance.Mode) = ("2m", FailbackMode.Automatic, "1m", RebalanceMode.Disabled));
        var run = Make.Gang("t", 1);
        run.Spec.Training!.Checkpoint = new Api.Models.TrainingCheckpoint { Grace = "1m" };
        _world.With(run).Start();
        await _world.ReadyAsync("t");
        _world.Silence("aws");
        await _world.UntilAsync(() => _world.Where("t") == "1@gcp" && _world.Condition("t", "Ready")?.Status == "True");
        Assert.Equal("aws", Assert.Single(_world.Model("t")!.Status!.Failback!.Places!).Cluster);

        _world.Return("aws");
        await _world.UntilAsync(() => _world.In<V1Job>("aws").Count == 0);
        var twice = 0;
        await _world.UntilAsync(() =>
        {
            twice += _world.In<V1Job>("aws").Count > 0 && _world.In<V1Job>("gcp").Count > 0 ? 1 : 0;
            return _world.Where("t") == "1@aws" && _world.Condition("t", "Ready")?.Status == "True" && _world.Model("t")!.Status!.Migration is null && _world.In<V1Job>("gcp").Count == 0;
        });
        Assert.Contains("FailedBack", _world.Events.Of("t"));
        Assert.Equal(0, twice);
    }

    [Fact]
    public async Task Restarts_of_the_operator_do_not_put_the_way_back_off()
    {
        _world.Edit(_world.Hub.Fake<PlacementPolicy>().All[0], p => (p.Spec.Failover.Failback, p.Spec.Failover.FailbackDelay, p.Spec.Rebalance.Mode) = (FailbackMode.Automatic, "10m", RebalanceMode.Disabled));
        _world.With(Make.Model("m", 1)).Start();
        await _world.ReadyAsync("m");
        _world.Silence("aws");
        await _world.UntilAsync(() => _world.Where("m") == "1@gcp" && _world.Condition("m", "Ready")?.Status == "True");
        _world.Return("aws");
        await _world.UntilAsync(() => _world.Model("m")!.Status!.Failback?.BackSince is not null);
        var since = _world.Model("m")!.Status!.Failback!.BackSince!.Value;
        for (var restart = 0; restart < 2; restart++)
        {
            await _world.PassAsync(TimeSpan.FromMinutes(4));
            await _world.StopAsync();
            _world.Start();
        }

        await _world.UntilAsync(() => _world.Where("m") == "1@aws");
        Assert.InRange((_world.Time.GetUtcNow() - since).TotalMinutes, 10, 12);
        Assert.Contains("FailedBack", _world.Events.Of("m"));
    }

    [Fact]
    public async Task A_short_silence_moves_nothing()
    {
        _world.With(Make.Model("m", 1)).Start();
        await _world.ReadyAsync("m");
        _world.Silence("aws");
        await _world.UntilAsync(() => _world.Condition("m", "Degraded")?.Status == "True");
        _world.Return("aws");
        await _world.UntilAsync(() => _world.Condition("m", "Degraded")?.Status == "False");
        await _world.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal("1@aws", _world.Where("m"));
        Assert.Empty(_world.In<V1Deployment>("gcp"));
    }

    [Fact]
    public async Task A_policy_may_wait_for_ever()
    {
        _world.Edit(_world.Hub.Fake<PlacementPolicy>().All[0], p => p.Spec.Failover.Mode = FailoverMode.Never);
        _world.With(Make.Model("m", 1)).Start();
        await _world.ReadyAsync("m");
        _world.Silence("aws");
        await _world.UntilAsync(() => _world.Condition("m", "Degraded")?.Status == "True");
        await _world.PassAsync(TimeSpan.FromMinutes(2));
        Assert.Equal("1@aws", _world.Where("m"));
    }

    [Fact]
    public async Task A_member_that_fails_stops_no_other()
    {
        _world.Silence("aws");
        _world.With(Make.Model("m", 1)).Start();
        await _world.ReadyAsync("m");
        Assert.Equal("1@gcp", _world.Where("m"));
        await _world.UntilAsync(() => _world.Provider("aws").Status?.Conditions?.Find(c => c.Type == "Ready")?.Status == "False");
        Assert.Contains("Connection refused", _world.Provider("aws").Status!.Clusters![0].Conditions!.Find(c => c.Type == "Reachable")!.Message, StringComparison.Ordinal);
        Assert.Equal("True", _world.Provider("gcp").Status!.Conditions!.Find(c => c.Type == "Ready")!.Status);
    }

    [Fact]
    public async Task Nodes_that_go_are_seen_and_what_ran_on_them_is_placed_elsewhere()
    {
        _world.With(Make.Model("m", 1)).Start();
        await _world.ReadyAsync("m");
        foreach (var node in _world["aws"].Fake<Operator.State.MemberNode>().All)
            _world["aws"].Fake<Operator.State.MemberNode>().Remove(node.Metadata.Name!);
        await _world.UntilAsync(() => _world.Where("m") == "1@gcp");
        Assert.Contains("PoolLost", _world.Events.Of("m"));
        Assert.Contains("has no node left", _world.Model("m")!.Status!.Decision!.Message, StringComparison.Ordinal);
    }
}
