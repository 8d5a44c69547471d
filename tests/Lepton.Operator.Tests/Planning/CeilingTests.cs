using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Operator.Planning;

namespace Lepton.Operator.Tests.Planning;

/// <summary>Two models of one replica with eight GPUs run at aws for $80/h each; important has the higher priority.</summary>
public sealed class CeilingTests
{
    [Fact]
    public void A_policys_budget_that_is_lowered_cuts_the_lower_priority_and_says_so()
    {
        var fleet = Running();
        Assert.All(fleet.Plan().Models.Values, m => Assert.False(m.Changed));
        fleet.Policies[0].Spec.Budget = new CostBudget { HourlyCost = 100 };
        var plan = fleet.Decide();
        Assert.Equal((PlanReason.OverBudget, "", false), (Fleet.Of(plan, "minor").Reason, Fleet.Where(plan, "minor"), Fleet.Of(plan, "important").Changed));
        Assert.StartsWith("PlacementPolicy default spec.budget.hourlyCost is $100.00, and the models under it cost $160.00/h: 1 of 1 replicas have no place", Fleet.Of(plan, "minor").Message, StringComparison.Ordinal);
        Assert.Equal("1@aws", Fleet.Where(fleet.Plan(), "important"));
        // It stands, until there is money again.
        Assert.Equal((PlanReason.OverBudget, false), (Fleet.Of(fleet.Decide(), "minor").Reason, Fleet.Of(fleet.Plan(), "minor").Changed));
        fleet.Policies[0].Spec.Budget = null;
        Assert.Equal("1@aws", Fleet.Where(fleet.Plan(), "minor"));
    }

    [Fact]
    public void So_does_a_price_that_rises()
    {
        var fleet = Running();
        fleet.Policies[0].Spec.Budget = new CostBudget { HourlyCost = 170 };
        Assert.All(fleet.Plan().Models.Values, m => Assert.False(m.Changed));
        var plan = fleet.Price("aws", 12).Plan();
        Assert.Equal((PlanReason.OverBudget, ""), (Fleet.Of(plan, "minor").Reason, Fleet.Where(plan, "minor")));
    }

    [Fact]
    public void A_models_own_budget_and_a_providers_limits_do_too()
    {
        var fleet = Running();
        fleet["important"].Spec.Budget = new CostBudget { HourlyCost = 50 };
        Assert.StartsWith("LeptonModel ns/important spec.budget.hourlyCost is $50.00, and it costs $80.00/h", Fleet.Of(fleet.Plan(), "important").Message, StringComparison.Ordinal);

        fleet = Running();
        fleet.Providers[0].Spec.Limits = new() { Gpus = 8 };
        var plan = fleet.Plan();
        Assert.Equal(("", "1@aws"), (Fleet.Where(plan, "minor"), Fleet.Where(plan, "important")));
        Assert.StartsWith("CloudProvider aws spec.limits.gpus is 8, and 16 are used there", Fleet.Of(plan, "minor").Message, StringComparison.Ordinal);

        fleet = Running();
        fleet.Providers[0].Spec.Limits = new() { HourlyCost = 90 };
        Assert.StartsWith("CloudProvider aws spec.limits.hourlyCost is $90.00, and what runs there costs $160.00/h", Fleet.Of(fleet.Plan(), "minor").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_another_provider_is_within_the_limits_it_moves_there()
    {
        var fleet = Running().Cloud("gcp", 11, Make.Node("g"));
        fleet.Providers[0].Spec.Limits = new() { Gpus = 8 };
        var plan = fleet.Plan();
        Assert.Equal("1@aws 1@gcp", string.Join(' ', new[] { Fleet.Where(plan, "minor"), Fleet.Where(plan, "important") }.Order()));
        Assert.Contains(plan.Models.Values, m => m.Reason == PlanReason.RuleChanged && m.Message.Contains("spec.limits.gpus is 8", StringComparison.Ordinal));
    }

    [Fact]
    public void A_run_without_a_checkpoint_counts_and_is_not_cut()
    {
        var fleet = new Fleet().Cloud("aws", 10, Make.Node("a"), Make.Node("b")).With(Make.Policy("default"));
        fleet.With(Make.Gang("run", 1).At(Make.Placement("aws")), Make.Model("served").At(Make.Placement("aws"))).Decide();
        fleet.Policies[0].Spec.Budget = new CostBudget { HourlyCost = 100 };
        var plan = fleet.Plan();
        Assert.Equal((false, PlanReason.OverBudget), (Fleet.Of(plan, "run").Changed, Fleet.Of(plan, "served").Reason));
    }

    private static Fleet Running()
    {
        var important = Make.Model("important");
        important.Spec.Priority = 10;
        return new Fleet().Cloud("aws", 10, Make.Node("a"), Make.Node("b")).With(Make.Policy("default")).With(important.At(Make.Placement("aws")), Make.Model("minor").At(Make.Placement("aws")));
    }
}
