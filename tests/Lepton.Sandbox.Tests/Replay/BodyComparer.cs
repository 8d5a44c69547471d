using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Lepton.Sandbox.Tests.Replay;

/// <summary>Compares a recorded body with ours: everything equal but what must differ (times, uids, versions, generated names, addresses).</summary>
/// <param name="partial">Only a part was recorded: what ours has beyond it is not a difference.</param>
/// <param name="cut">The recorder cut lists short.</param>
/// <param name="generateName">Of the request: names that begin with it end as the server likes.</param>
internal sealed partial class BodyComparer(Correspondence correspondence, bool partial, bool cut = false, string? generateName = null)
{
    private const int MaxDifferences = 12;

    /// <summary>The version of a list is that of the whole cluster: it may be that of an object in the recording and of another write here.</summary>
    private const string ListVersion = "/metadata/resourceVersion of a list";

    private static readonly HashSet<string> Times = ["creationTimestamp", "deletionTimestamp", "time", "lastTransitionTime", "lastUpdateTime", "lastProbeTime", "managedFieldsTimes", "Created At"];
    private static readonly HashSet<string> Volatile = ["clusterIP", "clusterIPs", "continue", "serverAddress", "hash", "uuid", "gitCommit", "buildDate", "goVersion", "jwks_uri"];

    private bool _list;

    public List<string> Differences { get; } = [];

    public void Compare(JsonNode? recorded, JsonNode? ours, string path = "", string key = "")
    {
        if (Differences.Count >= MaxDifferences)
            return;
        if (path.Length == 0)
            _list = recorded is JsonObject list && (list.ContainsKey("items") || list.ContainsKey("rows"));
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
                if (!Scalars(r, o, key, path))
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
                Compare(value, mine, name == "resourceVersion" && path == "/metadata" && _list ? ListVersion : $"{path}/{name}", name);
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

        var (left, right) = (Sorted(recorded, key), Sorted(ours, key));
        for (var i = 0; i < left.Count; i++)
            Compare(left[i], right[i], $"{path}[{i}]", key);
    }

    /// <summary>Causes come in any order; entries of managedFields in that of the seconds in which they were written, which are not the same here.</summary>
    private static List<JsonNode?> Sorted(JsonArray items, string key) => key switch
    {
        "causes" => [.. items.OrderBy(n => n?.ToJsonString(), StringComparer.Ordinal)],
        "managedFields" => [.. items.OrderBy(n => $"{n?["operation"]} {n?["manager"]} {n?["subresource"]} {n?["apiVersion"]}", StringComparer.Ordinal)],
        _ => [.. items],
    };

    private bool Scalars(JsonValue recorded, JsonValue ours, string key, string path)
    {
        if (JsonNode.DeepEquals(recorded, ours))
            return true;
        if (key == "nodePort")
            return correspondence.Word(recorded.ToJsonString(), ours.ToJsonString());
        if (recorded.GetValueKind() != JsonValueKind.String || ours.GetValueKind() != JsonValueKind.String)
            return false;
        var (r, o) = (recorded.GetValue<string>(), ours.GetValue<string>());
        return key switch
        {
            "uid" or "authentication.kubernetes.io/credential-id" => correspondence.Word(r, o),
            "token" when r.StartsWith("<JWT", StringComparison.Ordinal) => o.Count(c => c == '.') == 2,
            "resourceVersion" when path == ListVersion => correspondence.Word($"list {r}", o),
            "resourceVersion" => correspondence.Version(r, o),
            "message" => Learn(r, o) && Words(correspondence.Translate(r)) == Words(o),
            "name" when generateName is not null && r.StartsWith(generateName, StringComparison.Ordinal) => Prefix(r) == Prefix(o),
            _ when Volatile.Contains(key) => o.Length > 0,
            _ when Times.Contains(key) => Timestamp().IsMatch(r) && Timestamp().IsMatch(o),
            _ => (Age().IsMatch(r) && Age().IsMatch(o)) || (Timestamp().IsMatch(r) && Timestamp().IsMatch(o)) || correspondence.Translate(r) == o,
        };
    }

    /// <summary>Uids that show first in a text.</summary>
    private bool Learn(string recorded, string ours)
    {
        var (left, right) = (Uid().Matches(recorded), Uid().Matches(ours));
        return left.Count != right.Count || left.Zip(right).All(pair => correspondence.Word(pair.First.Value, pair.Second.Value));
    }

    /// <summary>The order of several causes in one message varies with a real server too; numbers that are versions differ.</summary>
    private string Words(string text)
    {
        if (generateName is not null)
            text = Regex.Replace(text, Regex.Escape(generateName) + "[a-z0-9]{5}", generateName);
        text = GoDump().Replace(GoDiff().Replace(text, ""), "Invalid value: {}: ");
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

    [GeneratedRegex(@"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", RegexOptions.ExplicitCapture)]
    private static partial Regex Uid();

    [GeneratedRegex(@"\n@@.*|\n$", RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex GoDiff();

    [GeneratedRegex(@"Invalid value: \{""(labels|metadata)"":.*\}: (?=field is immutable)", RegexOptions.ExplicitCapture)]
    private static partial Regex GoDump();

    [GeneratedRegex(@"(?<=resourceVersion[\\"":]+)\d+|(?<=resource version: \d+ \()\d+|(?<=current: )\d+|(?<=record \()\d+|(?<=resource version: )\d+|(?<=precondition \()\d+", RegexOptions.ExplicitCapture)]
    private static partial Regex Version();
}
