using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.Tables;

/// <summary>HorizontalPodAutoscalers.</summary>
internal static class ScalingCells
{
    private const int MaxShown = 2;

    public static Dictionary<string, Func<JsonObject, CellContext, JsonNode?>> All { get; } = new()
    {
        ["scaleTarget"] = (v, _) => $"{v.Obj("spec").Obj("scaleTargetRef").Str("kind")}/{v.Obj("spec").Obj("scaleTargetRef").Str("name")}",
        ["hpaTargets"] = (v, _) => Targets(v.Obj("spec").Arr("metrics"), v.Obj("status").Arr("currentMetrics")),
    };

    private static string Targets(JsonArray? specs, JsonArray? statuses)
    {
        if (specs is null or { Count: 0 })
            return "<none>";
        var all = specs.Select((spec, i) => Metric(spec, statuses is not null && i < statuses.Count ? statuses[i] : null)).ToList();
        var shown = string.Join(", ", all.Take(MaxShown));
        return all.Count > MaxShown ? $"{shown} + {all.Count - MaxShown} more..." : shown;
    }

    private static string Metric(JsonNode? spec, JsonNode? status)
    {
        var field = spec.Str("type") is { Length: > 0 } type ? char.ToLowerInvariant(type[0]) + type[1..] : "";
        var (wanted, current) = (spec.Obj(field), status.Obj(field).Obj("current"));
        var prefix = field is "resource" or "containerResource" ? $"{wanted.Str("name")}: " : "";
        var average = field == "external" && wanted.Obj("target")?["averageValue"] is not null ? " (avg)" : "";
        return prefix + Pair(wanted.Obj("target"), current, average);
    }

    private static string Pair(JsonObject? target, JsonObject? current, string average)
    {
        if (target.Int("averageUtilization") is { } percent)
            return $"{(current.Int("averageUtilization") is { } now ? $"{now}%" : "<unknown>")}/{percent}%";
        var kind = target?["averageValue"] is not null ? "averageValue" : "value";
        return $"{CellFunctions.Text(current?[kind]) ?? "<unknown>"}/{CellFunctions.Text(target?[kind])}{average}";
    }
}
