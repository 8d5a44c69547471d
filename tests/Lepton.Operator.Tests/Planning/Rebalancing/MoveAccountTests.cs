using Lepton.Api.Models;

namespace Lepton.Operator.Tests.Planning.Rebalancing;

/// <summary>A move costs 100 $ of labor and saves 40 $/h: it has paid after two and a half hours.</summary>
public sealed class MoveAccountTests
{
    [Fact]
    public void A_move_opens_an_account_that_earns_what_it_saves()
    {
        var account = Moved()["m"].Status!.LastMove!;
        Assert.Equal((100.0, 0.0, 40.0), (account.Cost, account.Earned, account.EarningPerHour));
        Assert.Equal("aws", Assert.Single(account.Left!).Cluster);
        Assert.Equal(60, account.EarnedBy(account.Time.AddMinutes(90)), 6);
    }

    [Fact]
    public void Before_it_has_paid_the_model_does_not_move_on()
    {
        var fleet = Moved().Cloud("edge", 1, Make.Node("e"));
        fleet.Now += TimeSpan.FromMinutes(30);
        var plan = Fleet.Of(fleet.Decide(), "m");
        Assert.Equal((false, MoveHold.NotEarnedBack), (plan.Changed, plan.Proposal!.Reason));
        Assert.Contains("the move of 2026-03-01 12:00:00Z cost $100.00 and has earned $20.00 of it", plan.Message, StringComparison.Ordinal);
        // From now on staying costs 32 $/h, less than the move saves; after two hours more it has paid.
        Assert.Equal(40, fleet["m"].Status!.LastMove!.EarningPerHour, 6);
        var before = fleet.Facts.Timing(fleet["m"]);
        fleet.Now += TimeSpan.FromHours(2);
        Assert.NotEqual(before, fleet.Facts.Timing(fleet["m"]));
        Assert.Equal("1@edge", Fleet.Where(fleet.Plan(), "m"));
    }

    [Fact]
    public void When_prices_turn_what_staying_costs_counts()
    {
        var fleet = Moved();
        fleet.Now += TimeSpan.FromHours(1);
        fleet.Price("gcp", 20);
        fleet.Decide();
        var account = fleet["m"].Status!.LastMove!;
        // 40 $ saved in the first hour; then 160 against 80 $/h.
        Assert.Equal((40.0, 80.0, fleet.Now), (account.Earned, account.EarningPerHour, account.AsOf));
        fleet.Now += TimeSpan.FromMinutes(44);
        Assert.Equal("1@gcp", Fleet.Where(fleet.Plan(), "m"));
        fleet.Now += TimeSpan.FromMinutes(1);
        Assert.Equal("1@aws", Fleet.Where(fleet.Plan(), "m"));
    }

    [Fact]
    public void Steady_prices_write_nothing_and_a_move_that_has_paid_is_left_alone()
    {
        var fleet = Moved();
        var account = fleet["m"].Status!.LastMove!;
        fleet.Now += TimeSpan.FromHours(1);
        Assert.Same(account, Fleet.Of(fleet.Plan(), "m").LastMove);
        fleet.Now += TimeSpan.FromHours(10);
        fleet.Price("gcp", 6);
        Assert.Same(account, Fleet.Of(fleet.Plan(), "m").LastMove);
    }

    private static Fleet Moved()
    {
        var fleet = MoveWorld.Make(s => (s.Migration.LaborCostPerMove, s.Objective.StabilityDollarsPerMove) = (100, 0), m => m.LoadTime = "0s");
        Assert.Equal("1@gcp", Fleet.Where(fleet.Decide(), "m"));
        return fleet;
    }
}
