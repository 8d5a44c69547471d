using System.Text.Json.Nodes;
using Lepton.Kubernetes.Patching;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.Tests.Recorded;

/// <summary>One recorded write, with the object as it was recorded before it.</summary>
/// <param name="Live">Null for a creation.</param>
internal sealed record RecordedWrite(int Step, string Method, string MediaType, string? Subresource, string Manager, bool Force, JsonNode? Body, JsonObject? Live, int Status, JsonObject Answer)
{
    public bool IsApply => MediaType.Contains("apply-patch", StringComparison.Ordinal);

    /// <summary>The object the client wants stored, for writes other than apply.</summary>
    public JsonObject Patched(PatchSchema schema) => JsonTree.Clone(MediaType switch
    {
        "application/merge-patch+json" => JsonMergePatch.Apply(Live!, Body!.AsObject()),
        "application/strategic-merge-patch+json" => StrategicMerge.Apply(Live, Body!.AsObject(), schema),
        "application/json-patch+json" => JsonPatch.Parse(Body).Apply(Live)!.AsObject(),
        _ => Body!.AsObject(),
    });

    public override string ToString() => $"step {Step}: {Method} {MediaType} by {Manager}";
}

/// <summary>The writes of a recorded scenario, each with the state before it.</summary>
internal static class RecordedWrites
{
    private static readonly string[] Subresources = ["status", "scale", "finalize", "approval", "binding", "eviction", "ephemeralcontainers", "token", "resize"];

    public static IEnumerable<RecordedWrite> Of(string file)
    {
        var live = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var step in Wire.Steps(file))
        {
            var (request, response) = (step["request"] as JsonObject, step["response"] as JsonObject);
            var answer = response?["body"] as JsonObject;
            if (request is null || answer is null || step["setupBefore"] is not null && request.Str("method") == "GET")
                continue;
            var path = request.Str("path")!.Split('?')[0];
            var parts = path.Split('/');
            var subresource = Subresources.Contains(parts[^1]) ? parts[^1] : null;
            var key = subresource is null ? path : path[..^(subresource.Length + 1)];
            var isObject = answer.Obj("metadata")?["uid"] is not null && response!["bodyTrimmed"] is null;
            if (request.Str("method") == "POST" && isObject)
                key = $"{path}/{answer.Obj("metadata").Str("name")}";
            if (request.Str("method") is "POST" or "PUT" or "PATCH" && !path.Contains("dryRun", StringComparison.Ordinal) && response!["bodyTrimmed"] is null)
                yield return Write(step, request, response, subresource, live.GetValueOrDefault(key), answer);
            if (request.Str("method") == "DELETE" || subresource is not (null or "status"))
                live.Remove(key);
            else if (isObject && request.Str("path")?.Contains("dryRun", StringComparison.Ordinal) != true)
                live[key] = JsonTree.Clone(answer);
        }
    }

    private static RecordedWrite Write(JsonObject step, JsonObject request, JsonObject response, string? subresource, JsonObject? live, JsonObject answer)
    {
        var query = request.Str("path")!.Split('?').Skip(1).SelectMany(text => text.Split('&')).ToDictionary(pair => pair.Split('=')[0], pair => Uri.UnescapeDataString(pair.Split('=')[^1]), StringComparer.Ordinal);
        var manager = query.GetValueOrDefault("fieldManager") ?? (request.Obj("headers").Str("User-Agent") ?? "wire-recorder/1.0").Split('/')[0];
        return new RecordedWrite(
            (int)step["step"].AsLong()!.Value,
            request.Str("method")!,
            (request.Obj("headers").Str("Content-Type") ?? "application/json").Split(';')[0],
            subresource,
            manager,
            query.GetValueOrDefault("force") is not (null or "false"),
            request["body"],
            live,
            (int)response["status"].AsLong()!.Value,
            answer);
    }
}
