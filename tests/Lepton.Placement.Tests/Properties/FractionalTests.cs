using Lepton.Placement.Bound;
using Lepton.Placement.Bound.Fractional;
using Lepton.Placement.Core;
using Lepton.Placement.Tests.Support;

namespace Lepton.Placement.Tests.Properties;

/// <summary>The plan in fractions, of which the bound's prices come.</summary>
public class FractionalTests
{
    [Fact]
    public void A_linear_program_with_a_known_optimum_is_solved()
    {
        // Two goods of worth 3 and 5; x ≤ 4, 2y ≤ 12, 3x + 2y ≤ 18: the textbook's optimum is x = 2, y = 6 at prices 0, 3/2, 1 (Hillier and Lieberman, the Wyndor Glass Company).
        var program = new LinearProgram();
        var (x, y) = (program.Column(-3, 4), program.Column(-5, 100));
        var (second, third) = (program.Row(12), program.Row(18));
        program.Set(second, y, 2);
        program.Set(third, x, 3);
        program.Set(third, y, 2);
        var solver = new PrimalDual(program.Build(), new double[2], new double[2]);
        solver.Run(20_000, 1e-9, CancellationToken.None);
        Assert.Equal([2.0, 6.0], solver.Plan.Select(v => Math.Round(v, 4)));
        Assert.Equal([1.5, 1.0], solver.Prices.Select(v => Math.Round(v, 4)));
        Assert.True(solver.Error <= 1e-9, $"{solver.Error} is left");
    }

    [Fact]
    public void Its_prices_are_a_better_start_than_those_of_the_market()
    {
        var instance = InstanceBuilder.Build(Fleets.Make(seed: 11, models: 60, clusters: 8, load: 0.9));
        var relaxation = new Relaxation(instance);
        var market = relaxation.Value(relaxation.Start());
        var point = new FractionalPoint(instance, relaxation.Start());
        new FractionalPlan(instance, relaxation).Solve(point, 600, 1e-4, 1, CancellationToken.None);
        var (prices, replicas) = (point.Multipliers, point.Replicas);
        Assert.True(relaxation.Value(prices) > market * 1.02, $"{relaxation.Value(prices)}, and {market} at market prices");
        Assert.All(replicas, r => Assert.True(r >= 0, $"{r} replicas"));
        Assert.All(instance.Models.Where(m => !m.Refused && !m.Gang), m => Assert.True(
            m.Options.Sum(o => replicas[relaxation.Pairs.First[m.Index] + o.Index] / Math.Max(m.Needed(o.Units), m.Rules.LeastReplicas)) <= 1.1, $"{m.Source.Id} gets more than it wants"));
    }

    [Fact]
    public void Its_prices_do_not_hang_on_what_demand_is_counted_in()
    {
        var fleet = Fleets.Make(seed: 11, models: 60, clusters: 8, load: 0.9);
        var thousandfold = fleet with { Models = fleet.Models.Select(m => m.Demand is { } demand ? Counted(m, demand, 5000) : m).ToList() };
        var (ours, theirs) = (Priced(fleet), Priced(thousandfold));
        Assert.True(Math.Abs(theirs - ours) < 0.005 * ours, $"{theirs} where demand is counted in smaller units, {ours} in larger ones");
    }

    private static Model Counted(Model model, double demand, double times) => model with
    {
        Demand = demand * times,
        UnplacedPenalty = model.UnplacedPenalty / times,
        RegionCost = model.RegionCost.ToDictionary(c => c.Key, c => c.Value / times),
        Accelerators = model.Accelerators.Select(a => a with { Throughput = a.Throughput * times }).ToList(),
    };

    /// <summary>$/h of the bound over the candidates at the prices of the fractional plan.</summary>
    private static double Priced(PlacementProblem problem)
    {
        var instance = InstanceBuilder.Build(problem);
        var relaxation = new Relaxation(instance);
        var point = new FractionalPoint(instance, relaxation.Start());
        new FractionalPlan(instance, relaxation).Solve(point, 600, 1e-4, 1, CancellationToken.None);
        return relaxation.Value(point.Multipliers);
    }
}
