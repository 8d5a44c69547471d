using Lepton.Cli.Simulate.Futures;
using Lepton.Cli.Simulate.Tuning;
using Lepton.Sandbox.Fleet;

namespace Lepton.Cli.Tests.Simulate;

public sealed class TunerTests
{
    [Fact]
    public void Settings_are_sensible_whatever_is_drawn()
    {
        var random = new Random(1);
        for (var i = 0; i < 500; i++)
        {
            var knobs = Knobs.Draw(random);
            Assert.InRange(knobs.MinSavingsPercent, 1, 40);
            Assert.InRange(knobs.CooldownMinutes, 10, 720);
            Assert.InRange(knobs.PaybackHours, 2, 168);
            Assert.InRange(knobs.SpotShare, 0, 1);
        }
    }

    [Fact]
    public void Spot_shares_are_only_turned_where_spot_is_allowed()
    {
        var without = SmallFleet.Policy();
        var with = SmallFleet.Policy(policy => policy.CapacityTypes = [Api.CapacityKind.Spot, Api.CapacityKind.OnDemand]);
        var turned = new Knobs(12, 30, 6, 0.4).Turn([without, with]);
        Assert.Equal((null, 0.4), (turned[0].Spec.MaxSpotShare, turned[1].Spec.MaxSpotShare));
        Assert.All(turned, policy => Assert.Equal((12.0, TimeSpan.FromMinutes(30), TimeSpan.FromHours(6)), (policy.Spec.Rebalance.MinSavingsPercent, policy.Spec.Rebalance.Cooldown.ToTimeSpan(), policy.Spec.Rebalance.PaybackPeriod.ToTimeSpan())));
        Assert.Equal(5, without.Spec.Rebalance.MinSavingsPercent);
    }

    [Fact]
    public void What_was_not_served_or_late_is_charged()
    {
        var run = SmallFleet.Run(SmallFleet.Input(SmallFleet.Two(SmallFleet.Calm), [SmallFleet.Model("a", 20)]), 10);
        var plain = run with { Unserved = 0, SloMisses = 0 };
        Assert.Equal(plain.HourlyCost, PolicyTuner.Score([plain], 0.05), 9);
        Assert.Equal(plain.HourlyCost * 1.15, PolicyTuner.Score([plain with { Unserved = 0.01, SloMisses = 0.02 }], 0.05), 9);
    }

    [Fact]
    public void The_search_is_the_same_every_time_and_keeps_the_present_policies_for_comparison()
    {
        var fleet = SmallFleet.Two(new ChanceDefinition { SpotVolatility = 0.8, SpotHalfLifeHours = 6, ReclaimsPerMonth = 30 });
        fleet = fleet with { Scenario = fleet.Scenario with { Load = [new LoadDefinition("ns/a") { Base = 10, Peak = 60 }] } };
        var input = SmallFleet.Input(fleet, [SmallFleet.Model("a", 10)], SmallFleet.Policy(policy => policy.CapacityTypes = [Api.CapacityKind.Spot, Api.CapacityKind.OnDemand]));
        var first = PolicyTuner.Search(input, 24, 1, trials: 4, trainingFutures: 2, heldOutFutures: 2, work: 5000);
        var again = PolicyTuner.Search(input, 24, 1, trials: 4, trainingFutures: 2, heldOutFutures: 2, work: 5000);
        Assert.Equal(first.Training.Select(trial => (trial.Knobs, trial.Score)), again.Training.Select(trial => (trial.Knobs, trial.Score)));
        Assert.Contains(first.Training, trial => trial.Knobs is null);
        Assert.Equal(first.Training.OrderBy(trial => trial.Score), first.Training);
        Assert.All(first.Training, trial => Assert.Equal(2, trial.Results.Count));
        Assert.Equal(2, first.BaseHeldOut.Results.Count);
        Assert.NotEqual(Future.Draw(fleet, 24, 1).Events, Future.Draw(fleet, 24, 1001).Events);
    }
}
