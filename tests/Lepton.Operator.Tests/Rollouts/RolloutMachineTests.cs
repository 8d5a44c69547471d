using Lepton.Api;
using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Operator.Rollouts;

namespace Lepton.Operator.Tests.Rollouts;

public sealed class RolloutMachineTests
{
    private readonly RolloutScene _scene = new();

    [Fact]
    public void Cluster_by_cluster_and_then_it_is_the_good_one()
    {
        _scene.Turn(2);
        Assert.Equal(("a:Updating b:Pending c:Pending", "a2 b1 c1"), (_scene.States, _scene.Revisions));
        Assert.Equal("revision 2 is at work in 0 of 3 clusters, on its way in a", _scene.Rollout.Message);
        Assert.Equal("a:Updating b:Pending c:Pending", _scene.Turn().States);
        Assert.Equal("a:Updated b:Updating c:Pending", _scene.Becomes("a").States);
        Assert.Equal("a:Updated b:Updated c:Updating", _scene.Becomes("b").States);
        _scene.Becomes("c");
        Assert.Null(_scene.Status.Rollout);
        Assert.Equal((2, RolloutScene.New), (_scene.Status.Revision!.Number, _scene.Status.Revision.Hash));
    }

    [Fact]
    public void Nothing_begins_before_the_new_revision_is_kept() => Assert.Null(_scene.Turn().Status.Rollout);

    [Fact]
    public void Several_at_once_but_of_several_clusters_one_keeps_the_old_revision_until_another_has_proven_the_new_one()
    {
        _scene.Rules = _scene.Rules! with { MaxClustersAtOnce = 9 };
        Assert.Equal("a:Updating b:Updating c:Pending", _scene.Turn(2).States);
        Assert.Equal("a:Updated b:Updating c:Updating", _scene.Becomes("a").States);
    }

    [Fact]
    public void A_single_cluster_begins_at_once()
    {
        _scene.Clusters.RemoveRange(1, 2);
        Assert.Equal("a:Updating", _scene.Turn(2).States);
        Assert.Null(_scene.Becomes("a").Status.Rollout);
    }

    [Fact]
    public void Stages_come_in_their_order_and_are_left_alone_for_their_pause()
    {
        _scene.Rules = _scene.Rules! with { Stages = [new RolloutStage { Pause = "5m" }], MaxClustersAtOnce = 2 };
        (_scene.Clusters[0], _scene.Clusters[2]) = (("c", 0), ("a", 1));
        _scene.Clusters[1] = ("b", 1);
        Assert.Equal("a:Pending b:Pending c:Updating", _scene.Turn(2).States);
        Assert.Equal("a:Pending b:Pending c:Updated", _scene.Becomes("c").States);
        Assert.Contains("the next stage begins at 2026-03-01T12:05:00Z", _scene.Rollout.Message, StringComparison.Ordinal);
        Assert.Equal(_scene.Now.AddMinutes(5), RolloutProgress.Wake(_scene.Rollout, _scene.Rules, _scene.Clusters, _scene.Now));
        Assert.Equal("a:Pending b:Pending c:Updated", _scene.After(TimeSpan.FromMinutes(4)).States);
        Assert.Equal("a:Updating b:Updating c:Updated", _scene.After(TimeSpan.FromMinutes(1)).States);
    }

    [Fact]
    public void Ready_has_to_last()
    {
        _scene.Rules = _scene.Rules! with { MinReady = TimeSpan.FromSeconds(30) };
        Assert.Equal("a:Updating b:Pending c:Pending", _scene.Turn(2).Becomes("a").States);
        Assert.Equal(_scene.Now.AddSeconds(30), RolloutProgress.Wake(_scene.Rollout, _scene.Rules, _scene.Clusters, _scene.Now));
        _scene.Now += TimeSpan.FromSeconds(20);
        // A break begins it anew.
        _scene.Becomes("a", "half").Becomes("a");
        Assert.Equal("a:Updating b:Pending c:Pending", _scene.After(TimeSpan.FromSeconds(20)).States);
        Assert.Equal("a:Updated b:Updating c:Pending", _scene.After(TimeSpan.FromSeconds(10)).States);
    }

    [Fact]
    public void Too_late_leads_all_back()
    {
        _scene.Turn(2).Becomes("a");
        Assert.Equal(_scene.Now.AddMinutes(10), RolloutProgress.Wake(_scene.Rollout, _scene.Rules!, _scene.Clusters, _scene.Now));
        Assert.Equal(RolloutPhase.Progressing, _scene.After(TimeSpan.FromMinutes(9)).Rollout.Phase);
        _scene.After(TimeSpan.FromMinutes(1));
        Assert.Equal((RolloutPhase.RollingBack, "a1 b1 c1", "a:Updating b:Updated c:Pending"), (_scene.Rollout.Phase, _scene.Revisions, _scene.States));
        Assert.Equal("revision 2 failed in b: 1 of 2 replicas are ready, and 600 s have passed (rollout.progressDeadline and loadTime); all clusters return to revision 1", _scene.Rollout.Message);
        Assert.Equal(RolloutPhase.RollingBack, _scene.Turn().Rollout.Phase);
        Assert.Equal(RolloutPhase.RolledBack, _scene.Becomes("a", RolloutScene.Good).Rollout.Phase);
        Assert.Equal(1, _scene.Status.Revision!.Number);
        // And stays so until the spec changes.
        Assert.Equal(RolloutPhase.RolledBack, _scene.After(TimeSpan.FromDays(1)).Rollout.Phase);
    }

    [Fact]
    public void A_crash_loop_is_not_waited_for_and_where_it_is_asked_for_the_rollout_only_stops()
    {
        _scene.Rules = _scene.Rules! with { Rollback = false };
        _scene.Turn(2).Becomes("a");
        _scene.Failing["b"] = "pod x is in a crash loop";
        _scene.Turn();
        Assert.Equal((RolloutPhase.Halted, "a2 b2 c1"), (_scene.Rollout.Phase, _scene.Revisions));
        Assert.Equal("revision 2 failed in b: pod x is in a crash loop; no further cluster gets it (rollout.onFailure is Halt)", _scene.Rollout.Message);
    }

    [Fact]
    public void A_cluster_that_was_done_and_begins_to_crash_fails_it_too()
    {
        _scene.Turn(2).Becomes("a");
        _scene.Failing["a"] = "pod x is in a crash loop";
        Assert.Equal(RolloutPhase.RollingBack, _scene.Turn().Rollout.Phase);
    }

    [Fact]
    public void A_cluster_that_cannot_be_reached_is_no_failure_and_holds_nobody_up()
    {
        _scene.Turn(2);
        _scene.Silent.Add("a");
        Assert.Equal("a:Unreachable b:Updating c:Pending", _scene.After(TimeSpan.FromHours(1)).States);
        _scene.Becomes("b").Becomes("c");
        Assert.Equal("a:Unreachable b:Updated c:Updated", _scene.States);
        Assert.Contains("waits for a, which cannot be reached", _scene.Rollout.Message, StringComparison.Ordinal);
        _scene.Silent.Clear();
        // It has its whole time again.
        Assert.Equal("a:Updating b:Updated c:Updated", _scene.Turn().States);
        Assert.Equal(RolloutPhase.Progressing, _scene.After(TimeSpan.FromMinutes(9)).Rollout.Phase);
        Assert.Null(_scene.Becomes("a").Status.Rollout);
    }

    [Fact]
    public void Another_change_begins_anew_and_first_where_what_runs_was_never_good()
    {
        _scene.Turn(2).Becomes("a");
        _scene.Hash = RolloutScene.Newest;
        _scene.Turn(3);
        // a runs 2, is given 3 as the first; b, which was on its way to 2, stays as it is until its turn.
        Assert.Equal(("a:Updating b:Pending c:Pending", "a3 b2 c1"), (_scene.States, _scene.Revisions));
        _scene.Becomes("a", RolloutScene.Newest);
        Assert.Equal("a3 b3 c1", _scene.Revisions);
        _scene.Failing["b"] = "no";
        Assert.Equal("a1 b1 c1", _scene.Turn().Revisions);
    }

    [Fact]
    public void The_good_revision_in_the_spec_again_ends_it_at_once()
    {
        _scene.Turn(2);
        _scene.Hash = RolloutScene.Good;
        Assert.Null(_scene.Turn().Status.Rollout);
        Assert.Equal(1, _scene.Status.Revision!.Number);
    }

    [Fact]
    public void After_a_failure_a_new_change_begins_from_the_good_revision()
    {
        _scene.Turn(2);
        _scene.Failing["a"] = "no";
        _scene.Turn();
        _scene.Failing.Clear();
        _scene.Hash = RolloutScene.Newest;
        _scene.Turn(3);
        Assert.Equal((RolloutPhase.Progressing, "a3 b1 c1"), (_scene.Rollout.Phase, _scene.Revisions));
    }

    [Fact]
    public void A_cluster_that_comes_has_the_good_revision_until_its_turn_and_one_that_goes_is_not_waited_for()
    {
        _scene.Turn(2).Becomes("a");
        _scene.Clusters.RemoveAt(1);
        _scene.Clusters.Add(("d", 0));
        _scene.Ready["d"] = RolloutScene.Good;
        Assert.Equal("a2 c2 d1", _scene.Turn().Revisions);
        _scene.Becomes("c").Becomes("d");
        Assert.Null(_scene.Status.Rollout);
    }

    [Fact]
    public void Paused_no_cluster_begins_and_those_that_have_begun_go_on()
    {
        _scene.Turn(2);
        _scene.Rules = _scene.Rules! with { Paused = true };
        Assert.Equal("a:Updated b:Pending c:Pending", _scene.Becomes("a").States);
        Assert.EndsWith("; no further cluster begins: spec.rollout.paused is true", _scene.Rollout.Message, StringComparison.Ordinal);
        _scene.Rules = _scene.Rules with { Paused = false };
        Assert.Equal("a:Updated b:Updating c:Pending", _scene.Turn().States);
    }

    [Fact]
    public void Without_an_order_there_is_no_rollout_and_what_is_seen_at_work_is_the_good_revision()
    {
        _scene.Rules = null;
        Assert.Equal(1, _scene.Turn().Status.Revision!.Number);
        Assert.Equal((2, null), (_scene.Turn(2).Status.Revision!.Number, _scene.Status.Rollout));
    }

    [Fact]
    public void An_order_given_up_in_the_middle_lets_all_go_on_but_what_has_failed_stays_back()
    {
        _scene.Turn(2);
        var rules = _scene.Rules;
        _scene.Rules = null;
        Assert.Null(_scene.Turn().Status.Rollout);
        _scene.Rules = rules;
        _scene.Failing["a"] = "no";
        _scene.Turn(3).Turn();
        _scene.Rules = null;
        Assert.Equal(RolloutPhase.RolledBack, _scene.Turn().Rollout.Phase);
    }
}
