using Lepton.Placement.Core;
using Lepton.Placement.Tests.Support;
using Lepton.Placement.Verification;

namespace Lepton.Placement.Tests.Solving;

/// <summary>More than one core: enough models that all parts of the solver use them.</summary>
public class ThreadsTests
{
    private static readonly PlacementProblem Problem = Fleets.Make(seed: 5, models: 300, clusters: 20, load: 0.9) with { Work = 40_000 };

    [Fact]
    public void The_same_number_of_threads_gives_the_same_plan()
    {
        var once = new PlacementSolver { Threads = 3 }.Solve(Problem);
        Assert.Equal(PlanText.Of(once), PlanText.Of(new PlacementSolver { Threads = 3 }.Solve(Problem)));
        Assert.True(PlanVerifier.Verify(Problem, once).Holds);
    }

    [Fact]
    public void The_bound_is_that_of_one_thread()
    {
        var instance = InstanceBuilder.Build(Problem);
        double Bound(int threads)
        {
            var multipliers = new Bound.Multipliers(instance, threads);
            multipliers.Improve(1e9, 120, 30, CancellationToken.None);
            return multipliers.Bound;
        }

        Assert.Equal(Bound(1), Bound(2));
    }

    [Fact]
    public void Searches_side_by_side_do_their_own_work_and_the_best_is_taken()
    {
        var (one, three) = (new PlacementSolver().Solve(Problem), new PlacementSolver { Threads = 3 }.Solve(Problem));
        Assert.True(three.Work > one.Work + Problem.Work, $"{three.Work} evaluations by three threads, {one.Work} by one");
        Assert.NotEqual(PlanText.Of(one), PlanText.Of(three));
        Assert.InRange(three.Total(), three.Bound, 1.01 * one.Total());
    }
}
