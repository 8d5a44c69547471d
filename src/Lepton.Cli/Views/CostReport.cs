using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Cli.Output;
using Lepton.Operator.Planning;
using Lepton.Operator.Views;
using Lepton.Placement;

namespace Lepton.Cli.Views;

/// <summary><c>lepton cost</c>: dollars by model, namespace, provider, cluster or accelerator, as the operator accounts for them.</summary>
internal static class CostReport
{
    public static Report Of(IReadOnlyList<LeptonModel> models, string by)
    {
        var view = CostView.Of(models, by);
        var rows = view.Parts.Select(p => (IReadOnlyList<string>)[p.Key, $"{p.Hourly:0.00}", $"{p.Monthly:0}", $"{p.Gpus}", p.Saved > 0 ? $"{p.Saved:0.00}" : ""]).ToList();
        rows.Add(["TOTAL", $"{view.Hourly:0.00}", $"{view.Monthly:0}", $"{view.Gpus}", ""]);
        var data = new JsonArray([.. view.Parts.Select(p => new JsonObject { [by] = p.Key, ["hourly"] = p.Hourly, ["monthly"] = p.Monthly, ["gpus"] = p.Gpus, ["lastMoveSavingsPerHour"] = p.Saved })]);
        return new Report([by.ToUpperInvariant(), "$/HOUR", "$/MONTH", "GPUS", "SAVED $/HOUR BY THE LAST MOVE"], rows, new JsonObject { ["by"] = by, ["totalHourly"] = view.Hourly, ["items"] = data })
        {
            After = [.. CostView.Paybacks(models)],
        };
    }

    /// <summary>What the same work would cost placed more simply, under the same rules.</summary>
    public static IEnumerable<string> Baselines(PlacementProblem problem, double cost)
    {
        foreach (var (name, plan) in new (string, PlacementPlan)[]
        {
            ("at the cheapest single cloud", Placement.Baselines.CheapestSingleProvider(problem)),
            ("by free capacity alone", Placement.Baselines.ByFreeCapacity(problem)),
            ("cheapest first", Placement.Baselines.CheapestFirst(problem)),
        })
        {
            var dollars = Bill.Hourly(problem, plan);
            yield return plan.Unplaced.Count == 0
                ? $"Placed afresh {name}: {Money.PerHour(dollars)}/h ({Money.Against(dollars, cost)} against {Money.PerHour(cost)}/h)"
                : $"Placed afresh {name}: {plan.Unplaced.Count} models would have no place ({string.Join(", ", plan.Unplaced.Select(u => u.Model).Take(5))})";
        }
    }
}
