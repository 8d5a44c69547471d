using Lepton.Placement;

namespace Lepton.Cli.Simulate.Contenders;

/// <summary>The operator's solver, with a limit of its work: a month holds thousands of plans.</summary>
/// <param name="work">Elementary evaluations per plan; 0 is the solver's own default.</param>
internal sealed class LimitedSolver(long work) : IPlacementSolver
{
    private readonly PlacementSolver _solver = new();

    public PlacementPlan Solve(PlacementProblem problem, CancellationToken cancellationToken = default) =>
        _solver.Solve(work > 0 ? problem with { Work = work } : problem, cancellationToken);
}

/// <summary>A simple rule in the place of the solver.</summary>
internal sealed class FixedSolver(Func<PlacementProblem, PlacementPlan> rule) : IPlacementSolver
{
    public PlacementPlan Solve(PlacementProblem problem, CancellationToken cancellationToken = default) => rule(problem);
}

/// <summary>Chooses, at the first plan, the one provider that costs least for all, and then places there only, as well as the operator's solver can.</summary>
internal sealed class SingleProviderSolver(long work) : IPlacementSolver
{
    private readonly LimitedSolver _solver = new(work);
    private string? _provider;

    public PlacementPlan Solve(PlacementProblem problem, CancellationToken cancellationToken = default)
    {
        if (_provider is null)
            Baselines.CheapestSingleProvider(problem, out _provider);
        var pools = problem.Pools.Where(pool => pool.Provider == _provider).ToList();
        var there = pools.Select(pool => pool.Id).ToHashSet(StringComparer.Ordinal);
        var models = problem.Models.Select(model => model with { Current = model.Current.Where(current => there.Contains(current.Pool)).ToList() }).ToList();
        return _solver.Solve(problem with { Pools = pools, Models = models, Limits = problem.Limits.Where(limit => limit.Provider is null || limit.Provider == _provider).ToList() }, cancellationToken);
    }
}
