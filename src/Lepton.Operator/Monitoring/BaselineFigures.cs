using Lepton.Operator.Planning;
using Lepton.Placement;

namespace Lepton.Operator.Monitoring;

/// <param name="Name">Label <c>baseline</c>.</param>
/// <param name="Hourly">Dollars per hour, opened nodes billed whole.</param>
/// <param name="Unplaced">Models that it leaves without a place.</param>
internal sealed record Baseline(string Name, double Hourly, int Unplaced);

/// <summary>What the same work would cost placed afresh in simpler ways, as <c>lepton cost</c> compares it.</summary>
/// <param name="Time">Of the plan that was compared.</param>
/// <param name="Hourly">Dollars per hour of that plan, billed as the baselines are.</param>
internal sealed record BaselineFigures(DateTimeOffset Time, double Hourly, IReadOnlyList<Baseline> Baselines)
{
    private static readonly (string Name, Func<PlacementProblem, PlacementPlan> Place)[] Ways =
    [
        ("cheapest_single_provider", Placement.Baselines.CheapestSingleProvider),
        ("free_capacity", Placement.Baselines.ByFreeCapacity),
        ("cheapest_first", Placement.Baselines.CheapestFirst),
    ];

    public static BaselineFigures Of(PlacementProblem problem, PlacementPlan plan, DateTimeOffset time) => new(time, Bill.Hourly(problem, plan), [.. Ways.Select(w =>
    {
        var other = w.Place(problem);
        return new Baseline(w.Name, Bill.Hourly(problem, other), other.Unplaced.Count);
    })]);
}
