using Lepton.Placement.Bound;
using Lepton.Placement.Core;
using Lepton.Placement.Incremental;
using Lepton.Placement.Tests.Support;
using Lepton.Placement.Verification;

namespace Lepton.Placement.Tests.Incremental;

/// <summary>Whatever changes come one after the other, in fleets with every kind of rule.</summary>
public class IncrementalPropertyTests
{
    private const int Changes = 6;

    [Fact]
    public void The_bound_is_that_of_a_run_from_scratch_at_equal_prices() => Support.Properties.Hold(150, problem => Walk(problem, moveBudget: 2, (solver, change) =>
    {
        var scratch = FromScratch(solver);
        Assert.True(Math.Abs(solver.Bound - scratch) < 1e-6, $"bound {solver.Bound} after changes, {scratch} from scratch");
    }));

    [Fact]
    public void At_the_start_the_bound_is_that_of_the_relaxation() => Support.Properties.Hold(150, problem =>
    {
        var instance = InstanceBuilder.Build(problem, open: true);
        var relaxation = new Relaxation(instance);
        var random = new Random(problem.Seed);
        var multipliers = Enumerable.Range(0, relaxation.Size).Select(_ => random.Next(3) == 0 ? 0 : random.NextDouble() * 3).ToArray();
        var solver = new IncrementalSolver(problem, RowPrices.Of(instance, relaxation.Rows, multipliers));
        Assert.Equal(Math.Max(0, relaxation.Certified(multipliers)), FromScratch(solver), 6);
    });

    [Fact]
    public void The_bound_is_never_above_the_optimum_nor_the_total_below_it() => Support.Properties.Hold(100, problem => Walk(problem, moveBudget: 2, (solver, change) =>
    {
        var optimum = Exhaustive.Optimum(solver.Problem);
        Assert.True(change.Bound <= optimum + 1e-6, $"bound {change.Bound} above the optimum {optimum}");
        Assert.True(optimum <= change.Total + 1e-5, $"total {change.Total} below the optimum {optimum}");
    }));

    [Fact]
    public void The_verifier_accepts_every_plan() => Support.Properties.Hold(150, problem => Walk(problem, moveBudget: 2, (solver, change) =>
    {
        var found = PlanVerifier.Verify(solver.Problem, solver.Plan());
        Assert.True(found.Holds, string.Join("\n", found.Violations));
        Assert.Equal(found.Cost + found.Penalty, change.Total, 4);
    }));

    [Fact]
    public void Without_a_budget_nobody_moves_whom_the_change_does_not_concern() => Support.Properties.Hold(150, problem =>
    {
        var (solver, changes) = (new IncrementalSolver(problem), new RandomChanges(problem));
        for (var i = 0; i < Changes; i++)
        {
            var (before, pools) = (solver.Plan().Placements, solver.Problem.Pools);
            var change = changes.Next(solver, 0, out var about);
            var (after, now) = (solver.Plan().Placements, solver.Problem.Pools);
            // A pool that is as it was may hold no fewer replicas of a model that lost nothing; but a rule of skew counts new domains.
            var skewed = solver.Problem.Models.Where(m => m.Spread.Any(s => s.MaxSkew is not null)).Select(m => m.Id).ToHashSet();
            var same = now.Where(p => pools.Contains(p)).Select(p => p.Id).ToHashSet();
            var untouched = before.GroupBy(p => p.Model).Where(g => !about.Contains(g.Key) && !skewed.Contains(g.Key) && g.All(p => same.Contains(p.Pool)));
            foreach (var model in untouched)
            {
                var there = after.Where(p => p.Model == model.Key).ToList();
                Assert.All(model, p => Assert.True(there.Exists(t => t.Pool == p.Pool && t.Replicas >= p.Replicas), $"{model.Key} left {p.Pool}"));
            }

            Assert.Equal(0, change.OthersMoved);
        }
    });

    [Fact]
    public void No_more_replicas_move_than_the_budget_says() => Support.Properties.Hold(150, problem => Walk(problem, moveBudget: 1, (_, change) => Assert.InRange(change.OthersMoved, 0, 1)));

    private static void Walk(PlacementProblem problem, int moveBudget, Action<IncrementalSolver, IncrementalChange> check)
    {
        var (solver, changes) = (new IncrementalSolver(problem), new RandomChanges(problem));
        for (var i = 0; i < Changes; i++)
        {
            check(solver, changes.Next(solver, moveBudget, out _));
        }
    }

    private static double FromScratch(IncrementalSolver solver)
    {
        var instance = InstanceBuilder.Build(solver.Problem, open: true);
        var rows = new PoolRows(instance, every: true);
        return new KeptBound(instance, rows, RowPrices.In(instance, rows, solver.Prices)).Refreshed(instance);
    }
}
