using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Operator.Planning;
using Lepton.Operator.State;

namespace Lepton.Operator.Tests.Planning;

public sealed class FleetPlannerTests
{
    [Fact]
    public void A_new_model_goes_where_it_costs_least()
    {
        var fleet = TwoClouds().With(Make.Model("m", 2, 4));
        var plan = fleet.Plan();
        var own = Fleet.Of(plan, "m");
        Assert.Equal("2@aws", Fleet.Where(own));
        Assert.Equal((PlanReason.Placed, true, 80.0), (own.Reason, own.Changed, own.HourlyCost));
        Assert.Contains("2x H100 (OnDemand) in aws for $80.00/h", own.Message, StringComparison.Ordinal);
        Assert.Equal(80, own.CheapestPossibleHourly!.Value, 6);
        Assert.Contains(own.Candidates, c => c.Pool == "gcp/H100/OnDemand/h8" && c.Verdict == Lepton.Placement.CandidateVerdict.Feasible);
    }

    [Fact]
    public void What_does_not_fit_goes_to_the_next_cheapest()
    {
        var fleet = TwoClouds().With(Make.Model("m", 3));
        Assert.Equal("2@aws 1@gcp", Fleet.Where(fleet.Plan(), "m"));
    }

    [Fact]
    public void Foreign_pods_take_room()
    {
        var fleet = new Fleet().Cloud("aws", 10, Make.Node("a", 8, Make.Foreign(2))).Cloud("gcp", 12, Make.Node("b")).With(Make.Model("m"));
        Assert.Equal("1@gcp", Fleet.Where(fleet.Plan(), "m"));
    }

    [Fact]
    public void Two_plans_of_one_world_are_the_same_and_nothing_moves()
    {
        var fleet = TwoClouds().With(Make.Model("m", 2, 4), Make.Model("n", 1), Make.Gang("t", 1));
        fleet.Settle();
        fleet.Now += TimeSpan.FromDays(1);
        var second = fleet.Plan();
        Assert.All(second.Models.Values, m => Assert.Equal((false, PlanReason.Unchanged), (m.Changed, m.Reason)));
        Assert.Equal(fleet.Models.Select(m => m.Status!.Placements!.Sum(p => p.HourlyCost)).Sum(), second.Cost, 6);
    }

    [Fact]
    public void Nothing_fits_and_the_reasons_say_why()
    {
        var fleet = new Fleet().Cloud("aws", 10, Make.Node("a", 4)).With(Make.Model("m"));
        var own = Fleet.Of(fleet.Plan(), "m");
        Assert.Equal((PlanReason.Unschedulable, 1.0, false), (own.Reason, own.Missing, own.Changed));
        Assert.StartsWith("1 of 1 replicas have no place: ", own.Message, StringComparison.Ordinal);
        Assert.EndsWith("Now no replica has a place", own.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_pool_without_a_price_stops_nobody_else()
    {
        var fleet = TwoClouds().With(Make.Model("m"));
        fleet.Member("aws", "aws", Make.Node("a"), Make.Bare("mystery", 8));
        var own = Fleet.Of(fleet.Plan(), "m");
        Assert.Equal("1@aws", Fleet.Where(own));
        Assert.Contains(own.Candidates, c => c.Pool.Contains("unknown", StringComparison.Ordinal) || c.Verdict != Lepton.Placement.CandidateVerdict.Chosen);
    }

    [Fact]
    public void Scaled_to_zero_leaves_and_stops_nobody_else()
    {
        var fleet = TwoClouds().With(Make.Model("zero", 0).At(Make.Placement("aws")), Make.Model("m"));
        var plan = fleet.Plan();
        Assert.Equal(("", true), (Fleet.Where(plan, "zero"), Fleet.Of(plan, "zero").Changed));
        Assert.Equal("no replica is wanted", Fleet.Of(plan, "zero").Message);
        Assert.Equal("1@aws", Fleet.Where(plan, "m"));
    }

    [Fact]
    public void Only_those_in_need_are_placed_first()
    {
        // gcp is cheaper now, but m needs nothing: only the newcomer is planned, and m keeps its place and its room.
        var fleet = TwoClouds().With(Make.Model("m", 2)).Settled().Price("gcp", 1).With(Make.Model("new"));
        var plan = fleet.Plan();
        Assert.Equal("1@gcp", Fleet.Where(plan, "new"));
        Assert.False(Fleet.Of(plan, "m").Changed);
        Assert.Equal("2@aws", Fleet.Where(plan, "m"));
    }

    [Fact]
    public void Pods_that_stay_are_not_packed_anew_to_make_room()
    {
        // Seven GPUs are free, and were x and y on one node, four of them would be together; but nothing moves them.
        var fleet = Fragments().With(Make.Model("big", 1, 4));
        var plan = fleet.Plan();
        Assert.Equal((PlanReason.Unschedulable, false), (Fleet.Of(plan, "big").Reason, Fleet.Of(plan, "big").Changed));
        Assert.All(new[] { "x", "y" }, m => Assert.False(Fleet.Of(plan, m).Changed));
    }

    [Fact]
    public void Nor_are_those_of_models_that_need_more_themselves()
    {
        // x lost a replica at a cluster that is gone and has to be placed too; the one it has stays on its node all the same.
        var fleet = Fragments().Cloud("gcp", 50, Make.Node("d", 4)).With(Make.Model("big", 1, 4));
        fleet["x"].Spec.Replicas = 2;
        fleet["y"].Spec.Replicas = 2;
        var plan = fleet.Plan();
        Assert.Equal(("1@gcp", "2@aws", "2@aws"), (Fleet.Where(plan, "big"), Fleet.Where(plan, "x"), Fleet.Where(plan, "y")));
        Assert.Equal(2, Assert.Single(Fleet.Of(plan, "x").Assignments).Replicas);
    }

    [Fact]
    public void Room_that_can_be_made_elsewhere_is_made()
    {
        // Between x and y there is none at aws for four GPUs, but for z, which leaves gcp.
        var fleet = Fragments().Cloud("gcp", 12, Make.Node("d", 4, Make.Pod(new ModelKey("ns", "z"), 2)))
            .With(Make.Model("z", 1, 2).At(Make.Placement("gcp", 1, 2, nodeGpus: 4)), Make.Model("big", 1, 4));
        var plan = fleet.Plan();
        Assert.Equal(("1@gcp", "1@aws"), (Fleet.Where(plan, "big"), Fleet.Where(plan, "z")));
        Assert.All(new[] { "x", "y" }, m => Assert.False(Fleet.Of(plan, m).Changed));
    }

    /// <summary>Nodes of four GPUs at aws: two taken by others on the first, one each by x and y on the two others.</summary>
    private static Fleet Fragments() => new Fleet()
        .Cloud("aws", 10, Make.Node("a", 4, Make.Foreign(2)), Make.Node("b", 4, Make.Pod(new ModelKey("ns", "x"), 1)), Make.Node("c", 4, Make.Pod(new ModelKey("ns", "y"), 1)))
        .With(Make.Model("x", 1, 1).At(Make.Placement("aws", 1, 1, nodeGpus: 4)), Make.Model("y", 1, 1).At(Make.Placement("aws", 1, 1, nodeGpus: 4)));

    [Fact]
    public void One_that_fits_elsewhere_makes_room_for_one_that_does_not()
    {
        // small sits in the only node that could hold big; it fits beside.
        var fleet = new Fleet().Cloud("aws", 10, Make.Node("a", 8)).Cloud("gcp", 12, Make.Node("b", 4)).With(Make.Model("small", 1, 4));
        fleet.Settle();
        Assert.Equal("aws", fleet["small"].Status!.Placements![0].Cluster);
        var plan = fleet.With(Make.Model("big", 1, 8)).Plan();
        Assert.Equal("1@aws", Fleet.Where(plan, "big"));
        Assert.Equal(("1@gcp", PlanReason.MadeRoom), (Fleet.Where(plan, "small"), Fleet.Of(plan, "small").Reason));
    }

    [Fact]
    public void A_lost_cluster_sends_its_replicas_elsewhere_and_moves_no_others()
    {
        var fleet = TwoClouds().With(Make.Model("m", 1), Make.Model("n", 1).At(Make.Placement("gcp")));
        fleet["m"].At(Make.Placement("aws"));
        fleet.Health("aws", MemberHealth.Unreachable, TimeSpan.FromMinutes(2));
        var plan = fleet.Plan();
        Assert.Equal(("1@gcp", PlanReason.ClusterLost), (Fleet.Where(plan, "m"), Fleet.Of(plan, "m").Reason));
        Assert.Contains("moved from aws, which does not answer", Fleet.Of(plan, "m").Message, StringComparison.Ordinal);
        Assert.False(Fleet.Of(plan, "n").Changed);
    }

    [Fact]
    public void Within_the_grace_period_placements_are_held()
    {
        var fleet = TwoClouds().With(Make.Model("m").At(Make.Placement("aws"))).Health("aws", MemberHealth.Unreachable, TimeSpan.FromSeconds(5));
        var own = Fleet.Of(fleet.Plan(), "m");
        Assert.Equal((false, 8.0), (own.Changed, own.HourlyCost));
        Assert.Equal("aws", Assert.Single(own.Held).Cluster);
    }

    [Fact]
    public void What_is_held_stays_when_more_is_wanted()
    {
        var fleet = TwoClouds().With(Make.Model("m", 2).At(Make.Placement("aws"))).Health("aws", MemberHealth.Unreachable, TimeSpan.FromSeconds(5));
        var own = Fleet.Of(fleet.Plan(), "m");
        Assert.Equal(("1@gcp", true), (Fleet.Where(own), own.Changed));
        Assert.Equal("aws", Assert.Single(own.Held).Cluster);
    }

    [Fact]
    public void A_rule_that_changed_moves_what_it_excludes()
    {
        var fleet = TwoClouds().With(Make.Model("m").At(Make.Placement("aws"))).With(Make.Policy("default", s => s.Providers = new AllowDeny { Deny = ["aws"] }));
        var own = Fleet.Of(fleet.Plan(), "m");
        Assert.Equal(("1@gcp", PlanReason.RuleChanged), (Fleet.Where(own), own.Reason));
        Assert.Contains("policy default: providers.deny names aws", own.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_soft_spread_gives_way_and_a_hard_one_does_not()
    {
        var soft = Make.Policy("default", s => s.Spread = [new SpreadConstraint { Topology = Api.TopologyKind.Region, MinDomains = 2, WhenUnsatisfiable = UnsatisfiableAction.ScheduleAnyway }]);
        var fleet = new Fleet().Cloud("aws", 10, Make.Node("a"), Make.Node("b")).With(Make.Model("m", 2)).With(soft);
        Assert.Equal("2@aws", Fleet.Where(fleet.Plan(), "m"));
        soft.Spec.Spread![0].WhenUnsatisfiable = UnsatisfiableAction.DoNotSchedule;
        Assert.True(Fleet.Of(fleet.Plan(), "m").Missing > 0);
        fleet.Cloud("gcp", 12, Make.Node("c"));
        Assert.Equal("1@aws 1@gcp", Fleet.Where(fleet.Plan(), "m"));
    }

    [Fact]
    public void A_suspended_model_lets_go_of_everything()
    {
        var fleet = TwoClouds().With(Make.Model("m").At(Make.Placement("aws")));
        fleet["m"].Spec.Suspend = true;
        var own = Fleet.Of(fleet.Plan(), "m");
        Assert.Equal((PlanReason.Suspended, true, 0.0), (own.Reason, own.Changed, own.HourlyCost));
        fleet["m"].Status!.Placements = [];
        Assert.False(Fleet.Of(fleet.Plan(), "m").Changed);
    }

    [Fact]
    public void A_model_that_is_being_deleted_is_not_planned()
    {
        var fleet = TwoClouds().With(Make.Model("m"));
        fleet["m"].Metadata.DeletionTimestamp = fleet.Now;
        Assert.Empty(fleet.Plan().Models);
    }

    [Fact]
    public void A_commitment_is_used_before_what_has_to_be_paid()
    {
        var fleet = TwoClouds().With(Make.Model("m"));
        fleet.Providers[1].Spec.Commitments = [new Api.Providers.Commitment { Accelerator = "H100", Gpus = 8 }];
        Assert.Equal("1@gcp", Fleet.Where(fleet.Plan(), "m"));
    }

    [Fact]
    public void A_higher_priority_gets_the_last_place()
    {
        var fleet = new Fleet().Cloud("aws", 10, Make.Node("a")).With(Make.Model("a-low"), Make.Model("b-high"));
        fleet["b-high"].Spec.Priority = 10;
        var plan = fleet.Plan();
        Assert.Equal(("", "1@aws"), (Fleet.Where(plan, "a-low"), Fleet.Where(plan, "b-high")));
    }

    private static Fleet TwoClouds() => new Fleet().Cloud("aws", 10, Make.Node("a"), Make.Node("b")).Cloud("gcp", 12, Make.Node("c"), Make.Node("d"));
}
