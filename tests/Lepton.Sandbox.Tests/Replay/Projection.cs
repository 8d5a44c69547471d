using System.Text.Json.Nodes;

namespace Lepton.Sandbox.Tests.Replay;

/// <summary>
/// The recorder kept only parts of some bodies and says so in words (<c>bodyTrimmed</c>). Takes the same part of ours; what it kept by leaving something out is
/// compared as a part of ours instead.
/// </summary>
internal static class Projection
{
    private static readonly string[] Incomparable = ["first 400 characters", "counts only", "keys only", "_allGroups", "first resource only", "paths reduced to", "reduced to the CRD group", "reduced to group", "rows removed"];

    /// <summary>What was made up by the recorder has no counterpart in an answer: of those steps, status and headers are compared.</summary>
    public static bool IsComparable(string? trimmed) => trimmed is null || !Array.Exists(Incomparable, words => trimmed.Contains(words, StringComparison.Ordinal));

    public static bool IsPartial(string? trimmed) => trimmed is not (null or "as received");

    public static JsonNode? Of(JsonNode? body, string? trimmed) => (trimmed, body) switch
    {
        (_, JsonObject o) when (string?)o["kind"] == "Status" && (string?)o["status"] == "Failure" => trimmed == "metadata without managedFields" ? new JsonObject() : body,
        ("metadata only", JsonObject o) => o["metadata"],
        ("metadata without managedFields", JsonObject o) => o["metadata"] ?? new JsonObject(),
        ("status", JsonObject o) => o["status"],
        ("spec.ephemeralContainers only", JsonObject o) => o["spec"]?["ephemeralContainers"],
        ("metadata.resourceVersion, generation and managedFields times only", JsonObject o) => Versions(o["metadata"]),
        ("first and last name, count", JsonObject o) => Ends(o),
        ("metadata.name, spec.nodeName, status of items", JsonObject o) => Items(o, item => new JsonObject { ["name"] = Copy(item["metadata"]?["name"]), ["nodeName"] = Copy(item["spec"]?["nodeName"]), ["status"] = Copy(item["status"]) }),
        ("name, annotations, spec.replicas, status", JsonObject o) => Items(o, item => new JsonObject { ["name"] = Copy(item["metadata"]?["name"]), ["annotations"] = Copy(item["metadata"]?["annotations"]), ["replicas"] = Copy(item["spec"]?["replicas"]), ["status"] = Copy(item["status"]) }),
        ("metadata without managedFields, env", JsonObject o) => Items(o, item => new JsonObject { ["metadata"] = Copy(item["metadata"]), ["env"] = Copy(item["spec"]?["containers"]?[0]?["env"]) }),
        _ => body,
    };

    private static JsonObject Versions(JsonNode? metadata) => new()
    {
        ["resourceVersion"] = Copy(metadata?["resourceVersion"]),
        ["generation"] = Copy(metadata?["generation"]),
        ["managedFieldsTimes"] = new JsonArray([.. (metadata?["managedFields"] as JsonArray ?? []).Select(entry => Copy(entry?["time"]))]),
    };

    private static JsonObject Ends(JsonObject list)
    {
        var copy = (JsonObject)list.DeepClone();
        if (copy["items"] is JsonArray { Count: > 0 } items)
            copy["items"] = new JsonArray(items.Count, Copy(items[0]?["metadata"]?["name"]), Copy(items[^1]?["metadata"]?["name"]));
        return copy;
    }

    private static JsonObject Items(JsonObject list, Func<JsonNode, JsonObject> part) =>
        new() { ["items"] = new JsonArray([.. (list["items"] as JsonArray ?? []).Select(item => (JsonNode)part(item!))]) };

    private static JsonNode? Copy(JsonNode? node) => node?.DeepClone();
}
