using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Resources;

namespace Lepton.Sandbox.Api.Patching;

/// <summary>Applies the body of a PATCH to an object.</summary>
internal static class Patches
{
    public const string JsonPatchType = "application/json-patch+json";
    public const string MergeType = "application/merge-patch+json";
    public const string StrategicType = "application/strategic-merge-patch+json";

    /// <param name="current">Changed in place or replaced.</param>
    public static JsonObject Apply(string mediaType, JsonObject current, byte[] body, ResourceType type, WriteOptions options) => mediaType switch
    {
        JsonPatchType => JsonPatch.Apply(current, body),
        _ => MergePatch.Apply(current, Decode(body, options)),
    };

    private static JsonObject Decode(byte[] body, WriteOptions options)
    {
        try
        {
            var node = JsonDecoder.Decode(body, out var duplicates);
            if (options.Validation == FieldValidation.Warn)
                options.Warnings.AddRange(duplicates.Select(d => $"duplicate field {ApiErrors.Quote(d)}").Except(options.Warnings));
            return node as JsonObject ?? throw ApiErrors.BadRequest("error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}");
        }
        catch (JsonException e)
        {
            throw ApiErrors.BadRequest($"error decoding patch: {e.Message}");
        }
    }
}
