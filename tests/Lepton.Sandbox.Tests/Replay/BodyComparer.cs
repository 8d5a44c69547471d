using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Lepton.Sandbox.Tests.Replay;

/// <summary>Compares a recorded body with ours: everything equal but what must differ (times, uids, versions, generated names, addresses).</summary>
internal sealed partial class BodyComparer(Correspondence correspondence, bool partial, bool cut = false)
{
    private const int MaxDifferences = 12;

    private static readonly HashSet<string> Times = ["creationTimestamp", "deletionTimestamp", "time", "lastTransitionTime", "lastUpdateTime", "lastProbeTime", "managedFieldsTimes", "Created At"];
    private static readonly HashSet<string> Volatile = ["clusterIP", "clusterIPs", "continue", "serverAddress", "hash", "uuid", "gitCommit", "buildDate", "goVersion"];

    public List<string> Differences { get; } = [];

    public void Compare(JsonNode? recorded, JsonNode? ours, string path = "", string key = "")
    {
        if (Differences.Count >= MaxDifferences)
            return;
        switch (recorded, ours)
        {
            case (null, null):
                return;
            case (JsonObject r, JsonObject o):
                Objects(r, o, path);
                return;
            case (JsonArray r, JsonArray o):
                Arrays(r, o, path, key);
                return;
            case (JsonValue r, JsonValue o):
                if (!Scalars(r, o, key))
                    Add(path, recorded, ours);
                return;
            default:
                Add(path, recorded, ours);
                return;
        }
    }

    private void Objects(JsonObject recorded, JsonObject ours, string path)
    {
        if (recorded.ContainsKey("generateName") && Text(recorded["name"]) is { } recordedName && Text(ours["name"]) is { } ourName && Prefix(recordedName) == Prefix(ourName))
            correspondence.Word(recordedName, ourName);
        foreach (var (name, value) in recorded)
        {
            if (!ours.TryGetPropertyValue(name, out var mine))
                Differences.Add($"{path}/{name}: missing; recorded {Brief(value)}");
            else
                Compare(value, mine, $"{path}/{name}", name);
        }

        if (partial)
            return;
        foreach (var (name, value) in ours)
        {
            if (!recorded.ContainsKey(name))
                Differences.Add($"{path}/{name}: not recorded; ours {Brief(value)}");
        }
    }

    private void Arrays(JsonArray recorded, JsonArray ours, string path, string key)
    {
        if (recorded.Count != ours.Count && !(cut && key == "items" && recorded.Count < ours.Count))
        {
            Differences.Add($"{path}: {recorded.Count} items recorded, ours {ours.Count}: {Brief(recorded)} / {Brief(ours)}");
            return;
        }

        var sorted = key is "causes";
        var left = sorted ? [.. recorded.OrderBy(n => n?.ToJsonString(), StringComparer.Ordinal)] : recorded.ToList();
        var right = sorted ? [.. ours.OrderBy(n => n?.ToJsonString(), StringComparer.Ordinal)] : ours.ToList();
        for (var i = 0; i < left.Count; i++)
            Compare(left[i], right[i], $"{path}[{i}]", key);
    }

    private bool Scalars(JsonValue recorded, JsonValue ours, string key)
    {
        if (JsonNode.DeepEquals(recorded, ours))
            return true;
        if (recorded.GetValueKind() != JsonValueKind.String || ours.GetValueKind() != JsonValueKind.String)
            return false;
        var (r, o) = (recorded.GetValue<string>(), ours.GetValue<string>());
        return key switch
        {
            "uid" => correspondence.Word(r, o),
            "resourceVersion" => correspondence.Version(r, o),
            "message" => Words(correspondence.Translate(r)) == Words(o),
            _ when Volatile.Contains(key) => o.Length > 0,
            _ when Times.Contains(key) => Timestamp().IsMatch(r) && Timestamp().IsMatch(o),
            _ => (Age().IsMatch(r) && Age().IsMatch(o)) || (Timestamp().IsMatch(r) && Timestamp().IsMatch(o)) || correspondence.Translate(r) == o,
        };
    }

    /// <summary>The order of several causes in one message varies with a real server too; numbers that are versions differ.</summary>
    private static string Words(string text)
    {
        text = Moment().Replace(Version().Replace(text, "N"), "T").Replace("/wire/", "/registry/", StringComparison.Ordinal);
        return text.Contains(" is invalid: [", StringComparison.Ordinal)
            ? string.Join(" ", text.Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal).Replace(",", "", StringComparison.Ordinal).Split(' ').Order(StringComparer.Ordinal))
            : text;
    }

    private static string? Text(JsonNode? node) => node is JsonValue v && v.GetValueKind() == JsonValueKind.String ? v.GetValue<string>() : null;

    private static string Prefix(string name) => name.Length > 5 ? name[..^5] : "";

    private void Add(string path, JsonNode? recorded, JsonNode? ours) => Differences.Add($"{path}: recorded {Brief(recorded)}, ours {Brief(ours)}");

    private static string Brief(JsonNode? node)
    {
        var text = node?.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) ?? "null";
        return text.Length <= 400 ? text : string.Create(CultureInfo.InvariantCulture, $"{text[..400]}… ({text.Length})");
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$", RegexOptions.ExplicitCapture)]
    private static partial Regex Timestamp();

    [GeneratedRegex(@"^(\d+[smhdy])+$|^<invalid>$", RegexOptions.ExplicitCapture)]
    private static partial Regex Age();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", RegexOptions.ExplicitCapture)]
    private static partial Regex Moment();

    [GeneratedRegex(@"(?<=resourceVersion[\\"":]+)\d+|(?<=resource version: \d+ \()\d+|(?<=current: )\d+|(?<=record \()\d+|(?<=resource version: )\d+|(?<=precondition \()\d+", RegexOptions.ExplicitCapture)]
    private static partial Regex Version();
}
