using Lepton.Placement.Tests.Support;
using Lepton.Placement.Verification;

namespace Lepton.Placement.Tests.Properties;

public class InvarianceTests
{
    private const double Cent = 1e-5;

    [Fact]
    public void The_same_problem_gives_the_same_bytes() => Support.Properties.Hold(150, problem =>
        Assert.Equal(PlanText.Of(Make.Solve(problem)), PlanText.Of(Make.Solve(problem))));

    [Fact]
    public void The_order_of_pools_and_models_does_not_matter() => Support.Properties.Hold(150, problem =>
    {
        var turned = problem with { Pools = problem.Pools.Reverse().ToList(), Models = problem.Models.Reverse().ToList() };
        Assert.Equal(PlanText.Of(Make.Solve(problem)), PlanText.Of(Make.Solve(turned)));
    });

    [Fact]
    public void Other_names_give_the_same_cost() => Support.Properties.Hold(150, problem =>
        Assert.Equal(Make.Solve(problem).Total(), Make.Solve(Renamed(problem)).Total(), Cent));

    [Fact]
    public void Another_seed_gives_the_same_cost_where_the_optimum_is_proven() => Support.Properties.Hold(100, problem =>
        Assert.Equal(Make.Solve(problem).Total(), Make.Solve(problem with { Seed = problem.Seed + 1 }).Total(), Cent));

    [Fact]
    public void Everything_twice_costs_no_more_than_twice() => Support.Properties.Hold(80, problem =>
    {
        // A skew rule counts further eligible domains, and a limit is not doubled with its fleet.
        if (problem.Limits.Count > 0 || !SkewStaysTheSame(problem))
        {
            return;
        }

        var optimum = Exhaustive.Optimum(problem);
        var twice = problem with { Pools = [.. problem.Pools, .. problem.Pools.Select(p => p with { Id = p.Id + "'" })], Models = [.. problem.Models, .. problem.Models.Select(Again)] };
        var plan = Make.Solve(twice);
        Assert.True(plan.Bound <= (2 * optimum) + 1e-6, $"bound {plan.Bound} of twice the problem, whose optimum is {optimum}");
        var found = PlanVerifier.Verify(twice, plan);
        Assert.True(found.Holds, string.Join("\n", found.Violations));
    });

    private static Model Again(Model model) => model with
    {
        Id = model.Id + "'",
        Current = model.Current.Select(c => c with { Pool = c.Pool + "'" }).ToList(),
        ExcludedPools = model.ExcludedPools.ToDictionary(e => e.Key + "'", e => e.Value),
    };

    [Fact]
    public void Equal_models_in_equal_pools_are_placed_without_a_gap()
    {
        var pools = Enumerable.Range(0, 6).Select(i => Make.Pool($"p{i}", 2, gpus: 4)).ToList();
        var plan = Make.Solve(Make.Problem(pools, Enumerable.Range(0, 6).Select(i => Make.Service($"m{i}", 4)).ToArray()));
        Assert.Equal(48, plan.Cost, 6);
        Assert.Equal(48, plan.Bound, 5);
    }

    [Fact]
    public void More_capacity_never_costs_more() => Support.Properties.Hold(150, problem =>
    {
        var pool = problem.Pools[problem.Seed % problem.Pools.Count];
        var node = new NodeFree(pool.GpusPerNode, pool.CpuPerNode, pool.MemoryGiBPerNode);
        var larger = Replace(problem, pool, pool with { Nodes = [.. pool.Nodes, node], NewNodes = pool.NewNodes + 1 });
        if (SkewStaysTheSame(problem))
        {
            Assert.True(Make.Solve(larger).Total() <= Make.Solve(problem).Total() + Cent);
        }
    });

    [Fact]
    public void A_lower_price_never_costs_more() => Support.Properties.Hold(150, problem =>
    {
        var pool = problem.Pools[problem.Seed % problem.Pools.Count];
        var cheaper = Replace(problem, pool, pool with { Price = pool.Price / 2, PricePerCpu = pool.PricePerCpu / 2 });
        if (SkewStaysTheSame(problem))
        {
            Assert.True(Make.Solve(cheaper).Total() <= Make.Solve(problem).Total() + Cent);
        }
    });

    [Fact]
    public void Fewer_rules_never_cost_more() => Support.Properties.Hold(150, problem =>
    {
        var free = problem with
        {
            Models = problem.Models.Select(m => m with
            {
                Spread = [],
                MaxSpotShare = null,
                MinOnDemandReplicas = null,
                Budget = null,
                Providers = [],
                Regions = [],
                Clusters = [],
                Jurisdictions = [],
                RequireLabels = [],
            }).ToList(),
            Limits = [],
        };
        if (problem.Models.All(m => m.Spread.Count == 0 && m.MinOnDemandReplicas is null))
        {
            Assert.True(Make.Solve(free).Total() <= Make.Solve(problem).Total() + Cent);
        }
    });

    /// <summary>A cheaper or larger pool can make a domain eligible, and a skew rule then counts it as empty: more room may rightly cost more.</summary>
    private static bool SkewStaysTheSame(PlacementProblem problem) => problem.Models.All(m => m.Spread.All(s => s.MaxSkew is null));

    private static PlacementProblem Replace(PlacementProblem problem, Pool pool, Pool with) =>
        problem with { Pools = problem.Pools.Select(p => p.Id == pool.Id ? with : p).ToList() };

    private static PlacementProblem Renamed(PlacementProblem problem)
    {
        var names = problem.Pools.Select(p => p.Id).Concat(problem.Models.Select(m => m.Id)).Select((id, i) => (id, Name: $"{(char)('z' - i)}{id}")).ToDictionary(x => x.id, x => x.Name);
        return problem with
        {
            Pools = problem.Pools.Select(p => p with { Id = names[p.Id] }).ToList(),
            Models = problem.Models.Select(m => m with
            {
                Id = names[m.Id],
                Current = m.Current.Select(c => c with { Pool = names[c.Pool] }).ToList(),
                ExcludedPools = m.ExcludedPools.ToDictionary(e => names[e.Key], e => e.Value),
            }).ToList(),
            Limits = problem.Limits.Select(l => l with { Models = l.Models?.Select(m => names.GetValueOrDefault(m, m)).ToList() }).ToList(),
        };
    }
}
