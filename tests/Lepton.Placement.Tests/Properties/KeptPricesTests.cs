using Lepton.Placement.Tests.Support;
using Lepton.Placement.Verification;

namespace Lepton.Placement.Tests.Properties;

public class KeptPricesTests
{
    [Fact]
    public void A_bound_that_starts_from_the_prices_of_another_fleet_is_a_bound() => Support.Properties.Hold(100, problem =>
    {
        var before = Make.Solve(problem);
        var pool = problem.Pools[problem.Seed % problem.Pools.Count];
        var changed = problem with { Pools = problem.Pools.Select(p => p == pool ? p with { NewNodes = p.NewNodes + 1 } : p).ToList(), Models = problem.Models.Skip(1).ToList() };
        var optimum = Exhaustive.Optimum(changed);
        foreach (var work in new[] { 1, 0 })
        {
            var kept = changed with { Work = work, Prices = before.Prices };
            var plan = Make.Solve(kept);
            Assert.True(plan.Bound <= optimum + 1e-6, $"bound {plan.Bound} above the optimum {optimum}");
            Assert.True(plan.Total() >= optimum - 1e-6, $"total {plan.Total()} below the optimum {optimum}");
            var found = PlanVerifier.Verify(kept, plan);
            Assert.True(found.Holds, string.Join("\n", found.Violations));
        }
    });

    [Fact]
    public void Kept_prices_spare_most_of_the_steps_at_the_same_bound()
    {
        var problem = Fleets.Make(seed: 9, models: 60, clusters: 8, load: 0.8) with { Work = 1_000 };
        var first = Make.Solve(problem);
        var again = Make.Solve(problem with { Prices = first.Prices });
        Assert.True(again.Bound >= 0.98 * first.Bound, $"{again.Bound} from kept prices, {first.Bound} from nothing");
        Assert.True(again.Work < first.Work, $"{again.Work} evaluations from kept prices, {first.Work} from nothing");
    }
}
