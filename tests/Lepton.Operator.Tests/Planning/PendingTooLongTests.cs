using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Operator.Emission;
using Lepton.Operator.Planning;
using Lepton.Operator.State;

namespace Lepton.Operator.Tests.Planning;

/// <summary>m wants two replicas of four GPUs at aws, where one runs; the other has waited for a node for ten minutes. gcp costs twice as much.</summary>
public sealed class PendingTooLongTests
{
    [Fact]
    public void The_planner_wakes_up_when_a_pod_has_waited_too_long_or_a_silence_has_lasted_too_long()
    {
        var fleet = new Fleet().Cloud("aws", 10, Make.Node("a", 4)).Cloud("gcp", 20, Make.Node("c", 4)).With(Make.Policy("default", s => (s.Failover.PendingTimeout, s.Failover.GracePeriod) = ("5m", "2m")))
            .With(Make.Model("m", 1, 4).At(Make.Placement("aws", 1, 4, nodeGpus: 4)));
        Assert.Null(fleet.Facts.NextDeadline());
        fleet.Waiting("aws", Make.Pod(Key, 4) with { WaitingSince = fleet.Now.AddMinutes(-2) });
        Assert.Equal(fleet.Now.AddMinutes(3), fleet.Facts.NextDeadline());
        fleet.Health("aws", MemberHealth.Unreachable, TimeSpan.FromMinutes(1));
        Assert.Equal(fleet.Now.AddMinutes(1), fleet.Facts.NextDeadline());
        // A policy that waits for ever has no deadline.
        fleet.Policies[0].Spec.Failover.Mode = Api.Policies.FailoverMode.Never;
        Assert.Null(fleet.Facts.NextDeadline());
    }

    private const string Pool = "aws/H100/OnDemand/h4";
    private static readonly ModelKey Key = new("ns", "m");
    private static readonly string Label = Names.Placement(Pool);

    [Fact]
    public void A_node_that_does_not_come_is_not_waited_for_for_ever()
    {
        var fleet = SoldOut();
        var own = Fleet.Of(fleet.Decide(), "m");
        Assert.Equal(("1@aws 1@gcp", PlanReason.StockedOut), (Fleet.Where(own), own.Reason));
        Assert.EndsWith($"moved from aws, where no new node of pool {Pool} came within 10m (failover.pendingTimeout)", own.Message, StringComparison.Ordinal);
        var unfit = Assert.Single(fleet["m"].Status!.UnfitPools!);
        Assert.Equal(("aws", Pool, UnfitReason.StockedOut, 1, fleet.Now.AddMinutes(10)), (unfit.Cluster, unfit.Pool, unfit.Reason, unfit.Failures, unfit.Until));
    }

    [Fact]
    public void A_second_less_is_waited_for() => Assert.False(Fleet.Of(SoldOut(TimeSpan.FromSeconds(599)).Plan(), "m").Changed);

    [Fact]
    public void The_policy_may_be_more_or_less_patient()
    {
        Assert.False(Fleet.Of(SoldOut().With(Make.Policy("default", s => s.Failover.PendingTimeout = "11m")).Plan(), "m").Changed);
        Assert.True(Fleet.Of(SoldOut(TimeSpan.FromMinutes(1)).With(Make.Policy("default", s => s.Failover.PendingTimeout = "1m")).Plan(), "m").Changed);
    }

    [Fact]
    public void No_other_model_counts_on_new_nodes_there_until_the_penalty_is_over()
    {
        var fleet = SoldOut();
        fleet.Decide();
        fleet.Waiting("aws");
        fleet.With(Make.Model("n", 1, 4));
        Assert.Equal(fleet.Now.AddMinutes(10), fleet.Facts.Pools[Pool].StockedOutUntil);
        Assert.Equal("1@gcp", Fleet.Where(fleet.Plan(), "n"));
        var before = fleet.Facts.Timing(fleet["m"]);
        fleet.Now += TimeSpan.FromMinutes(10);
        Assert.NotEqual(before, fleet.Facts.Timing(fleet["m"]));
        Assert.Null(fleet.Facts.Pools[Pool].StockedOutUntil);
        Assert.Equal("1@aws", Fleet.Where(fleet.Plan(), "n"));
    }

    [Fact]
    public void Nor_in_the_plan_that_finds_it()
    {
        var fleet = SoldOut();
        fleet.With(Make.Model("n", 1, 4));
        Assert.Equal("1@gcp", Fleet.Where(fleet.Plan(), "n"));
    }

    [Fact]
    public void Without_another_place_it_is_tried_again_later_and_later()
    {
        var fleet = SoldOut();
        fleet.Member("gcp", "gcp");
        foreach (var minutes in (int[])[10, 20, 40])
        {
            var own = Fleet.Of(fleet.Decide(), "m");
            Assert.Equal(("1@aws", PlanReason.Unschedulable), (Fleet.Where(own), own.Reason));
            Assert.Equal(fleet.Now.AddMinutes(minutes), fleet["m"].Status!.UnfitPools![0].Until);
            fleet.Waiting("aws");
            fleet.Now += TimeSpan.FromMinutes(minutes) - TimeSpan.FromSeconds(1);
            Assert.Equal("1@aws", Fleet.Where(fleet.Decide(), "m"));
            fleet.Now += TimeSpan.FromSeconds(1);
            Assert.Equal("2@aws", Fleet.Where(fleet.Decide(), "m"));
            fleet.Now += TimeSpan.FromMinutes(10);
            fleet.Waiting("aws", Pod(fleet.Now.AddMinutes(-10)));
            fleet["m"].Status!.Placements![0].State = PlacementState.Pending;
        }
    }

    [Fact]
    public void An_hour_after_its_penalty_a_failure_is_forgotten()
    {
        var fleet = SoldOut();
        fleet.Decide();
        fleet.Waiting("aws");
        fleet.Now += TimeSpan.FromMinutes(69);
        fleet.Decide();
        Assert.Single(fleet["m"].Status!.UnfitPools!);
        fleet.Now += TimeSpan.FromMinutes(1);
        fleet.Decide();
        Assert.Null(fleet["m"].Status!.UnfitPools);
    }

    [Fact]
    public void Room_that_the_scheduler_refuses_is_left_and_not_come_back_to_for_a_time()
    {
        var fleet = Refused();
        var own = Fleet.Of(fleet.Decide(), "m");
        Assert.Equal(("1@aws 1@gcp", PlanReason.PodsPending), (Fleet.Where(own), own.Reason));
        fleet.Waiting("aws");
        fleet.Now += TimeSpan.FromMinutes(9);
        var stays = Fleet.Of(fleet.Plan(), "m");
        Assert.Equal((false, "1@aws 1@gcp"), (stays.Changed, Fleet.Where(stays)));
        // It is this model that is refused there: others may come.
        fleet.With(Make.Model("n", 1, 4));
        Assert.Equal("1@aws", Fleet.Where(fleet.Plan(), "n"));
        fleet.Models.RemoveAt(1);
        fleet.Now += TimeSpan.FromMinutes(1);
        Assert.Equal("2@aws", Fleet.Where(fleet.Plan(), "m"));
    }

    [Fact]
    public void A_gang_of_which_one_worker_waits_goes_as_a_whole()
    {
        var fleet = Refused();
        fleet.Models.Clear();
        fleet.Member("gcp", "gcp", Make.Node("c", 4), Make.Node("d", 4)).With(Make.Gang("m", 2, 4).At(Make.Placement("aws", 2, 4, nodeGpus: 4)));
        var own = Fleet.Of(fleet.Plan(), "m");
        Assert.Equal(("2@gcp", PlanReason.PodsPending), (Fleet.Where(own), own.Reason));
    }

    [Fact]
    public void What_runs_on_a_machine_that_is_taken_back_is_placed_elsewhere_before()
    {
        var leaving = Make.Node("b", 4, Make.Pod(Key, 4, placement: Label)) with { Taints = [Make.Taint("aws-node-termination-handler/spot-itn")] };
        var fleet = new Fleet().Cloud("aws", 10, Make.Node("a", 4, Make.Pod(Key, 4, placement: Label)), leaving).Cloud("gcp", 20, Make.Node("c", 4))
            .With(Make.Model("m", 2, 4).At(Make.Placement("aws", 2, 4, nodeGpus: 4)));
        Assert.NotEqual("", string.Concat(fleet.Facts.Stuck.Values.Select(s => s.Reason)));
        var own = Fleet.Of(fleet.Plan(), "m");
        Assert.Equal(("1@aws 1@gcp", PlanReason.NodeLeaving), (Fleet.Where(own), own.Reason));
        Assert.EndsWith("moved from aws, where node b is about to be taken back (taint aws-node-termination-handler/spot-itn)", own.Message, StringComparison.Ordinal);
        Assert.Empty(own.UnfitPools);
    }

    /// <summary>aws can have one more node, which does not come.</summary>
    private static Fleet SoldOut(TimeSpan? waited = null)
    {
        var fleet = World(4, waited);
        fleet.Providers[0].Spec.Clusters![0].NodePools = [Make.Pool("h4", 3, 4, "h4")];
        return fleet;
    }

    /// <summary>aws has room by all that can be seen.</summary>
    private static Fleet Refused() => World(0, null);

    private static Fleet World(int taken, TimeSpan? waited)
    {
        var fleet = new Fleet().Cloud("aws", 10, Make.Node("a", 4, Make.Pod(Key, 4, placement: Label)), Make.Node("b", 4, Make.Foreign(taken))).Cloud("gcp", 20, Make.Node("c", 4), Make.Node("d", 4))
            .With(Make.Model("m", 2, 4).At(Make.Placement("aws", 2, 4, PlacementState.Pending, 1, nodeGpus: 4)));
        return fleet.Waiting("aws", Pod(fleet.Now - (waited ?? TimeSpan.FromMinutes(10))));
    }

    private static PodView Pod(DateTimeOffset since) => Make.Pod(Key, 4, placement: Label) with { WaitingSince = since, NodeName = null };
}
