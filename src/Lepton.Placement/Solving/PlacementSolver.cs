using Lepton.Placement.Core;
using Lepton.Placement.Solving;

namespace Lepton.Placement;

/// <summary>
/// Prices what is shared, places greedily at these prices, then improves by large neighbourhood search; small instances are searched completely. The
/// method is described in docs/concepts/solver.md. Same problem, same plan: no clock, no hash order, randomness only from the problem's seed.
/// </summary>
public sealed class PlacementSolver : IPlacementSolver
{
    /// <summary>Elementary evaluations of the search when the problem gives no work limit: this much…</summary>
    public const long BaseWork = 100_000;

    /// <summary>… and this much for each model…</summary>
    public const long WorkPerModel = 8_000;

    /// <summary>… but no more than this.</summary>
    public const long MostWork = 8_000_000;

    /// <summary>How many cores may be used: the bound divides its work, the search runs so many times side by side. The plan is the same whenever the number is.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Told after each phase; null for nobody.</summary>
    public Action<SolverProgress>? Progress { get; init; }

    /// <summary>With a smaller work limit than this small instances are not searched completely.</summary>
    public const long LeastWorkToProve = 50_000;

    /// <inheritdoc/>
    public PlacementPlan Solve(PlacementProblem problem, CancellationToken cancellationToken = default)
    {
        ProblemValidator.ThrowIfInvalid(problem);
        return new SolverRun(InstanceBuilder.Build(problem), Threads, Progress, cancellationToken).Solve();
    }
}
