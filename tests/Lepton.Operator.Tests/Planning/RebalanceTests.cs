using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Operator.Planning;
using Lepton.Operator.State;

namespace Lepton.Operator.Tests.Planning;

/// <summary>Moves that would only save money: 80 $/h at aws against less at gcp.</summary>
public sealed class RebalanceTests
{
    [Fact]
    public void A_place_that_became_cheaper_is_moved_to()
    {
        var own = Plan(gcp: 5);
        Assert.Equal(("1@gcp", PlanReason.CostSavings, true), (Fleet.Where(own), own.Reason, own.Changed));
        Assert.Equal(40, own.Savings!.Value, 6);
        Assert.Contains("$40.00/h less than before", own.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_saves_too_little_stays()
    {
        Assert.Equal("moving would save $2.40/h of $80.00/h (3.0%); rebalance.minSavingsPercent is 5", Stays(Plan(gcp: 9.7)).Replace(" %", "%", StringComparison.Ordinal));
        Assert.Equal("moving would save $40.00/h of $80.00/h; rebalance.minSavingsPerHour is $41.00", Stays(Plan(5, s => s.Rebalance.MinSavingsPerHour = 41)));
    }

    [Fact]
    public void The_policy_may_forbid_it() =>
        Assert.Equal("moving would save $40.00/h of $80.00/h; rebalance.mode is Disabled", Stays(Plan(5, s => s.Rebalance.Mode = RebalanceMode.Disabled)));

    [Fact]
    public void A_move_has_to_pay_back_in_time()
    {
        void Costly(PlacementPolicySpec spec, string payback)
        {
            spec.Objective.StabilityDollarsPerMove = 100;
            spec.Rebalance.PaybackPeriod = payback;
        }

        // 40 $/h are 80 $ in two hours and 120 $ in three.
        Assert.Equal((false, "1@aws"), (Plan(5, s => Costly(s, "2h")).Changed, Fleet.Where(Plan(5, s => Costly(s, "2h")))));
        Assert.Equal("1@gcp", Fleet.Where(Plan(5, s => Costly(s, "3h"))));
    }

    [Fact]
    public void After_one_move_the_next_waits_for_the_cooldown()
    {
        var fleet = World(5, null);
        fleet["m"].Status!.Decision = new PlacementDecision { Reason = nameof(PlanReason.CostSavings), Time = fleet.Now.AddMinutes(-9) };
        Assert.EndsWith("; rebalance.cooldown ends at 2026-03-01 12:01:00Z", Stays(Fleet.Of(fleet.Plan(), "m")), StringComparison.Ordinal);
        fleet.Now += TimeSpan.FromMinutes(1);
        Assert.Equal("1@gcp", Fleet.Where(fleet.Plan(), "m"));
    }

    [Fact]
    public void Other_decisions_start_no_cooldown()
    {
        var fleet = World(5, null);
        fleet["m"].Status!.Decision = new PlacementDecision { Reason = nameof(PlanReason.Placed), Time = fleet.Now };
        Assert.Equal("1@gcp", Fleet.Where(fleet.Plan(), "m"));
    }

    [Fact]
    public void A_gang_that_runs_is_never_moved_for_money()
    {
        var fleet = new Fleet().Cloud("aws", 10, Make.Node("a")).Cloud("gcp", 1, Make.Node("b")).With(Make.Gang("t", 1).At(Make.Placement("aws")));
        var own = Fleet.Of(fleet.Plan(), "t");
        Assert.Equal((false, "1@aws"), (own.Changed, Fleet.Where(own)));
    }

    [Fact]
    public void Only_as_many_move_as_the_target_holds_beside_what_is_still_there()
    {
        // d leaves gcp for edge; a, b and c would all fit into gcp afterwards, but only a does while d is still there.
        // b needs more than what is left then; c would fit into what a took, had it not been taken.
        var fleet = new Fleet()
            .Cloud("aws", 10, Make.Node("a1"), Make.Node("a2"))
            .Cloud("edge", 1, Make.Node("e1", 8))
            .Cloud("gcp", 5, Make.Node("g1", 8), Make.Node("g2", 8))
            .With(
                Make.Model("a", 1, 8).At(Make.Placement("aws", 1, 8)),
                Make.Model("b", 1, 4).At(Make.Placement("aws", 1, 4)),
                Make.Model("c", 1, 4).At(Make.Placement("aws", 1, 4)),
                Make.Model("d", 1, 8).At(Make.Placement("gcp", 1, 8)));
        var plan = fleet.Plan();
        var into = plan.Models.Values.Where(m => m.Changed).SelectMany(m => m.Assignments).Where(x => x.Pool.Cluster == "gcp").Sum(x => x.Replicas * x.GpusPerReplica);
        Assert.True(into <= 8, $"{into} GPUs move into gcp, which has 8 free");
        Assert.Contains(plan.Models.Values, m => m.Changed);
    }

    [Fact]
    public void Nobody_moves_to_where_there_is_no_room_beside_those_who_are_there()
    {
        // The two would swap places for the better if both could move at once.
        var fleet = new Fleet().Cloud("aws", 10, Make.Node("a")).Cloud("gcp", 5, Make.Node("b"))
            .With(Make.Model("m").At(Make.Placement("aws")), Make.Model("n", 1, 4).At(Make.Placement("gcp", 1, 4)));
        Assert.All(fleet.Plan().Models.Values, m => Assert.False(m.Changed));
    }

    [Fact]
    public void A_model_whose_best_place_is_held_by_another_goes_to_the_best_that_is_free()
    {
        // The joint plan swaps m and n over aws and gcp; with gcp full as it is, azure is the best m can have now.
        var fleet = Swap().Cloud("azure", 7, Make.Node("c"));
        var plan = fleet.Plan();
        Assert.Equal(("1@azure", PlanReason.CostSavings), (Fleet.Where(plan, "m"), Fleet.Of(plan, "m").Reason));
        Assert.Equal(24, Fleet.Of(plan, "m").Savings!.Value, 6);
        Assert.Equal("1@gcp", Fleet.Where(plan, "n"));
        Assert.Equal(40, Fleet.Of(plan, "m").CheapestPossibleHourly!.Value, 6);
    }

    [Fact]
    public void The_best_that_is_free_has_to_save_enough_like_any_other()
    {
        var plan = Swap().Cloud("azure", 9.8, Make.Node("c")).Plan();
        Assert.Equal((false, "1@aws"), (Fleet.Of(plan, "m").Changed, Fleet.Where(plan, "m")));
        Assert.Equal("moving would save $40.00/h of $80.00/h; there is no room at the target while the source still runs", Fleet.Of(plan, "m").Message);
    }

    [Fact]
    public void Second_choices_take_no_room_from_each_other()
    {
        // Both want into gcp, which the dear ones hold; azure has room for one of them.
        var fleet = new Fleet().Cloud("aws", 10, Make.Node("a1"), Make.Node("a2")).Cloud("gcp", 5, Make.Node("b1", 8, Held("n")), Make.Node("b2", 8, Held("p"))).Cloud("azure", 7, Make.Node("c"))
            .With(
                Make.Model("m").At(Make.Placement("aws")), Make.Model("o").At(Make.Placement("aws")),
                Make.Model("n", 1, 4).At(Make.Placement("gcp", 1, 4)), Make.Model("p", 1, 4).At(Make.Placement("gcp", 1, 4)));
        var plan = fleet.Plan();
        Assert.True(plan.Models.Values.SelectMany(m => m.Assignments).Where(a => a.Pool.Cluster == "azure").Sum(a => a.Replicas * a.GpusPerReplica) <= 8);
        Assert.Single(plan.Models.Values, m => m.Changed);
        Assert.Equal(plan.Models.Values.Select(Fleet.Where), fleet.Plan().Models.Values.Select(Fleet.Where));

        static PodView Held(string model) => Make.Pod(new ModelKey("ns", model), 4);
    }

    [Fact]
    public void Second_choices_stay_within_the_limits_of_providers()
    {
        var fleet = Swap().Cloud("azure", 7, Make.Node("c"));
        fleet.Providers.Single(p => p.Metadata.Name == "azure").Spec.Limits = new() { Gpus = 4 };
        Assert.All(fleet.Plan().Models.Values, m => Assert.False(m.Changed));
    }

    /// <summary>m (8 GPUs) runs on dear aws; n (4) holds cheap gcp, into which m would fit alone.</summary>
    private static Fleet Swap() => new Fleet().Cloud("aws", 10, Make.Node("a")).Cloud("gcp", 5, Make.Node("b"))
        .With(Make.Model("m").At(Make.Placement("aws")), Make.Model("n", 1, 4).At(Make.Placement("gcp", 1, 4)));

    private static string Stays(ModelPlan plan)
    {
        Assert.Equal((false, "1@aws", PlanReason.Unchanged), (plan.Changed, Fleet.Where(plan), plan.Reason));
        return plan.Message;
    }

    private static ModelPlan Plan(double gcp, Action<PlacementPolicySpec>? policy = null) => Fleet.Of(World(gcp, policy).Plan(), "m");

    private static Fleet World(double gcp, Action<PlacementPolicySpec>? policy) => new Fleet()
        .Cloud("aws", 10, Make.Node("a")).Cloud("gcp", gcp, Make.Node("b")).With(Make.Model("m").At(Make.Placement("aws"))).With(Make.Policy("default", policy));
}
