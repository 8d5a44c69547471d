using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Api.Patching;

/// <summary>JSON patch, RFC 6902, with the latitude of the library that the API server uses.</summary>
internal static class JsonPatch
{
    private const int MaxOperations = 10_000;

    /// <exception cref="ApiStatusException">400 for what is not a patch, 413 for too many operations, 422 for one that fails.</exception>
    public static JsonObject Apply(JsonObject value, byte[] body)
    {
        var operations = Decode(body);
        if (operations.Count > MaxOperations)
        {
            throw new ApiStatusException(413, "RequestEntityTooLarge",
                $"Request entity too large: The allowed maximum operations in a JSON patch is {MaxOperations}, got {operations.Count}");
        }

        JsonNode? root = value;
        foreach (var operation in operations)
            root = Apply(root, operation!);
        return root as JsonObject ?? throw Rejected();
    }

    private static JsonArray Decode(byte[] body)
    {
        try
        {
            return JsonDecoder.Decode(body, out _) as JsonArray
                ?? throw ApiErrors.BadRequest("error decoding patch: json: cannot unmarshal object into Go value of type jsonpatch.Patch");
        }
        catch (JsonException e)
        {
            throw ApiErrors.BadRequest($"error decoding patch: {e.Message}");
        }
    }

    private static JsonNode? Apply(JsonNode? root, JsonNode operation)
    {
        var path = JsonPointer.Parse(operation.Str("path") ?? throw Rejected());
        switch (operation.Str("op"))
        {
            case "add":
                return JsonPointer.Add(root, path, Value(operation));
            case "replace":
                return JsonPointer.Replace(root, path, Value(operation));
            case "remove":
                JsonPointer.Remove(root, path);
                return root;
            case "test":
                return JsonNode.DeepEquals(JsonPointer.Find(root, path, missingIsNull: true), Value(operation)) ? root : throw Rejected();
            case "copy":
                return JsonPointer.Add(root, path, JsonTree.CloneNode(JsonPointer.Find(root, From(operation))));
            case "move":
                var moved = JsonTree.CloneNode(JsonPointer.Find(root, From(operation)));
                JsonPointer.Remove(root, From(operation));
                return JsonPointer.Add(root, path, moved);
            default:
                throw Rejected();
        }
    }

    private static JsonNode? Value(JsonNode operation) => ((JsonObject)operation).TryGetPropertyValue("value", out var value) ? JsonTree.CloneNode(value) : null;

    private static string[] From(JsonNode operation) => JsonPointer.Parse(operation.Str("from") ?? throw Rejected());

    internal static ApiStatusException Rejected() => new(422, "Invalid", "the server rejected our request due to an error in our request", []);
}
