using Lepton.Placement.Interchange;
using Lepton.Placement.Tests.Support;
using Lepton.Placement.Verification;

namespace Lepton.Placement.Tests.Solving;

public class FleetTests
{
    [Theory]
    [InlineData(2, 12, 3, 0.9, 0.05)]
    [InlineData(2, 60, 10, 0.6, 0.12)]
    [InlineData(3, 60, 10, 0.9, 0.12)]
    public void Fleets_are_placed_well_and_certified(int seed, int models, int clusters, double load, double gap)
    {
        var problem = Fleets.Make(seed, models, clusters, load);
        var plan = Make.Solve(problem);
        var found = PlanVerifier.Verify(problem, plan);
        Assert.True(found.Holds, string.Join("\n", found.Violations));
        Assert.InRange(plan.Gap, 0, gap);
        Assert.True(plan.Penalty < 0.05 * problem.Models.Sum(m => m.UnplacedPenalty * (m.Demand ?? 1)), $"penalty {plan.Penalty}");
    }

    [Fact]
    public void Hundreds_of_models_give_the_same_plan_twice()
    {
        var problem = Fleets.Make(seed: 4, models: 200, clusters: 20, load: 0.8) with { Work = 60_000 };
        var once = Make.Solve(problem);
        Assert.Equal(PlanText.Of(once), PlanText.Of(Make.Solve(PlacementFile.ReadProblem(PlacementFile.WriteProblem(problem)))));
        Assert.True(PlanVerifier.Verify(problem, once).Holds);
    }

    [Fact]
    public void More_work_never_gives_a_dearer_plan()
    {
        var problem = Fleets.Make(seed: 6, models: 50, clusters: 8, load: 0.9);
        var totals = new long[] { 1, 10_000, 100_000 }.Select(w => Make.Solve(problem with { Work = w }).Total()).ToList();
        Assert.Equal(totals.OrderDescending(), totals);
    }

    [Fact]
    public void Work_is_a_limit()
    {
        var problem = Fleets.Make(seed: 6, models: 50, clusters: 8, load: 0.9);
        Assert.True(Make.Solve(problem with { Work = 5_000 }).Work < Make.Solve(problem with { Work = 200_000 }).Work);
    }

    [Fact]
    public void A_cancelled_search_returns_a_plan_that_holds()
    {
        var problem = Fleets.Make(seed: 7, models: 50, clusters: 8, load: 0.9);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        var plan = new PlacementSolver().Solve(problem, cancelled.Token);
        var found = PlanVerifier.Verify(problem, plan);
        Assert.True(found.Holds, string.Join("\n", found.Violations));
        Assert.NotEmpty(plan.Placements);
    }

    [Fact]
    public void A_search_that_is_cancelled_midway_returns_the_best_so_far_with_its_gap()
    {
        var problem = Fleets.Make(seed: 7, models: 50, clusters: 8, load: 0.9);
        using var cancelled = new CancellationTokenSource();
        var best = double.PositiveInfinity;
        void Told(SolverProgress progress)
        {
            best = Math.Min(best, progress.Total);
            if (progress.Phase == "search")
            {
                cancelled.Cancel();
            }
        }

        var plan = new PlacementSolver { Progress = Told }.Solve(problem, cancelled.Token);
        Assert.True(PlanVerifier.Verify(problem, plan).Holds);
        Assert.Equal(best, plan.Total(), 3);
        Assert.InRange(plan.Gap, 1e-6, 0.5);
        Assert.True(plan.Work < Make.Solve(problem).Work, "it ended early");
    }

    [Fact]
    public void A_model_of_a_hundred_thousand_replicas_is_no_hang()
    {
        var pools = Enumerable.Range(0, 20).Select(i => Make.Pool($"p{i:00}", 1 + (i * 0.1), 0, newNodes: 1000)).ToList();
        var problem = Make.Problem(pools, Make.Service("huge", 100_000), Make.Service("small", 3));
        var plan = Make.Solve(problem);
        Assert.True(plan.Placements.Sum(p => p.Replicas) == 100_003, "all are placed");
        Assert.InRange(plan.Gap, 0, 0.01);
    }

    [Fact]
    public void A_hundred_copies_of_one_model_fill_the_cheapest_pools()
    {
        var pools = Enumerable.Range(0, 10).Select(i => Make.Pool($"p{i}", 1 + i, 2)).ToList();
        var plan = Make.Solve(Make.Problem(pools, Enumerable.Range(0, 100).Select(i => Make.Service($"m{i:00}", 1)).ToArray()));
        Assert.Equal(Enumerable.Range(0, 6).Sum(i => 16 * (1 + i)) + (4 * 7), plan.Cost, 6);
        Assert.InRange(plan.Gap, 0, 0.03);
    }

    [Fact]
    public void A_gang_evicts_what_is_cheaper_to_leave_or_can_go_elsewhere()
    {
        var pools = new[] { Make.Pool("big", 1, 2), Make.Pool("other", 2, 1) };
        var services = Enumerable.Range(0, 8).Select(i => Make.Service($"s{i}", 1, penalty: 20) with { MoveCost = 0.1, Current = [new CurrentPlacement("big", 1)] });
        var plan = Make.Solve(Make.Problem(pools, [.. services, Make.Gang("gang", 2, gpus: 8, penalty: 1000)]));
        Assert.Empty(plan.Unplaced);
        Assert.Contains(plan.Placements, p => p is { Model: "gang", Pool: "big", Replicas: 2 });
        Assert.Equal(8, plan.Placements.Count(p => p.Pool == "other"));
        Assert.Equal(16 + 16 + 0.8, plan.Cost, 6);
    }
}
