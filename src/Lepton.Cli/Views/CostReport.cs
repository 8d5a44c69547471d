using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Cli.Output;
using Lepton.Operator.Planning;
using Lepton.Placement;

namespace Lepton.Cli.Views;

/// <summary><c>lepton cost</c>: dollars by model, namespace, provider, cluster or accelerator, as the operator accounts for them.</summary>
internal static class CostReport
{
    /// <summary>Hours of a month as clouds count them.</summary>
    private const double HoursPerMonth = 730;

    public static readonly string[] Keys = ["model", "namespace", "provider", "cluster", "accelerator"];

    public static Report Of(IReadOnlyList<LeptonModel> models, string by)
    {
        var parts = models.SelectMany(m => Parts(m).Select(p => (Key: Key(m, p, by), Model: m, Place: p))).GroupBy(p => p.Key, StringComparer.Ordinal).OrderByDescending(g => g.Sum(p => p.Place.HourlyCost)).ThenBy(g => g.Key, StringComparer.Ordinal).ToList();
        var rows = new List<IReadOnlyList<string>>();
        var data = new JsonArray();
        foreach (var part in parts)
        {
            var hourly = part.Sum(p => p.Place.HourlyCost);
            var gpus = part.Sum(p => p.Place.Replicas * p.Place.AcceleratorCount);
            var saved = part.Select(p => p.Model).DistinctBy(m => m.Metadata.NamespacedName()).Sum(m => m.Status?.Cost?.LastMoveSavings ?? 0);
            rows.Add([part.Key, $"{hourly:0.00}", $"{hourly * HoursPerMonth:0}", $"{gpus}", by is "model" or "namespace" && saved > 0 ? $"{saved:0.00}" : ""]);
            data.Add(new JsonObject { [by] = part.Key, ["hourly"] = hourly, ["monthly"] = hourly * HoursPerMonth, ["gpus"] = gpus, ["lastMoveSavingsPerHour"] = by is "model" or "namespace" ? saved : null });
        }

        var total = parts.Sum(g => g.Sum(p => p.Place.HourlyCost));
        rows.Add(["TOTAL", $"{total:0.00}", $"{total * HoursPerMonth:0}", $"{parts.Sum(g => g.Sum(p => p.Place.Replicas * p.Place.AcceleratorCount))}", ""]);
        return new Report([by.ToUpperInvariant(), "$/HOUR", "$/MONTH", "GPUS", "SAVED $/HOUR BY THE LAST MOVE"], rows, new JsonObject { ["by"] = by, ["totalHourly"] = total, ["items"] = data })
        {
            After = [.. models.Where(m => m.Status?.LastMove is not null).OrderBy(m => m.Metadata.NamespacedName(), StringComparer.Ordinal).Select(Payback)],
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

    private static IEnumerable<ModelPlacement> Parts(LeptonModel model) => (model.Status?.Placements ?? []).Where(p => p.State != PlacementState.Draining);

    private static string Key(LeptonModel model, ModelPlacement place, string by) => by switch
    {
        "namespace" => model.Metadata.Namespace!,
        "provider" => place.Provider,
        "cluster" => place.Cluster,
        "accelerator" => place.Accelerator is { } name ? $"{name} {place.CapacityType}" : $"CPU {place.CapacityType}",
        _ => model.Metadata.NamespacedName(),
    };

    private static string Payback(LeptonModel model)
    {
        var move = model.Status!.LastMove!;
        var state = move.Earned >= move.Cost ? "has paid" : move.EarningPerHour > 0 ? $"pays in {(move.Cost - move.Earned) / move.EarningPerHour:0.0} h from {move.AsOf:u}" : "earns nothing at present";
        return $"{model.Metadata.NamespacedName()}: the move of {move.Time:u} cost {Money.PerHour(move.Cost)}, has earned {Money.PerHour(move.Earned)}: {state}";
    }
}
