using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Operator.Planning;
using Lepton.Operator.State;

namespace Lepton.Operator.Tests.Planning;

/// <summary>m ran with two replicas at aws for 10 a GPU; aws was lost and m runs at gcp, for as much. Rebalancing is off, so that nothing else moves it.</summary>
public sealed class FailbackTests
{
    [Fact]
    public void When_the_cluster_has_been_back_for_long_enough_the_model_goes_back()
    {
        var fleet = Lost();
        Assert.Equal("2@gcp", Placed(fleet));
        Assert.Equal((FailbackHold.ClusterAway, "aws", 2), (Record(fleet).Reason, Record(fleet).Places!.Single().Cluster, Record(fleet).Places!.Single().Replicas));

        fleet.Health("aws", MemberHealth.Healthy, TimeSpan.FromMinutes(4));
        fleet.Decide();
        Assert.Equal((FailbackHold.Settling, "2@gcp"), (Record(fleet).Reason, Placed(fleet)));
        Assert.Contains("it goes back at 2026-03-01 12:06:00Z", Record(fleet).Message, StringComparison.Ordinal);
        Assert.Equal(fleet.Now.AddMinutes(6), fleet.Facts.NextDeadline());
        var timing = fleet.Facts.Timing(fleet["m"]);

        fleet.Now = fleet.Now.AddMinutes(6);
        Assert.NotEqual(timing, fleet.Facts.Timing(fleet["m"]));
        var plan = Fleet.Of(fleet.Decide(), "m");
        Assert.Equal((PlanReason.FailedBack, "2@aws"), (plan.Reason, Placed(fleet)));
        Assert.Contains("back where it was before 2026-03-01 12:00:00Z; the move costs $", plan.Message, StringComparison.Ordinal);
        Assert.True(plan.Move!.Cost > 0);
        // One way back for one loss.
        Assert.Null(fleet["m"].Status!.Failback);
        Assert.False(Fleet.Of(fleet.Plan(), "m").Changed);
    }

    [Fact]
    public void A_restart_does_not_begin_the_delay_anew_but_a_silence_does()
    {
        var fleet = Lost();
        fleet.Health("aws", MemberHealth.Healthy, TimeSpan.Zero);
        fleet.Decide();
        var back = fleet.Now;
        Assert.Equal((FailbackHold.Settling, back), (Record(fleet).Reason, Record(fleet).BackSince));
        // A new process looks, six minutes later.
        fleet.Now = fleet.Now.AddMinutes(6);
        fleet.Health("aws", MemberHealth.Healthy, TimeSpan.Zero, first: true);
        fleet.Decide();
        Assert.Equal((back, back.AddMinutes(10)), (Record(fleet).BackSince, fleet.Facts.NextDeadline()));
        // The cluster is silent for a moment, and it counts from its return.
        fleet.Health("aws", MemberHealth.Unreachable, TimeSpan.Zero);
        fleet.Decide();
        Assert.Equal((FailbackHold.ClusterAway, null), (Record(fleet).Reason, Record(fleet).BackSince));
        fleet.Health("aws", MemberHealth.Healthy, TimeSpan.Zero);
        fleet.Decide();
        fleet.Now = fleet.Now.AddMinutes(9);
        fleet.Health("aws", MemberHealth.Healthy, TimeSpan.Zero, first: true);
        fleet.Decide();
        Assert.Equal("2@gcp", Placed(fleet));
        fleet.Now = fleet.Now.AddMinutes(1);
        Assert.Equal(PlanReason.FailedBack, Fleet.Of(fleet.Decide(), "m").Reason);
    }

    [Fact]
    public void It_is_made_before_it_breaks_and_rolled_back_when_it_fails()
    {
        var fleet = Back();
        var plan = fleet.Plan();
        DecisionWriter.Apply(fleet["m"], Fleet.Of(plan, "m"), plan, _ => MemberHealth.Healthy, fleet.Now);
        var status = fleet["m"].Status!;
        Assert.Equal([("aws", PlacementState.Pending), ("gcp", PlacementState.Draining)], status.Placements!.Select(p => (p.Cluster, p.State)));
        Assert.Equal((MigrationStrategy.MakeBeforeBreak, "FailedBack", MigrationPhase.Starting), (status.Migration!.Strategy, status.Migration.Reason, status.Migration.Phase));

        foreach (var placement in status.Placements!.Where(p => p.Cluster == "aws"))
            placement.ReadyReplicas = 0;
        fleet.Now = fleet.Now.AddHours(1);
        var failed = Fleet.Of(fleet.Plan(), "m");
        Assert.Equal((PlanReason.RolledBack, "2@gcp"), (failed.Reason, Fleet.Where(failed)));
        Assert.Null(failed.Failback);
    }

    [Fact]
    public void Unless_the_policy_says_Never()
    {
        var fleet = Lost(s => s.Failover.Failback = FailbackMode.Never);
        Assert.Null(fleet["m"].Status!.Failback);
        fleet.Health("aws", MemberHealth.Healthy, TimeSpan.FromHours(1));
        Assert.False(Fleet.Of(fleet.Plan(), "m").Changed);

        var changed = Back();
        changed.Policies[0].Spec.Failover.Failback = FailbackMode.Never;
        var plan = Fleet.Of(changed.Decide(), "m");
        Assert.Equal((false, null), (plan.Changed, changed["m"].Status!.Failback));
    }

    [Fact]
    public void It_does_not_go_where_it_would_cost_more()
    {
        var fleet = Back().Price("aws", 11);
        fleet.Decide();
        Assert.Equal((FailbackHold.CostsMore, "2@gcp"), (Record(fleet).Reason, Placed(fleet)));
        Assert.Contains("there it would cost $8.00/h more than where it is", Record(fleet).Message, StringComparison.Ordinal);
        fleet.Price("aws", 10);
        Assert.Equal("2@aws", Fleet.Where(fleet.Plan(), "m"));
    }

    [Fact]
    public void Windows_and_the_number_of_moves_hold_it_back_as_any_move_that_nothing_forces()
    {
        var fleet = Back(s => s.Rebalance.Windows = [new() { Cron = "0 22 * * *", Duration = "2h" }]);
        fleet.Decide();
        Assert.Equal(FailbackHold.OutsideWindow, Record(fleet).Reason);
        fleet.Now = fleet.Now.AddHours(10).AddMinutes(1);
        Assert.Equal("2@aws", Fleet.Where(fleet.Plan(), "m"));

        fleet = Back(s => s.Rebalance.MaxConcurrentMoves = 1);
        fleet.With(Make.Model("n", 1, 1).At(Make.Placement("gcp", 1, 1), Make.Placement("aws", 1, 1, PlacementState.Draining)));
        Assert.Equal(FailbackHold.ConcurrentMoves, Fleet.Of(fleet.Plan(), "m").Failback!.Reason);
    }

    [Fact]
    public void Neither_the_cooldown_nor_payback_asks_for_anything()
    {
        var fleet = Back(s => (s.Rebalance.Mode, s.Rebalance.Cooldown, s.Rebalance.PaybackPeriod, s.Migration.LaborCostPerMove) = (RebalanceMode.Automatic, "24h", "1h", 1000));
        fleet["m"].Status!.LastMove = new MoveAccount { Time = fleet.Now.AddHours(-1), Cost = 50, AsOf = fleet.Now.AddHours(-1) };
        var plan = Fleet.Of(fleet.Decide(), "m");
        Assert.Equal(PlanReason.FailedBack, plan.Reason);
        // The account of the last move for money stays as it is, and a cooldown begins.
        Assert.Equal(50, fleet["m"].Status!.LastMove!.Cost);
        fleet["m"].Status!.LastMove = null;
        fleet.Policies[0].Spec.Migration.LaborCostPerMove = 0;
        fleet.Policies[0].Spec.Rebalance.PaybackPeriod = "48h";
        fleet.Price("gcp", 1);
        Assert.Equal(MoveHold.Cooldown, Fleet.Of(fleet.Plan(), "m").Proposal!.Reason);
    }

    [Fact]
    public void Without_room_at_the_old_place_while_the_source_runs_it_waits()
    {
        var fleet = Back();
        fleet.Member("aws", "aws", Make.Node("a", 8, Make.Foreign(4))).Health("aws", MemberHealth.Healthy, TimeSpan.FromHours(1));
        fleet.Decide();
        Assert.Equal((FailbackHold.NoPlace, "2@gcp"), (Record(fleet).Reason, Placed(fleet)));
        fleet.Member("aws", "aws").Health("aws", MemberHealth.Healthy, TimeSpan.FromHours(1));
        fleet["m"].Status!.Failback!.Reason = FailbackHold.Settling;
        fleet.Decide();
        Assert.Contains("has no node left", Record(fleet).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_replicas_and_further_losses_keep_the_way_back_and_a_move_for_another_reason_ends_it()
    {
        var fleet = Lost().Cloud("edge", 10, Make.Node("e"));
        var since = Record(fleet).Since;
        fleet["m"].Spec.Replicas = 1;
        fleet.Decide();
        fleet.Health("gcp", MemberHealth.Unreachable, TimeSpan.FromHours(1));
        fleet.Decide();
        Assert.Equal(("1@edge", since, "aws"), (Placed(fleet), Record(fleet).Since, Record(fleet).Places!.Single().Cluster));

        fleet.Policies[0].Spec.Rebalance.Mode = RebalanceMode.Automatic;
        fleet.Health("gcp", MemberHealth.Healthy, TimeSpan.FromHours(1)).Price("gcp", 1);
        Assert.Equal((PlanReason.CostSavings, null), (Fleet.Of(fleet.Decide(), "m").Reason, fleet["m"].Status!.Failback));
    }

    [Theory]
    [InlineData(true, TrainingInterruption.Checkpointed, true)]
    [InlineData(true, TrainingInterruption.Never, false)]
    [InlineData(false, TrainingInterruption.Always, false)]
    public void A_run_goes_back_only_from_its_checkpoint(bool checkpointed, TrainingInterruption mode, bool goesBack)
    {
        var run = Make.Gang("m", 2, 4);
        run.Spec.Training!.Checkpoint = checkpointed ? new TrainingCheckpoint() : null;
        var fleet = Lost(s => (s.Failover.TrainingFence, s.TrainingInterruption) = ("1m", mode), run);
        Assert.Equal("2@gcp", Placed(fleet));
        Assert.Equal(goesBack, fleet["m"].Status!.Failback is not null);
        fleet.Health("aws", MemberHealth.Healthy, TimeSpan.FromHours(1));
        var plan = Fleet.Of(fleet.Decide(), "m");
        Assert.Equal(goesBack ? (PlanReason.FailedBack, "2@aws") : (PlanReason.Unchanged, "2@gcp"), (plan.Reason, Placed(fleet)));
    }

    /// <summary>aws has been back for an hour.</summary>
    private static Fleet Back(Action<PlacementPolicySpec>? change = null)
    {
        var fleet = Lost(change);
        return fleet.Health("aws", MemberHealth.Healthy, TimeSpan.FromHours(1));
    }

    private static Fleet Lost(Action<PlacementPolicySpec>? change = null, LeptonModel? model = null)
    {
        var policy = Make.Policy("default", s => (s.Failover.Failback, s.Rebalance.Mode) = (FailbackMode.Automatic, RebalanceMode.Disabled));
        change?.Invoke(policy.Spec);
        var fleet = new Fleet().Cloud("aws", 10, Make.Node("a")).Cloud("gcp", 10, Make.Node("b")).With(policy).With((model ?? Make.Model("m", 2, 4)).At(Make.Placement("aws", 2, 4)));
        fleet.Health("aws", MemberHealth.Unreachable, TimeSpan.FromHours(1));
        fleet.Decide();
        return fleet;
    }

    private static ModelFailback Record(Fleet fleet) => fleet["m"].Status!.Failback!;

    private static string Placed(Fleet fleet) => string.Join(' ', fleet["m"].Status!.Placements!.Where(p => p.State != PlacementState.Draining).Select(p => $"{p.Replicas}@{p.Cluster}"));
}
