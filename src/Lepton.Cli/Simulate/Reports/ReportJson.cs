using System.Text.Json.Nodes;
using Lepton.Cli.Simulate.Running;

namespace Lepton.Cli.Simulate.Reports;

/// <summary>The report for programs. Holds no time of day and no path: the same input gives the same bytes.</summary>
internal static class ReportJson
{
    public static JsonObject Of(SimulationReport report, bool series = true) => new()
    {
        ["fleet"] = report.Fleet,
        ["hours"] = report.Hours,
        ["seed"] = report.Seed,
        ["lower_bound_usd"] = report.Bound is { } bound ? Number(bound) : null,
        ["placed_afresh_usd"] = report.Least is { } least ? Number(least.Afresh) : null,
        ["results"] = new JsonArray(report.Results.Select(result => (JsonNode)Result(report, result, series)).ToArray()),
    };

    private static JsonObject Result(SimulationReport report, RunResult result, bool series)
    {
        var json = new JsonObject { ["policy"] = result.Contender };
        foreach (var (key, _, value, _) in SimulationReport.Figures)
            json[key] = Number(value(result));
        json["above_lower_bound"] = report.AboveBound(result) is { } above ? Number(above) : null;
        json["cost_by_provider"] = new JsonObject(result.CostByProvider.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)Number(pair.Value))));
        json["moves_by_reason"] = new JsonObject(result.Moves.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
        json["models"] = new JsonArray(result.Models.Select(model => (JsonNode)Model(model)).ToArray());
        if (series)
            json["hourly"] = new JsonArray(result.Series.Select(sample => (JsonNode)Sample(sample)).ToArray());
        return json;
    }

    private static JsonObject Model(ModelResult model) => new()
    {
        ["model"] = model.Model,
        ["unserved_percent"] = Number(model.Unserved * 100),
        ["slo_misses_percent"] = Number(model.SloMisses * 100),
        ["down_hours"] = Number(model.DownHours),
        ["gang_hours"] = Number(model.GangHours),
        ["moves"] = model.Moves,
    };

    private static JsonObject Sample(HourSample sample) => new()
    {
        ["hour"] = sample.At,
        ["usd_per_hour"] = Number(sample.Dollars),
        ["served"] = Number(sample.Served),
        ["gpus_used"] = sample.GpusUsed,
        ["gpus_idle"] = sample.GpusIdle,
        ["spot_gpus"] = sample.SpotGpus,
    };

    /// <summary>Six digits after the point: more is noise of the arithmetic.</summary>
    private static double Number(double value) => Math.Round(value, 6);
}
