using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Lepton.Sandbox.Tests.Replay;

/// <summary>Fills <c>${id:/json/pointer}</c> in recorded requests from our own earlier answers.</summary>
internal sealed partial class WireTemplates
{
    private readonly Dictionary<string, JsonNode?> _answers = [];

    public void Keep(string id, JsonNode? body) => _answers[id] = body;

    /// <summary>Whether a request needs an answer that was not kept.</summary>
    public bool IsUnknown(string id, JsonObject request) =>
        !_answers.ContainsKey(id) && (request["bodyTemplate"] ?? request["body"])?.ToJsonString().Contains($"${{{id}:", StringComparison.Ordinal) == true;

    public string Path(JsonObject request) => Fill((string?)request["pathTemplate"] ?? (string)request["path"]!);

    public JsonNode? Body(JsonObject request)
    {
        var body = request["bodyTemplate"] is { } template ? Merge(template, request["body"]) : request["body"];
        return body is null ? null : JsonNode.Parse(Fill(body.ToJsonString()));
    }

    /// <summary>Of the template only the placeholders: it was made from another body of the same shape.</summary>
    private static JsonNode? Merge(JsonNode? template, JsonNode? body) => (template, body) switch
    {
        (JsonObject t, JsonObject b) => new JsonObject(b.Select(member => KeyValuePair.Create(member.Key, t.ContainsKey(member.Key) ? Merge(t[member.Key], member.Value) : member.Value?.DeepClone()))),
        (JsonArray t, JsonArray b) when t.Count == b.Count => new JsonArray([.. t.Zip(b).Select(pair => Merge(pair.First, pair.Second))]),
        (JsonValue t, _) when t.GetValueKind() == System.Text.Json.JsonValueKind.String && t.GetValue<string>().Contains("${", StringComparison.Ordinal) => t.DeepClone(),
        _ => body?.DeepClone(),
    };

    private string Fill(string text) => Placeholder().Replace(text, match =>
    {
        JsonNode? node = _answers.GetValueOrDefault(match.Groups["id"].Value);
        foreach (var part in match.Groups["pointer"].Value.Split('/', StringSplitOptions.RemoveEmptyEntries))
            node = node is JsonArray a ? a[int.Parse(part, System.Globalization.CultureInfo.InvariantCulture)] : (node as JsonObject)?[part.Replace("~1", "/", StringComparison.Ordinal)];
        return node is JsonValue v && v.TryGetValue<string>(out var s) ? s : node?.ToJsonString() ?? "";
    });

    [GeneratedRegex(@"\$\{(?<id>[^:}]+):(?<pointer>[^}]*)\}")]
    private static partial Regex Placeholder();
}
