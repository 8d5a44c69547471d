using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.Tables;

/// <summary>The cells of <c>columns.tsv</c> by their names.</summary>
internal static class CellFunctions
{
    private static readonly Dictionary<string, Func<JsonObject, CellContext, JsonNode?>> Named = new(StringComparer.Ordinal)
    {
        ["name"] = (v, _) => v.Obj("metadata").Str("name") ?? "",
        ["age"] = (v, c) => HumanDuration.Since(v.Obj("metadata").Str("creationTimestamp"), c.Now),
        ["none"] = (_, _) => "<none>",
    };

    static CellFunctions()
    {
        foreach (var group in (Dictionary<string, Func<JsonObject, CellContext, JsonNode?>>[])
            [PodCells.All, NodeCells.All, WorkloadCells.All, JobCells.All, NetworkCells.All, StorageCells.All, ScalingCells.All, EventCells.All, AccessCells.All])
        {
            foreach (var (name, cell) in group)
                Named.Add(name, cell);
        }
    }

    /// <summary>A name, a path, or a path with a stand-in for what is absent.</summary>
    public static Func<JsonObject, CellContext, JsonNode?> Parse(string text)
    {
        if (text.Length == 0 || text[0] == '.')
            return (value, _) => Text(JsonPath.Parse(text).First(value)) ?? "";
        var space = text.IndexOf(' ');
        if (space < 0)
            return Named[text];
        var (how, path) = (text[..space], JsonPath.Parse(text[(space + 1)..]));
        return how switch
        {
            "int" => (value, _) => JsonNumbers.From(path.First(value).AsLong() ?? 0),
            "bool" => (value, _) => path.First(value) is JsonValue v && v.TryGetValue<bool>(out var b) && b,
            "boolText" => (value, _) => path.First(value) is JsonValue v && v.TryGetValue<bool>(out var b) && b ? "True" : "False",
            _ => (value, _) => Text(path.First(value)) is { Length: > 0 } found ? found : how["or".Length..],
        };
    }

    public static string? Text(JsonNode? node) => node.AsString() ?? node?.ToJsonString(JsonTree.Compact);

    /// <summary>Labels as <c>a=b,c=d</c>.</summary>
    public static string Labels(JsonObject? labels) =>
        labels is null or { Count: 0 } ? "<none>" : string.Join(",", labels.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}={l.Value.AsString()}"));
}
