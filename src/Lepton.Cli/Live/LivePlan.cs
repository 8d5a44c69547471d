using Lepton.Api.Manifests;
using Lepton.Cli.Hub;
using Lepton.Operator.Planning;
using Lepton.Operator.State;
using Lepton.Placement;
using Spectre.Console;

namespace Lepton.Cli.Live;

/// <summary><c>lepton plan</c> on a live hub: what the operator would decide now, or if things were otherwise. Nothing is written.</summary>
/// <param name="Prices">Prices that are otherwise.</param>
/// <param name="Without">Clusters that are lost.</param>
internal sealed record LivePlan(IReadOnlyList<string> Prices, IReadOnlyList<string> Without)
{
    /// <summary>As diff: nothing would change.</summary>
    public const int Same = 0;

    /// <summary>As diff: something would.</summary>
    public const int Different = 1;

    /// <summary>As diff: it cannot be told.</summary>
    public const int Trouble = 2;

    public int Run(LiveFleet fleet, ManifestSet? manifests, string format, IAnsiConsole console, TextWriter errors)
    {
        foreach (var problem in fleet.Problems)
            errors.WriteLine($"lepton plan: not read: {problem}");
        var asked = Change(manifests is null ? fleet.Snapshot : fleet.Snapshot.With(manifests));
        var planner = new FleetPlanner(new PlacementSolver(), fleet.Prices);
        var plan = planner.Plan(asked);
        // Where everything stays, the given prices change the bill too: that is what the plan has to beat.
        var staying = Prices.Count == 0 ? null : planner.Costs(Prices.Aggregate(fleet.Snapshot, (f, price) => f.At(price)));
        PlanChanges.Describe(fleet.Snapshot, plan, staying).Write(format, console);
        return PlanChanges.Of(plan).Count == 0 ? Same : Different;
    }

    /// <exception cref="CommandException">One of them cannot be read.</exception>
    public FleetSnapshot Change(FleetSnapshot fleet) =>
        Without.Aggregate(Prices.Aggregate(fleet, (f, price) => f.At(price)), (f, cluster) => f.Without(cluster));
}
