using System.Collections.Concurrent;
using Lepton.Placement;

namespace Lepton.Operator.Tests.Loop;

/// <summary>Each plan of the whole fleet starts from the prices that the last one found (decision 0015).</summary>
public sealed class KeptPricesTests : IAsyncLifetime
{
    private readonly Recorder _solver = new();
    private readonly World _world;

    public KeptPricesTests() => _world = new World { Solver = _solver }.Cloud("aws", 10).Cloud("gcp", 12);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task The_plan_of_the_whole_fleet_starts_from_the_prices_of_the_last()
    {
        _world.With(Make.Model("m", 2), Make.Model("n", 1)).Start();
        await _world.ReadyAsync("m", "n");
        await _world.QuietAsync();
        _world.With(Make.Model("late", 1));
        await _world.ReadyAsync("late");
        await _world.QuietAsync();

        // A model that comes is placed alone; what moves all of them is a plan of the whole fleet.
        var runs = _solver.Runs.ToList();
        var whole = runs.FindAll(r => r.Problem.Models.Count == 3);
        Assert.True(whole.Count > 0, $"plans of {string.Join(", ", runs.Select(r => r.Problem.Models.Count))} models");
        var last = whole[^1];
        Assert.NotNull(last.Problem.Prices);
        Assert.Contains(runs, r => ReferenceEquals(r.Plan.Prices, last.Problem.Prices) && r.Problem.Models.Count >= 2);
    }

    private sealed class Recorder : IPlacementSolver
    {
        private readonly PlacementSolver _solver = new();

        public ConcurrentQueue<(PlacementProblem Problem, PlacementPlan Plan)> Runs { get; } = new();

        public PlacementPlan Solve(PlacementProblem problem, CancellationToken cancellationToken = default)
        {
            var plan = _solver.Solve(problem, cancellationToken);
            Runs.Enqueue((problem, plan));
            return plan;
        }
    }
}
