using Lepton.Cli.Simulate.Futures;
using Lepton.Sandbox.Fleet;

namespace Lepton.Cli.Tests.Simulate;

public sealed class FutureTests
{
    [Fact]
    public void The_same_seed_draws_the_same_future_and_another_seed_another()
    {
        var fleet = SmallFleet.Two();
        Assert.Equal(Future.Draw(fleet, 240, 7).Events, Future.Draw(fleet, 240, 7).Events);
        Assert.NotEqual(Future.Draw(fleet, 240, 7).Events, Future.Draw(fleet, 240, 8).Events);
    }

    [Fact]
    public void Events_are_in_order_and_within_the_time()
    {
        var events = Future.Draw(SmallFleet.Two(), 100, 3).Events;
        Assert.Equal(events.OrderBy(e => e.At), events);
        Assert.All(events, e => Assert.InRange(e.At, 0, 100));
    }

    [Fact]
    public void One_more_cluster_changes_nothing_for_the_others()
    {
        var two = SmallFleet.Two();
        var three = two with { Members = [.. two.Members, two.Members[0] with { Name = "third", Region = "r9" }] };
        var more = Future.Draw(three, 500, 5).Events;
        foreach (var change in Future.Draw(two, 500, 5).Events)
            Assert.Contains(change, more);
    }

    [Theory]
    [InlineData(14, 100, 0)] // Monday, the busiest hour
    [InlineData(2, 10, 0)] // twelve hours away from it
    [InlineData(14 + 5 * 24, 50, 0)] // Saturday
    [InlineData(14 + 7 * 24, 100, 0)] // the next Monday
    public void A_load_is_a_daily_wave_that_is_lower_on_weekends(double at, double expected, int digits) =>
        Assert.Equal(expected, LoadCurve.Mean(new LoadDefinition("a/b") { Base = 10, Peak = 100, PeakHour = 14, Weekend = 0.5 }, at), digits);

    [Fact]
    public void Noise_has_the_size_it_is_given_and_never_makes_a_load_negative()
    {
        var load = new LoadDefinition("a/b") { Base = 100, Peak = 100, Noise = 0.1 };
        var values = LoadCurve.Draw(load, 5000, new Random(1)).Select(change => change.UnitsPerSecond).ToList();
        Assert.InRange(values.Average(), 98, 102);
        Assert.InRange(Math.Sqrt(values.Average(value => Math.Pow(value - 100, 2))), 9, 11);
        Assert.All(LoadCurve.Draw(load with { Noise = 1 }, 1000, new Random(2)), change => Assert.True(change.UnitsPerSecond >= 0));
    }

    [Fact]
    public void Chance_strikes_as_often_as_it_is_told()
    {
        var random = new Random(4);
        Assert.InRange(Future.Poisson(random, 0.5, 10_000).Count(), 4800, 5200);
        Assert.Empty(Future.Poisson(random, 0, 10_000));
    }

    [Fact]
    public void Outages_of_a_cluster_do_not_overlap_and_end()
    {
        var fleet = SmallFleet.Two(new ChanceDefinition { OutagesPerMonth = 60, OutageMinutes = 120 });
        foreach (var cluster in fleet.Members)
        {
            var changes = ChanceFaults.Draw(cluster, fleet.Scenario.Chance, 2000, 1).OfType<ClusterChange>().ToList();
            Assert.True(changes.Count > 20);
            for (var i = 0; i < changes.Count; i++)
                Assert.Equal(i % 2 == 1, changes[i].Reachable);
            Assert.Equal(changes.OrderBy(change => change.At), changes);
        }
    }

    [Fact]
    public void Only_spot_pools_are_reclaimed_and_only_pools_that_grow_sell_out()
    {
        var chance = new ChanceDefinition { ReclaimsPerMonth = 100, StockOutsPerMonth = 100, NodeLossesPerMonth = 0 };
        var events = SmallFleet.Two(chance).Members.SelectMany(cluster => ChanceFaults.Draw(cluster, chance, 700, 1)).ToList();
        Assert.All(events.OfType<SlotLoss>(), loss => Assert.Equal(("west", "spot"), (loss.Cluster, loss.Pool)));
        Assert.NotEmpty(events.OfType<SlotLoss>());
        Assert.DoesNotContain(events.OfType<StockChange>(), stock => stock.Pool == "fixed");
        Assert.NotEmpty(events.OfType<StockChange>());
    }

    [Fact]
    public void Spot_prices_wander_around_the_list_price()
    {
        var fleet = SmallFleet.Two(new ChanceDefinition { SpotVolatility = 0.3, SpotHalfLifeHours = 10 });
        var changes = SpotPriceWalk.Draw(fleet, 5000, 1).ToList();
        Assert.All(changes, change => Assert.Equal(("cheap", NodeCapacityType.Spot), (change.Provider, change.CapacityType)));
        var logarithms = changes.Select(change => Math.Log(change.Factor)).ToList();
        Assert.InRange(logarithms.Average(), -0.08, 0.08);
        Assert.InRange(Math.Sqrt(logarithms.Average(value => value * value)), 0.2, 0.4);
        Assert.Empty(SpotPriceWalk.Draw(SmallFleet.Two(new ChanceDefinition { SpotVolatility = 0 }), 100, 1));
    }

    [Fact]
    public void What_is_written_down_happens_and_ends()
    {
        var fleet = SmallFleet.Two(SmallFleet.Calm) with { };
        fleet = fleet with
        {
            Scenario = fleet.Scenario with
            {
                Prices = [new PriceEvent(5, 3, "cheap", "", "") { ForHours = 2 }],
                Faults = [new FaultEvent(1, FaultKind.ClusterDown, "west") { ForHours = 1 }, new FaultEvent(9, FaultKind.Partition, "east"), new FaultEvent(3, FaultKind.StockOut, "west") { Pool = "spot", ForHours = 4 }],
            },
        };
        var events = Future.Draw(fleet, 24, 1).Events.Where(e => e is not LoadChange).ToList();
        Assert.Equal(
            [
                new ClusterChange(1, "west", false, false), new ClusterChange(2, "west", true, true), new StockChange(3, "west", "spot", false),
                new PriceChange(5, "written/0", "cheap", "", "", null, 3), new StockChange(7, "west", "spot", true), new PriceChange(7, "written/0", "cheap", "", "", null, 1),
                new ClusterChange(9, "east", false, true),
            ],
            events.OrderBy(e => e.At).ThenBy(e => e is PriceChange));
    }
}
