using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.Tables;

/// <summary>Events. Columns are read from the core form.</summary>
internal static class EventCells
{
    public static Dictionary<string, Func<JsonObject, CellContext, JsonNode?>> All { get; } = new()
    {
        ["eventLastSeen"] = (v, c) => HumanDuration.Since(v.Obj("series").Str("lastObservedTime") ?? v.Str("lastTimestamp") ?? v.Str("eventTime"), c.Now),
        ["eventFirstSeen"] = (v, c) => HumanDuration.Since(v.Str("firstTimestamp") ?? v.Str("eventTime"), c.Now),
        ["eventObject"] = (v, _) => Target(v.Obj("involvedObject")),
        ["eventSource"] = (v, _) => Source(v),
        ["eventMessage"] = (v, _) => (v.Str("message") ?? "").Trim(),
        ["eventCount"] = (v, _) => JsonNumbers.From(Math.Max(1, v.Obj("series").Int("count") ?? v.Int("count") ?? 1)),
    };

    private static string Target(JsonObject? target)
    {
        var kind = target.Str("kind")?.ToLowerInvariant() ?? "";
        return target.Str("name") is { Length: > 0 } name ? $"{kind}/{name}" : kind;
    }

    private static string Source(JsonObject value)
    {
        var component = value.Obj("source").Str("component") is { Length: > 0 } given ? given : value.Str("reportingComponent") ?? "";
        var host = value.Obj("source").Str("host") is { Length: > 0 } node ? node : value.Str("reportingInstance") ?? "";
        return host.Length == 0 ? component : $"{component}, {host}";
    }
}
