using System.Diagnostics;
using System.Globalization;
using Lepton.Benchmarks.Reports;
using Lepton.Placement;
using Lepton.Placement.Verification;

namespace Lepton.Benchmarks.Solver;

/// <summary>
/// Single changes of a fleet that was solved: models of another fleet come and go again, one at a time, then the largest clusters are lost, one after the other. Each change includes its bound.
/// The targets are for processor time; wall clock, which other work on the machine stretches, is printed beside it. A small fleet goes through the same changes first: compiling is not solving.
/// </summary>
internal sealed class IncrementalRun
{
    private const int Warm = 200;
    private const int WarmUpSeed = 1;
    private const int Models = 500;
    private const int Clusters = 10;

    private readonly string _name;
    private readonly Samples _added = new();
    private readonly Samples _lost = new();
    private int _movedByAdding;
    private int _movedByLosing;
    private int _placed;
    private double _first;
    private double _gap;

    public IncrementalRun(ScalePoint point, int seed, PlacementProblem problem, PlacementPlan plan)
    {
        _name = $"{point.Name} seed {seed}";
        var where = plan.Placements.ToLookup(p => p.Model, p => new CurrentPlacement(p.Pool, p.Replicas), StringComparer.Ordinal);
        var solver = new IncrementalSolver(problem with { Models = problem.Models.Select(m => m with { Current = where[m.Id].ToList() }).ToList() }, plan.Prices);
        _gap = (solver.Total - solver.Bound) / solver.Total;
        WarmUp();
        Add(solver, point.Problem(seed + 1000).Models);
        Lose(solver, problem);
        var verification = PlanVerifier.Verify(solver.Problem, solver.Plan());
        Holds = verification.Holds;
        Violations = verification.Violations;
    }

    public bool Holds { get; }

    public IReadOnlyList<string> Violations { get; }

    public IEnumerable<Figure> Figures() =>
    [
        new($"{_name}: model added, with its bound, p50", _added.Wall(0.5), "ms"),
        new($"{_name}: model added, with its bound, p99", _added.Wall(0.99), "ms"),
        new($"{_name}: model added, processor time, p50", _added.Cpu(0.5), "ms"),
        new($"{_name}: model added, processor time, p99", _added.Cpu(0.99), "ms", 1),
        new($"{_name}: replicas of others moved by {Models} models added", _movedByAdding, "replicas", 0.5),
        new($"{_name}: largest cluster lost, processor time", _first, "ms", 50),
        new($"{_name}: one of the {Clusters} largest clusters lost, processor time, p50", _lost.Cpu(0.5), "ms"),
        new($"{_name}: one of the {Clusters} largest clusters lost, processor time, p99", _lost.Cpu(0.99), "ms", 50),
        new($"{_name}: one of the {Clusters} largest clusters lost, p50", _lost.Wall(0.5), "ms"),
        new($"{_name}: one of the {Clusters} largest clusters lost, p99", _lost.Wall(0.99), "ms"),
        new($"{_name}: replicas of others moved by losing clusters", _movedByLosing, "replicas", 0.5),
        new($"{_name}: gap at the kept prices", _gap * 100, "%"),
    ];

    public string Row() => string.Create(CultureInfo.InvariantCulture, $"{_name}: {_placed} of {Models} models that came were wholly placed; {(Holds ? "holds" : "BROKEN")}");

    /// <summary>On fleets of 200 models, so often that what is used often is compiled as it will stay; no change of the fleet that is measured.</summary>
    private static void WarmUp()
    {
        var small = ScalePoint.All.First(p => p.Models == 200);
        for (var round = 0; round < 3; round++)
        {
            var problem = small.Problem(WarmUpSeed + round);
            var solver = new IncrementalSolver(problem, new KeptPrices());
            foreach (var model in small.Problem(WarmUpSeed + 1000).Models)
            {
                solver.Add(model with { Id = $"warm-{model.Id}" });
                solver.Remove($"warm-{model.Id}");
            }

            foreach (var cluster in problem.Pools.GroupBy(p => p.Cluster, StringComparer.Ordinal).Take(15))
                solver.LosePools(cluster.Select(p => p.Id).ToList());
        }
    }

    private void Add(IncrementalSolver solver, IReadOnlyList<Model> models)
    {
        for (var i = 0; i < Warm + Models; i++)
        {
            var model = models[i % models.Count] with { Id = $"came-{i}" };
            var change = _added.Measure(() => solver.Add(model), i >= Warm);
            _movedByAdding += change.OthersMoved;
            _placed += i >= Warm && change.Unplaced.Count == 0 ? 1 : 0;
            solver.Remove(model.Id);
        }
    }

    private void Lose(IncrementalSolver solver, PlacementProblem problem)
    {
        var largest = problem.Pools.GroupBy(p => p.Cluster, StringComparer.Ordinal).OrderByDescending(g => g.Sum(p => p.Nodes.Sum(n => n.Gpus) + (p.NewNodes * p.GpusPerNode))).ThenBy(g => g.Key, StringComparer.Ordinal);
        foreach (var cluster in largest.Take(Clusters))
        {
            _movedByLosing += _lost.Measure(() => solver.LosePools(cluster.Select(p => p.Id).ToList()), true).OthersMoved;
            _first = _first > 0 ? _first : _lost.Cpu(1);
        }
    }

    /// <summary>Times in milliseconds.</summary>
    private sealed class Samples
    {
        private readonly List<double> _wall = [];
        private readonly List<double> _cpu = [];

        public double Wall(double part) => Quantile(_wall, part);

        public double Cpu(double part) => Quantile(_cpu, part);

        public T Measure<T>(Func<T> action, bool counts)
        {
            var (cpu, watch) = (Environment.CpuUsage.TotalTime, Stopwatch.StartNew());
            var result = action();
            if (counts)
            {
                _wall.Add(watch.Elapsed.TotalMilliseconds);
                _cpu.Add((Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds);
            }

            return result;
        }

        private static double Quantile(List<double> values, double part) => values.Order().ElementAt(Math.Clamp((int)Math.Ceiling(part * values.Count) - 1, 0, values.Count - 1));
    }
}
