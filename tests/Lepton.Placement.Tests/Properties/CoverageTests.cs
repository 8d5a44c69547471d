using Lepton.Placement.Tests.Support;

namespace Lepton.Placement.Tests.Properties;

/// <summary>The random problems are only worth something if every kind of constraint binds in some of them.</summary>
public class CoverageTests
{
    private const int Size = 300;

    private static readonly Lazy<List<(PlacementProblem Problem, double Total)>> Sample = new(() =>
    {
        // One generator for all: seeds in a row give generators that resemble each other.
        var random = new Random(1);
        return Enumerable.Range(0, Size).Select(_ => TinyProblems.Make(random)).Select(p => (p, Make.Solve(p).Total())).ToList();
    });

    public static TheoryData<string> Kinds => [.. Relaxed.Keys];

    private static Dictionary<string, Func<PlacementProblem, PlacementProblem>> Relaxed { get; } = new()
    {
        ["providers"] = p => Each(p, m => m with { Providers = [] }),
        ["regions"] = p => Each(p, m => m with { Regions = [] }),
        ["clusters"] = p => Each(p, m => m with { Clusters = [] }),
        ["jurisdictions"] = p => Each(p, m => m with { Jurisdictions = [] }),
        ["labels"] = p => Each(p, m => m with { RequireLabels = [] }),
        ["excluded pools"] = p => Each(p, m => m with { ExcludedPools = new Dictionary<string, string>() }),
        ["capacity types"] = p => Each(p, m => m with { CapacityTypes = [] }),
        ["min domains"] = p => Spread(p, s => s with { MinDomains = null }),
        ["max share"] = p => Spread(p, s => s with { MaxShare = null }),
        ["max skew"] = p => Spread(p, s => s with { MaxSkew = null }),
        ["spot share"] = p => Each(p, m => m with { MaxSpotShare = null }),
        ["on-demand floor"] = p => Each(p, m => m with { MinOnDemandReplicas = null }),
        ["budget"] = p => Each(p, m => m with { Budget = null }),
        ["region cost"] = p => Each(p, m => m with { RegionCost = new Dictionary<string, double>() }),
        ["response time"] = p => Each(p, m => m with { ResponseCost = 0 }),
        ["reclaim cost"] = p => Each(p, m => m with { ReclaimCost = 0 }),
        ["move cost"] = p => Each(p, m => m with { MoveCost = 0 }),
        ["GPU limits"] = p => p with { Limits = p.Limits.Select(l => l with { Gpus = null, HourlyCost = l.HourlyCost ?? 1e6 }).ToList() },
        ["cost limits"] = p => p with { Limits = p.Limits.Select(l => l with { HourlyCost = null, Gpus = l.Gpus ?? 100_000 }).ToList() },
        ["gang"] = p => Each(p, m => m.Kind == ModelKind.Training ? m with { Kind = ModelKind.Inference, Demand = m.Demand ?? m.Replicas, Replicas = null } : m),
        ["vCPU"] = p => Each(p, m => m with { Cpu = 0, Accelerators = m.Accelerators.Select(a => a with { Cpu = null }).ToList() }),
        ["memory"] = p => Each(p, m => m with { MemoryGiB = 0 }),
        ["capacity"] = p => p with { Pools = p.Pools.Select(x => x with { NewNodes = 20 }).ToList() },
        ["whole nodes"] = p => p with { Pools = p.Pools.Select(x => x.Billing == Billing.PerNode && x.GpusPerNode > 0 ? x with { Billing = Billing.PerGpu, Price = x.Price / x.GpusPerNode } : x).ToList() },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void It_binds_in_some_problems(string kind)
    {
        var binding = Sample.Value.Count(x => Math.Abs(Make.Solve(Relaxed[kind](x.Problem)).Total() - x.Total) > 1e-4);
        Assert.True(binding >= 3, $"{kind} decides the cost of {binding} of {Size} problems");
    }

    private static PlacementProblem Each(PlacementProblem problem, Func<Model, Model> change) => problem with { Models = problem.Models.Select(change).ToList() };

    private static PlacementProblem Spread(PlacementProblem problem, Func<SpreadRule, SpreadRule> change) =>
        Each(problem, m => m with { Spread = m.Spread.Select(change).ToList() });
}
