using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Kubernetes.Patching;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Resources;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Api.Patching;

/// <summary>The body of a JSON, merge or strategic merge patch, ready to be applied.</summary>
internal sealed class Patches
{
    public const string JsonPatchType = "application/json-patch+json";
    public const string MergeType = "application/merge-patch+json";
    public const string StrategicType = "application/strategic-merge-patch+json";

    private readonly string _mediaType;
    private readonly JsonNode? _document;
    private readonly JsonPatch? _operations;
    private readonly PatchSchema _schema;

    private Patches(string mediaType, JsonNode? document, JsonPatch? operations, PatchSchema schema)
    {
        _mediaType = mediaType;
        _document = document;
        _operations = operations;
        _schema = schema;
    }

    /// <exception cref="ApiStatusException">400: not a patch of that type; 413: too many operations.</exception>
    public static Patches Read(string mediaType, byte[] body, ResourceType type, WriteOptions options)
    {
        var document = Decode(body, options);
        if (mediaType == JsonPatchType)
            return new Patches(mediaType, document, Operations(document), PatchSchema.Plain);
        if (document is not JsonObject)
            throw ApiErrors.BadRequest("error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}");
        return new Patches(mediaType, document, null, PatchSchemas.For(type.Group, type.Kind));
    }

    /// <summary>The patched object, made of copies.</summary>
    /// <exception cref="ApiStatusException">422: an operation failed; 500: a strategic merge that cannot be done.</exception>
    public JsonObject Apply(JsonObject current)
    {
        try
        {
            var patched = _mediaType switch
            {
                JsonPatchType => _operations!.Apply(current) as JsonObject ?? throw Rejected(),
                StrategicType => StrategicMerge.Apply(current, (JsonObject)_document!, _schema),
                _ => JsonMergePatch.Apply(current, (JsonObject)_document!),
            };
            return JsonTree.Clone(patched);
        }
        catch (PatchException e)
        {
            throw e.Problem == PatchProblem.NotMergeable ? ApiErrors.Internal(e.Message) : Rejected();
        }
    }

    /// <summary>What an error text shows as the value that a server could not decode: the patch itself, or the whole patched object.</summary>
    public string Shown(JsonObject patched) => _mediaType == StrategicType
        ? GoText.Value(_document)
        : PatchedText.Of(patched, _document as JsonObject);

    private static JsonPatch Operations(JsonNode? document)
    {
        try
        {
            var operations = JsonPatch.Parse(document);
            return operations.Count <= JsonPatch.MaxOperations
                ? operations
                : throw new ApiStatusException(413, "RequestEntityTooLarge",
                    $"Request entity too large: The allowed maximum operations in a JSON patch is {JsonPatch.MaxOperations}, got {operations.Count}");
        }
        catch (PatchException e)
        {
            throw ApiErrors.BadRequest($"error decoding patch: {e.Message}");
        }
    }

    private static JsonNode? Decode(byte[] body, WriteOptions options)
    {
        try
        {
            var node = JsonDecoder.Decode(body, out var duplicates);
            if (options.Validation == FieldValidation.Warn)
                options.Warnings.AddRange(duplicates.Select(d => $"duplicate field {ApiErrors.Quote(d)}").Except(options.Warnings));
            return node;
        }
        catch (JsonException e)
        {
            throw ApiErrors.BadRequest($"error decoding patch: {e.Message}");
        }
    }

    private static ApiStatusException Rejected() => new(422, "Invalid", "the server rejected our request due to an error in our request", []);
}
