using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lepton.Sandbox.Tests.Replay;

/// <param name="Body">Parsed JSON, or the text.</param>
internal sealed record ReplayAnswer(int Status, JsonNode? Body, IReadOnlyDictionary<string, IReadOnlyList<string>> Headers)
{
    public static async Task<ReplayAnswer> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        var headers = response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => (IReadOnlyList<string>)[.. h.Value], StringComparer.OrdinalIgnoreCase);
        return new ReplayAnswer((int)response.StatusCode, Parse(text), headers);
    }

    private static JsonNode? Parse(string text)
    {
        try
        {
            return text.Length == 0 ? null : JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }
}
