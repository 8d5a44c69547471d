using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.Tests.Replay;

/// <param name="Body">Parsed JSON or YAML, or the text.</param>
internal sealed record ReplayAnswer(int Status, JsonNode? Body, IReadOnlyDictionary<string, IReadOnlyList<string>> Headers)
{
    public static async Task<ReplayAnswer> ReadAsync(HttpResponseMessage response)
    {
        await using var body = await response.Content.ReadAsStreamAsync();
        await using var plain = response.Content.Headers.ContentEncoding.Contains("gzip") ? new GZipStream(body, CompressionMode.Decompress) : body;
        using var reader = new StreamReader(plain);
        var text = await reader.ReadToEndAsync();
        var headers = response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => (IReadOnlyList<string>)[.. h.Value], StringComparer.OrdinalIgnoreCase);
        var yaml = response.Content.Headers.ContentType?.MediaType == "application/yaml";
        return new ReplayAnswer((int)response.StatusCode, yaml ? YamlDecoder.Decode(text) : Parse(text), headers);
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
