using Lepton.Cli.Simulate.Contenders;
using Lepton.Cli.Simulate.Futures;
using Lepton.Cli.Simulate.Running;
using Lepton.Cli.Simulate.Setup;
using Lepton.Sandbox.Fleet;

namespace Lepton.Cli.Tests.Simulate;

/// <summary>The bound beside the least that any policy can pay: at every moment all ways to divide the replicas are tried and billed by hand.</summary>
public sealed class LowerBoundTests
{
    private const double Hours = 60;

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(4, true)]
    [InlineData(5, true)]
    [InlineData(6, true)]
    public void Nobody_who_serves_all_demand_pays_less_and_it_is_not_far_below(int seed, bool spot)
    {
        var (input, future) = Small(seed, spot);
        var least = Exhaustive(input, future, spot);
        foreach (var every in (double[])[0.5, 1, 6])
        {
            var bound = LowerBound.Of(input, future, every, 0).Dollars;
            Assert.True(bound <= least + 1e-6, $"every {every} h: bound {bound}, least {least}");
            if (every <= 1)
                Assert.InRange(bound, 0.9 * least, least + 1e-6);
        }
    }

    [Fact]
    public void A_short_dip_or_a_price_that_falls_within_a_span_counts()
    {
        var fleet = SmallFleet.Two(SmallFleet.Calm);
        var prices = new[] { new PriceEvent(2.25, 0.5, "", "", "") { ForHours = 0.5 } };
        fleet = fleet with { Scenario = fleet.Scenario with { Prices = prices } };
        var input = SmallFleet.Input(fleet, [SmallFleet.Model("a", 40)]);
        var bound = LowerBound.Of(input, Future.Draw(fleet, 4, 1), 1, 0);
        Assert.Equal([4, 4, 2, 4], bound.Spans.Select(span => Math.Round(span.Bound, 6)));
    }

    [Fact]
    public void What_nobody_is_billed_does_not_count()
    {
        var fleet = SmallFleet.Two(SmallFleet.Calm);
        var policy = SmallFleet.Policy(spec =>
        {
            spec.CapacityTypes = [Api.CapacityKind.Spot];
            spec.Objective.SpotDollarsPerReclaimedGpu = 1000;
        });
        var input = SmallFleet.Input(fleet, [SmallFleet.Model("a", 40)], policy);
        var future = Future.Draw(fleet, 24, 1);
        Assert.Equal(4 * 0.4 * 24, LowerBound.Of(input, future, 6, 0).Dollars, 6);
        Assert.Equal(4 * 0.4 * 24, SimulationRun.Execute(input, future, Contender.Lepton()).Cost, 6);
    }

    [Fact]
    public void What_the_bound_misses_lies_between_it_and_what_is_placed_afresh()
    {
        var (input, future) = Small(1, spot: false);
        var bound = LowerBound.Of(input, future, 1, 0);
        Assert.InRange(bound.Afresh, bound.Dollars - 1e-6, 1.2 * bound.Dollars);
        Assert.Equal(Math.Ceiling(Hours / 11), bound.Spans.Count(span => span.Afresh is not null));
    }

    private static (SimulationInput, Future) Small(int seed, bool spot)
    {
        var fleet = SmallFleet.Two(SmallFleet.Calm with { SpotVolatility = 0.3 });
        var load = new[] { new LoadDefinition("ns/a") { Base = 12, Peak = 70, Noise = 0.2 }, new LoadDefinition("ns/b") { Base = 5, Peak = 36, PeakHour = 3, Noise = 0.2 } };
        var prices = new[] { new PriceEvent(10 + seed, 4, "cheap", "", "") { ForHours = 7.3 }, new PriceEvent(33.4, 0.3, "dear", "", "") { ForHours = 2.2 } };
        fleet = fleet with { Scenario = fleet.Scenario with { Load = load, Prices = prices } };
        var policy = spot ? SmallFleet.Policy(spec => spec.CapacityTypes = null) : SmallFleet.Policy();
        return (SmallFleet.Input(fleet, [SmallFleet.Model("a", 10), SmallFleet.Model("b", 10, gpus: 2)], policy), Future.Draw(fleet, Hours, seed));
    }

    /// <summary>Dollars over the whole time when at each moment the cheapest of all placements stands.</summary>
    private static double Exhaustive(SimulationInput input, Future future, bool spot)
    {
        var models = input.Models.Select(model => new ModelRun(Copy(model), input.LoadOf($"ns/{model.Metadata.Name}"))).ToList();
        var factors = new Dictionary<string, PriceChange>(StringComparer.Ordinal);
        var (dollars, next) = (0.0, 0);
        for (var at = 0.0; at < Hours;)
        {
            for (; next < future.Events.Count && future.Events[next].At <= at; next++)
            {
                if (future.Events[next] is PriceChange price)
                    factors[price.Source] = price;
                if (future.Events[next] is LoadChange load && models.Find(model => model.Key.ToString() == load.Model) is { } changed)
                {
                    changed.Load = load.UnitsPerSecond;
                    changed.Follow();
                }
            }

            var to = Math.Min(Hours, next < future.Events.Count ? future.Events[next].At : Hours);
            var replicas = models.Select(model => (int)Math.Ceiling(model.Model.Spec.Demand!.UnitsPerSecond / 10 - 1e-9)).ToList();
            dollars += (to - at) * Cheapest(replicas[0], replicas[1], (provider, terms) => Factor(factors.Values, provider, terms), spot);
            at = to;
        }

        return dollars;
    }

    /// <summary>
    /// West has one machine of four GPUs that is always there ($1 per GPU in use) and room for four more ($4 each) and two spot ones ($1.60 each), east for four
    /// ($12 each). Replicas of one and two GPUs fill machines of four without a gap as long as their number is enough.
    /// </summary>
    private static double Cheapest(int ones, int twos, Func<string, NodeCapacityType, double> factor, bool spot)
    {
        var (west, east, spotPrice) = (factor("cheap", NodeCapacityType.OnDemand), factor("dear", NodeCapacityType.OnDemand), factor("cheap", NodeCapacityType.Spot));
        var gpus = ones + 2 * twos;
        var least = double.MaxValue;
        for (var used = 0; used <= 4; used++)
        {
            for (var more = 0; more <= 4; more++)
            {
                for (var spots = 0; spots <= (spot ? 2 : 0); spots++)
                {
                    for (var dear = 0; dear <= 4; dear++)
                    {
                        // An odd number of GPUs on the machine that is always there needs a replica of one.
                        if (used + 4 * (more + spots + dear) < gpus || (used % 2 == 1 && ones == 0))
                            continue;
                        least = Math.Min(least, used * west + 4 * more * west + 4 * spots * 0.4 * spotPrice + 4 * dear * 3 * east);
                    }
                }
            }
        }

        return least;
    }

    private static double Factor(IEnumerable<PriceChange> changes, string provider, NodeCapacityType terms) => changes
        .Where(change => (change.Provider.Length == 0 || change.Provider == provider) && (change.CapacityType is null || change.CapacityType == terms))
        .Where(change => change.Region.Length == 0 || change.Region == "r-west")
        .Aggregate(1.0, (product, change) => product * change.Factor);

    private static Api.Models.LeptonModel Copy(Api.Models.LeptonModel model) => SmallFleet.Model(model.Metadata.Name!, model.Spec.Demand!.UnitsPerSecond, model.Spec.Accelerators![0].Count);
}
