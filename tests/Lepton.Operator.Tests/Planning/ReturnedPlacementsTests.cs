using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Operator.Moves;
using Lepton.Operator.Planning;
using Lepton.Operator.State;

namespace Lepton.Operator.Tests.Planning;

/// <summary>m ran with two replicas at aws, which was lost; it runs at gcp now, and aws is back.</summary>
public sealed class ReturnedPlacementsTests
{
    [Fact]
    public void What_still_runs_is_taken_up_again()
    {
        var fleet = Back(PurgeMode.Never, ready: 2);
        var plan = Fleet.Of(fleet.Plan(), "m");
        Assert.Equal((true, "2@aws", PlanReason.ClusterReturned), (plan.Changed, Fleet.Where(plan), plan.Reason));
        Assert.EndsWith("back from gcp, now that aws is back with what ran there (failover.purge is Never)", plan.Message, StringComparison.Ordinal);
        Assert.Empty(plan.UnfitPools);
        // The successors serve until aws is seen to.
        var next = PlacementTransition.Next(fleet["m"], plan, _ => MemberHealth.Healthy, fleet.Now);
        Assert.Equal([("aws", PlacementState.Pending, false), ("gcp", PlacementState.Draining, false)], next.Select(p => (p.Cluster, p.State, p.Lost)));
    }

    [Fact]
    public void Only_what_is_ready_is()
    {
        var fleet = Back(PurgeMode.Never, ready: 1);
        Assert.Equal("1@aws 1@gcp", Fleet.Where(Fleet.Of(fleet.Plan(), "m")));
        fleet = Back(PurgeMode.Never, ready: 0);
        Assert.False(Fleet.Of(fleet.Plan(), "m").Changed);
    }

    [Theory]
    [InlineData(PurgeMode.Gracefully)]
    [InlineData(PurgeMode.Immediately)]
    public void Unless_the_policy_purges(PurgeMode purge) => Assert.False(Fleet.Of(Back(purge, ready: 2).Plan(), "m").Changed);

    [Fact]
    public void It_is_kept_for_as_long_as_the_cluster_is_silent_or_shows_it_ready()
    {
        var (model, policy) = (Make.Model("m"), Make.Policy("p", s => s.Failover.Purge = PurgeMode.Never));
        var placement = Lost(ready: 0);
        Assert.True(ReturnedPlacements.Keeps(model, policy, placement, MemberHealth.Unreachable));
        Assert.False(ReturnedPlacements.Keeps(model, policy, placement, MemberHealth.Healthy));
        Assert.True(ReturnedPlacements.Keeps(model, policy, Lost(ready: 1), MemberHealth.Healthy));
        Assert.False(ReturnedPlacements.Keeps(model, Make.Policy("p"), Lost(ready: 1), MemberHealth.Healthy));
        Assert.False(ReturnedPlacements.Keeps(Make.Gang("t", 1), policy, Lost(ready: 1), MemberHealth.Healthy));
        placement.Lost = false;
        Assert.False(ReturnedPlacements.Keeps(model, policy, placement, MemberHealth.Unreachable));
    }

    [Fact]
    public void What_waits_for_a_lost_cluster_is_no_move_under_way()
    {
        var policy = Make.Policy("default", s => (s.Failover.Purge, s.Rebalance.MaxConcurrentMoves) = (PurgeMode.Never, 1));
        var fleet = new Fleet().Cloud("aws", 10, Make.Node("a")).Cloud("gcp", 10, Make.Node("b")).With(policy).With(Make.Model("m", 2, 4).At(Lost(0), Make.Placement("gcp", 2, 4)), Make.Model("n", 1, 4));
        Assert.Null(new Operator.Planning.Rebalancing.MovesUnderWay([fleet.Standing("m")]).Refuses(fleet.Standing("n")));
        fleet["m"].Status!.Placements![0].Lost = false;
        Assert.NotNull(new Operator.Planning.Rebalancing.MovesUnderWay([fleet.Standing("m")]).Refuses(fleet.Standing("n")));
    }

    private static Fleet Back(PurgeMode purge, int ready) => new Fleet().Cloud("aws", 10, Make.Node("a")).Cloud("gcp", 10, Make.Node("b"))
        .With(Make.Policy("default", s => s.Failover.Purge = purge))
        .With(Make.Model("m", 2, 4).At(Lost(ready), Make.Placement("gcp", 2, 4)));

    private static ModelPlacement Lost(int ready)
    {
        var placement = Make.Placement("aws", 2, 4, PlacementState.Draining, ready);
        placement.Lost = true;
        return placement;
    }
}
