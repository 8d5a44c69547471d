using System.Text.Json.Nodes;

namespace Lepton.Sandbox.Tests.Replay;

/// <summary>One recorded answer against ours.</summary>
internal static class ReplayComparison
{
    public static List<string> Compare(JsonObject response, ReplayAnswer answer, Correspondence correspondence)
    {
        var trimmed = (string?)response["bodyTrimmed"];
        var differences = new List<string>();
        if ((int)response["status"]! != answer.Status)
            differences.Add($"status: recorded {response["status"]}, ours {answer.Status}");
        Headers(response["headers"] as JsonObject ?? [], answer, differences);
        var comparer = new BodyComparer(correspondence, trimmed is not (null or "as received"), trimmed?.Contains("cut to", StringComparison.Ordinal) == true);
        if (IsComparable(trimmed))
            comparer.Compare(Untrimmed(response["body"]), answer.Body);
        differences.AddRange(comparer.Differences);
        return differences;
    }

    /// <summary>What the recorder put together by itself has no counterpart in an answer.</summary>
    private static bool IsComparable(string? trimmed) => trimmed is null
        || !(trimmed.StartsWith("first ", StringComparison.Ordinal) || trimmed.Contains("counts only", StringComparison.Ordinal) || trimmed.Contains("keys only", StringComparison.Ordinal)
            || trimmed.Contains("reduced to pods", StringComparison.Ordinal) || trimmed.Contains("reduced to group", StringComparison.Ordinal)
            || trimmed.Contains("reduced to the CRD", StringComparison.Ordinal) || trimmed.Contains("reduced to 6", StringComparison.Ordinal) || trimmed is "names only" or "rows removed");

    private static JsonNode? Untrimmed(JsonNode? body)
    {
        if (body is not JsonObject o)
            return body;
        var copy = (JsonObject)o.DeepClone();
        foreach (var note in copy.Select(p => p.Key).Where(k => k.StartsWith('_')).ToArray())
            copy.Remove(note);
        return copy;
    }

    private static void Headers(JsonObject recorded, ReplayAnswer answer, List<string> differences)
    {
        foreach (var (name, value) in recorded)
        {
            var ours = answer.Headers.GetValueOrDefault(name) ?? [];
            string[] expected = value is JsonArray many ? [.. many.Select(v => (string)v!)] : [(string)value!];
            var same = name switch
            {
                "ETag" or "Location" => ours.Count == expected.Length,
                "Content-Encoding" => true,
                "Content-Type" => Media(string.Join(",", ours)) == Media(expected[0]),
                _ => ours.SequenceEqual(expected),
            };
            if (!same)
                differences.Add($"header {name}: recorded {string.Join(" | ", expected)}, ours {string.Join(" | ", ours)}");
        }

        if (!recorded.ContainsKey("Warning") && answer.Headers.TryGetValue("Warning", out var extra))
            differences.Add($"header Warning: not recorded; ours {string.Join(" | ", extra)}");
    }

    private static string Media(string type) => type.Replace(" ", "", StringComparison.Ordinal);
}
