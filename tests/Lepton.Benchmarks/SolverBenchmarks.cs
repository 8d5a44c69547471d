using BenchmarkDotNet.Attributes;
using Lepton.Placement;

namespace Lepton.Benchmarks;

/// <summary>A whole plan from nothing, with its bound, against the policy that only takes the cheapest first.</summary>
public class SolverBenchmarks
{
    private PlacementProblem _problem = new();

    [Params(12, 100)]
    public int Models { get; set; }

    [GlobalSetup]
    public void Setup() => _problem = Fleets.Problem(Models, Models / 2, seed: 1);

    [Benchmark(Baseline = true)]
    public PlacementPlan CheapestFirst() => Baselines.CheapestFirst(_problem);

    [Benchmark]
    public PlacementPlan Solve() => new PlacementSolver().Solve(_problem);
}
