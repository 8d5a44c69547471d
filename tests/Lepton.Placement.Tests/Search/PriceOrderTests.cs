using Lepton.Placement.Core;
using Lepton.Placement.Search;
using Lepton.Placement.Tests.Support;

namespace Lepton.Placement.Tests.Search;

public class PriceOrderTests
{
    private const int Draws = 4_000;

    private static readonly Instance Instance = InstanceBuilder.Build(Make.Problem(Enumerable.Range(0, 12).Select(i => Make.Pool($"p{i:00}", 12 - i)), Make.Service("m", 2), Make.Service("n", 1)));

    /// <summary>How often each pool is drawn.</summary>
    private static Dictionary<string, int> Drawn(ShadowPrices shadow, int seed = 1)
    {
        var model = Instance.Models[0];
        var order = new PriceOrder(Instance, [model], shadow, new Random(seed));
        return Enumerable.Range(0, Draws).Select(_ => order.Any(model)).GroupBy(o => o.Pool.Source.Id, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
    }

    [Fact]
    public void Without_prices_of_the_bound_what_costs_least_is_drawn_most_and_each_further_one_less()
    {
        var drawn = Drawn(new ShadowPrices(Instance));
        // The cheapest is the last: each further place is e^(-1/4) as likely, a fifth less.
        var cheapestFirst = Enumerable.Range(0, 12).Select(i => drawn[$"p{11 - i:00}"]).ToList();
        Assert.Equal(cheapestFirst.Take(6).OrderDescending(), cheapestFirst.Take(6));
        Assert.InRange(cheapestFirst[0], 0.19 * Draws, 0.27 * Draws);
        Assert.True(cheapestFirst[0] > 5 * cheapestFirst[11], string.Join(' ', cheapestFirst));
    }

    [Fact]
    public void Every_pool_is_drawn_some_time_and_none_that_is_no_candidate() => Assert.Equal(Instance.Models[0].Options.Select(o => o.Pool.Source.Id).Order(StringComparer.Ordinal), Drawn(new ShadowPrices(Instance)).Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void What_others_want_goes_to_the_back()
    {
        var shadow = new ShadowPrices(Instance);
        shadow.Of(Instance.Models[0])[11] = 100;
        var drawn = Drawn(shadow);
        Assert.Equal("p10", drawn.MaxBy(d => d.Value).Key);
        Assert.True(drawn["p11"] < drawn["p02"], "the cheapest by itself is the dearest with what it takes from others");
    }

    [Fact]
    public void All_of_the_demand_counts_not_one_replica()
    {
        // A replica of p at 3 serves two units, one of q at 2 serves one: two units cost 3 and 4.
        var model = Make.Service("m", 2) with { Accelerators = [new AcceleratorOption { Name = "H100", Throughput = 2 }, new AcceleratorOption { Name = "L4", Throughput = 1 }] };
        var instance = InstanceBuilder.Build(Make.Problem([Make.Pool("p", 3, accelerator: "H100"), Make.Pool("q", 2, accelerator: "L4")], model));
        var order = new PriceOrder(instance, instance.Models, new ShadowPrices(instance), new Random(3));
        var first = Enumerable.Range(0, Draws).Count(_ => order.Any(instance.Models[0]).Pool.Source.Id == "p");
        Assert.True(first > Draws / 2, $"p was drawn {first} times of {Draws}");
    }

    [Fact]
    public void The_same_seed_draws_the_same() => Assert.Equal(Drawn(new ShadowPrices(Instance), 7).OrderBy(d => d.Key), Drawn(new ShadowPrices(Instance), 7).OrderBy(d => d.Key));
}
