using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Lepton.Sandbox.Tests.Replay;

/// <summary>
/// Scenario 17: what kubectl sent, command by command. There are no placeholders: versions and uids in a request are translated into ours, or read from the object
/// where the answer that had them was too large to be kept.
/// </summary>
internal sealed partial class KubectlReplay(HttpClient client, Func<JsonObject, Task<ReplayAnswer>> send, Correspondence correspondence)
{
    private readonly Dictionary<string, string> _newest = [];

    public async Task<List<string>> StepAsync(JsonObject step)
    {
        var differences = new List<string>();
        foreach (var exchange in (JsonArray)step["exchanges"]!)
        {
            var (request, response) = ((JsonObject)exchange!["request"]!, (JsonObject)exchange["response"]!);
            if (IsRefusal(response))
                continue;
            if (IsWatch(request))
            {
                differences.AddRange(await WatchAsync(request, response));
                continue;
            }

            var answer = await send(await TranslateAsync(request));
            Remember(request, answer);
            foreach (var difference in ReplayComparison.Compare(Comparable(response, answer), answer, correspondence))
                differences.Add($"{request["method"]} {request["path"]} {difference}");
        }

        return differences;
    }

    /// <summary>The 415 of the recorder's proxy is no answer of a server.</summary>
    private static bool IsRefusal(JsonObject response) => (int)response["status"]! == 415 && ((string?)response["body"]?["message"])?.EndsWith("application/yaml", StringComparison.Ordinal) == true;

    private static bool IsWatch(JsonObject request) => ((string)request["path"]!).Contains("watch=true", StringComparison.Ordinal);

    /// <summary>Without what cannot be compared: bodies that were left out, and protobuf where we answer JSON, which the client asked for as well.</summary>
    private static JsonObject Comparable(JsonObject response, ReplayAnswer answer)
    {
        var copy = (JsonObject)response.DeepClone();
        var protobuf = ((string?)copy["headers"]?["Content-Type"])?.Contains("protobuf", StringComparison.Ordinal) == true;
        var omitted = copy["body"] is JsonValue text && text.ToString().StartsWith("(omitted", StringComparison.Ordinal);
        if (!protobuf && !omitted)
            return copy;
        copy["body"] = answer.Body?.DeepClone();
        if (protobuf)
            ((JsonObject)copy["headers"]!).Remove("Content-Type");
        return copy;
    }

    private async Task<List<string>> WatchAsync(JsonObject request, JsonObject response)
    {
        var path = (string)request["path"]!;
        if (_newest.TryGetValue(path.Split('?')[0], out var version))
            path = From().Replace(path, version);
        var copy = (JsonObject)response.DeepClone();
        copy["bodyTrimmed"] = "names only";
        copy["ended"] = "recorder closed it";
        return await (await ReplayWatch.OpenAsync(client, path, request, copy, correspondence)).CloseAsync();
    }

    private void Remember(JsonObject request, ReplayAnswer answer)
    {
        if ((string?)(answer.Body as JsonObject)?["metadata"]?["resourceVersion"] is { } version)
            _newest[((string)request["path"]!).Split('?')[0]] = version;
    }

    private async Task<JsonObject> TranslateAsync(JsonObject request)
    {
        var copy = (JsonObject)request.DeepClone();
        if (copy["body"] is JsonObject or JsonArray)
            copy["body"] = await VersionsAsync(JsonNode.Parse(correspondence.Translate(copy["body"]!.ToJsonString()))!, ((string)request["path"]!).Split('?')[0]);
        return copy;
    }

    private async Task<JsonNode> VersionsAsync(JsonNode body, string path)
    {
        var text = body.ToJsonString();
        foreach (var recorded in Version().Matches(text).Select(m => m.Groups["version"].Value).Distinct().ToArray())
        {
            var ours = correspondence.VersionOf(recorded) ?? _newest.GetValueOrDefault(path) ?? await CurrentAsync(path);
            text = text.Replace($"\"{recorded}\"", $"\"{ours}\"", StringComparison.Ordinal);
        }

        return JsonNode.Parse(text)!;
    }

    private async Task<string?> CurrentAsync(string path) =>
        (string?)((await send(new JsonObject { ["method"] = "GET", ["path"] = path })).Body as JsonObject)?["metadata"]?["resourceVersion"];

    [GeneratedRegex("(?<=resourceVersion=)[0-9]+", RegexOptions.ExplicitCapture)]
    private static partial Regex From();

    [GeneratedRegex("\"(resourceVersion|path)\":\"(/metadata/resourceVersion\",\"value\":\")?(?<version>[0-9]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Version();
}
