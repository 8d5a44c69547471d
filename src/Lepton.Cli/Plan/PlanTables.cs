using Lepton.Operator.Planning;
using Lepton.Operator.Views;
using Lepton.Placement;
using Spectre.Console;

namespace Lepton.Cli.Plan;

/// <summary>A plan as tables: where each model goes, what it costs, and what the same work would cost placed more simply.</summary>
internal static class PlanTables
{
    public static void Write(IAnsiConsole console, FleetPlan plan, bool explain)
    {
        console.Write(Placements(plan));
        foreach (var model in plan.Models.Values.Where(m => m.Missing > 0 || m.Assignments.Count == 0))
            console.MarkupLineInterpolated($"[yellow]{model.Model}[/]: {model.Message}");
        console.Write(Comparison(plan.Problem, Bill.Hourly(plan.Problem, plan.Solution)));
        console.WriteLine($"Certified: no placement of this work costs less than ${plan.Bound:0.00}/h (gap {plan.Gap:P2}).");
        if (!explain)
            return;
        foreach (var model in plan.Models.Values.OrderBy(m => m.Model.ToString(), StringComparer.Ordinal))
            console.Write(Candidates(model));
    }

    public static Table Placements(FleetPlan plan)
    {
        var table = new Table().Title("Placement").AddColumns("MODEL", "CLUSTER", "GPU", "CAPACITY", "REPLICAS", "$/HOUR", "REASON");
        foreach (var model in plan.Models.Values.OrderBy(m => m.Model.ToString(), StringComparer.Ordinal))
        {
            foreach (var a in model.Assignments)
            {
                table.AddRow(model.Model.ToString(), a.Pool.Cluster, Gpu(a), a.Pool.CapacityType.ToString(), $"{a.Replicas}", $"{a.HourlyCost:0.00}", model.Reason.ToString());
            }

            if (model.Assignments.Count == 0)
                table.AddRow(model.Model.ToString(), "-", "-", "-", "0", "0.00", model.Reason.ToString());
        }

        return table.AddRow("", "", "", "", $"{plan.Models.Values.Sum(m => m.Assignments.Sum(a => a.Replicas))}", $"{plan.Cost:0.00}", "");
    }

    /// <summary>What users would have without the solver, under the same rules.</summary>
    /// <param name="title">Says what work it is.</param>
    public static Table Comparison(PlacementProblem problem, double cost, string title = "The same work, placed more simply (opened nodes billed whole)")
    {
        var table = new Table().Title(title).AddColumns("POLICY", "$/HOUR", "AGAINST LEPTON", "WITHOUT A PLACE");
        table.AddRow("Lepton", Money.PerHour(cost), "", "");
        Add(table, "cheapest single cloud", problem, Baselines.CheapestSingleProvider(problem), cost);
        Add(table, "by free capacity alone", problem, Baselines.ByFreeCapacity(problem), cost);
        Add(table, "cheapest first", problem, Baselines.CheapestFirst(problem), cost);
        return table;
    }

    private static void Add(Table table, string name, PlacementProblem problem, PlacementPlan plan, double reference)
    {
        var cost = Bill.Hourly(problem, plan);
        table.AddRow(
            name,
            Money.PerHour(cost),
            plan.Unplaced.Count == 0 ? Money.Against(cost, reference) : "places less",
            plan.Unplaced.Count == 0 ? "" : string.Join(", ", plan.Unplaced.Select(u => u.Model)).EscapeMarkup());
    }

    private static Table Candidates(ModelPlan model)
    {
        var table = new Table().Title(model.Model.ToString().EscapeMarkup()).AddColumns("POOL", "VERDICT", "$/HOUR", "REASON");
        foreach (var candidate in model.Candidates)
            table.AddRow(candidate.Pool.EscapeMarkup(), candidate.Verdict.ToString(), candidate.HourlyCost is { } cost ? $"{cost:0.00}" : "", candidate.Reason.EscapeMarkup());
        return table;
    }

    private static string Gpu(Assignment assignment) => assignment.Pool.Accelerator is { } name ? $"{assignment.GpusPerReplica}x{name}" : "CPU";
}
