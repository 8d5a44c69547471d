using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Operator.Planning;

namespace Lepton.Operator.Tests.Planning.Rebalancing;

/// <summary>Moves that are worth making, at a time that is not right. It is 12:00 UTC.</summary>
public sealed class MoveTimingTests
{
    private static readonly List<MoveWindow> Night = [new() { Cron = "0 22 * * *", Duration = "2h" }];

    [Fact]
    public void Outside_the_windows_a_move_waits_and_says_until_when()
    {
        var fleet = MoveWorld.Make(s => s.Rebalance.Windows = Night);
        var proposal = Fleet.Of(fleet.Plan(), "m").Waits(MoveHold.OutsideWindow);
        Assert.Contains("none of the policy's rebalance.windows is open, the next opens at 2026-03-01 22:00:00Z", proposal.Message, StringComparison.Ordinal);
        Assert.Equal(("gcp", 1, 40.0), (Assert.Single(proposal.Placements!).Cluster, proposal.Placements![0].Replicas, proposal.Figures.SavingsPerHour));
        var before = fleet.Facts.Timing(fleet["m"]);
        fleet.Now += TimeSpan.FromHours(10);
        Assert.NotEqual(before, fleet.Facts.Timing(fleet["m"]));
        Assert.Equal("1@gcp", Fleet.Where(fleet.Plan(), "m"));
    }

    [Fact]
    public void A_models_own_windows_hold_besides_the_policys()
    {
        var proposal = MoveWorld.Plan(s => s.Rebalance.Windows = [new() { Cron = "0 12 * * *" }], m => m.Rebalance = new() { Windows = Night }).Waits(MoveHold.OutsideWindow);
        Assert.Contains("the rebalance.windows of the policy and of the model are never open together (until ", proposal.Message, StringComparison.Ordinal);
        MoveWorld.Plan(s => s.Rebalance.Windows = Night, m => m.Rebalance = new() { Windows = [new() { Cron = "0 12 * * *" }] }).Waits(MoveHold.OutsideWindow);
    }

    [Fact]
    public void It_is_told_when_the_policys_and_the_models_are_open_together_next()
    {
        var plan = MoveWorld.Plan(s => s.Rebalance.Windows = Night, m => m.Rebalance = new() { Windows = [new() { Cron = "30 21 * * 3", Duration = "45m" }] });
        // The first of March 2026 is a Sunday.
        Assert.Contains("open together next at 2026-03-04 22:00:00Z", plan.Waits(MoveHold.OutsideWindow).Message, StringComparison.Ordinal);
        plan = MoveWorld.Plan(s => s.Rebalance.Windows = null, m => m.Rebalance = new() { Windows = Night });
        Assert.Contains("none of the model's rebalance.windows is open, the next opens at 2026-03-01 22:00:00Z", plan.Waits(MoveHold.OutsideWindow).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_two_cooldowns_the_longer_holds()
    {
        var fleet = MoveWorld.Make(model: m => m.Rebalance = new() { Cooldown = "1h" });
        fleet["m"].Status!.Decision = new PlacementDecision { Reason = nameof(PlanReason.CostSavings), Time = fleet.Now.AddMinutes(-30) };
        Fleet.Of(fleet.Plan(), "m").Waits(MoveHold.Cooldown);
        fleet.Now += TimeSpan.FromMinutes(30);
        Assert.Equal("1@gcp", Fleet.Where(fleet.Plan(), "m"));
    }

    [Theory]
    [InlineData(RebalanceMode.Automatic, RebalanceMode.Disabled)]
    [InlineData(RebalanceMode.Disabled, RebalanceMode.Automatic)]
    public void Of_two_modes_the_stricter_holds(RebalanceMode policy, RebalanceMode own)
    {
        var plan = MoveWorld.Plan(s => s.Rebalance.Mode = policy, m => m.Rebalance = new() { Mode = own });
        Assert.Equal((false, null), (plan.Changed, plan.Proposal));
        Assert.EndsWith("; rebalance.mode is Disabled", plan.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_so_many_models_are_on_the_move_at_once()
    {
        var fleet = new Fleet().Cloud("aws", 10, Make.Node("a1"), Make.Node("a2"), Make.Node("a3")).Cloud("gcp", 5, Make.Node("b1"), Make.Node("b2"), Make.Node("b3"))
            .With(Make.Policy("default", s => s.Rebalance.MaxConcurrentMoves = 2));
        foreach (var name in (string[])["m", "n", "o"])
            fleet.With(Make.Model(name).At(Make.Placement("aws")));
        var plan = fleet.Plan();
        Assert.Equal(2, plan.Models.Values.Count(p => p.Changed));
        var third = Assert.Single(plan.Models.Values, p => !p.Changed);
        Assert.Equal(MoveHold.ConcurrentMoves, third.Proposal!.Reason);
        Assert.Contains("rebalance.maxConcurrentMoves is 2, and on the move are ns/m, ns/n", third.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_is_still_leaving_counts_and_one_under_another_policy_does_not()
    {
        var fleet = MoveWorld.Make(s => s.Rebalance.MaxConcurrentMoves = 1).Cloud("edge", 5, Make.Node("e")).With(Make.Policy("other"));
        fleet.With(Make.Model("n", 1, 4, "other").At(Make.Placement("edge", 1, 4), Make.Placement("aws", 1, 4, PlacementState.Draining)));
        Assert.True(Fleet.Of(fleet.Plan(), "m").Changed);
        fleet["n"].Spec.PolicyName = null;
        Fleet.Of(fleet.Plan(), "m").Waits(MoveHold.ConcurrentMoves);
    }
}
