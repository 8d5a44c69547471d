using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.Tests.Replay;

/// <summary>One recorded answer against ours.</summary>
internal static class ReplayComparison
{
    public static List<string> Compare(JsonObject response, ReplayAnswer answer, Correspondence correspondence, string? generateName = null)
    {
        var trimmed = (string?)response["bodyTrimmed"];
        var differences = new List<string>();
        if ((int)response["status"]! != answer.Status)
            differences.Add($"status: recorded {response["status"]}, ours {answer.Status}");
        Headers(response["headers"] as JsonObject ?? [], answer, differences, correspondence);
        var comparer = new BodyComparer(correspondence, Projection.IsPartial(trimmed), trimmed?.Contains("cut to", StringComparison.Ordinal) == true, generateName);
        if (Projection.IsComparable(trimmed))
            comparer.Compare(ForkTraces.Without(Recorded(response)), Projection.Of(answer.Body, trimmed));
        differences.AddRange(comparer.Differences);
        return differences;
    }

    private static JsonNode? Recorded(JsonObject response)
    {
        var body = response["body"];
        if (body is JsonValue text && ((string?)response["headers"]?["Content-Type"])?.StartsWith("application/yaml", StringComparison.Ordinal) == true)
            return YamlDecoder.Decode(text.GetValue<string>());
        if (body is JsonValue cut && cut.GetValueKind() == JsonValueKind.String && cut.GetValue<string>().StartsWith('{'))
            return Parse(cut.GetValue<string>());
        if (body is not JsonObject o)
            return body?.DeepClone();
        var copy = (JsonObject)o.DeepClone();
        foreach (var note in copy.Select(p => p.Key).Where(k => k.StartsWith('_')).ToArray())
            copy.Remove(note);
        return copy;
    }

    private static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }

    private static void Headers(JsonObject recorded, ReplayAnswer answer, List<string> differences, Correspondence correspondence)
    {
        foreach (var (name, value) in recorded)
        {
            var ours = answer.Headers.GetValueOrDefault(name) ?? [];
            string[] expected = value is JsonArray many ? [.. many.Select(v => (string)v!)] : [(string)value!];
            var same = name switch
            {
                "ETag" => ours.Count == 1 && correspondence.Tag(expected[0], ours[0]),
                "Location" => ours.Count == expected.Length && ours[0].Split('?')[0] == expected[0].Split('?')[0],
                "Content-Encoding" => true,
                "Content-Type" => Media(string.Join(",", ours)) == Media(expected[0]),
                "Warning" => ours.Order(StringComparer.Ordinal).SequenceEqual(expected.Order(StringComparer.Ordinal)),
                _ => ours.SequenceEqual(expected),
            };
            if (!same)
                differences.Add($"header {name}: recorded {string.Join(" | ", expected)}, ours {string.Join(" | ", ours)}");
        }

        if (!recorded.ContainsKey("Warning") && answer.Headers.TryGetValue("Warning", out var unexpected))
            differences.Add($"header Warning: not recorded; ours {string.Join(" | ", unexpected)}");
    }

    private static string Media(string type) => type.Replace(" ", "", StringComparison.Ordinal);
}
