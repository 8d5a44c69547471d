using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lepton.Sandbox.Tests.Replay;

/// <summary>JSON with the spaces of Python's <c>json.dumps</c>, in which the recorder sent its bodies: some errors repeat them.</summary>
internal static class PythonJson
{
    private static readonly JsonSerializerOptions Unescaped = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Text(JsonNode? node) => node switch
    {
        JsonObject map => $"{{{string.Join(", ", map.Select(member => $"{JsonSerializer.Serialize(member.Key, Unescaped)}: {Text(member.Value)}"))}}}",
        JsonArray list => $"[{string.Join(", ", list.Select(Text))}]",
        null => "null",
        _ => node.ToJsonString(Unescaped),
    };
}
