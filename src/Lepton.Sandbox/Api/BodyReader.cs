using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Resources;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Api;

/// <summary>Reads request bodies and the objects in them.</summary>
internal static class BodyReader
{
    public const int MaxBytes = 3_145_728;
    private const string Accepted = "application/json, application/yaml, application/vnd.kubernetes.protobuf";

    /// <exception cref="ApiStatusException">413.</exception>
    public static async Task<byte[]> BytesAsync(ApiRequest request)
    {
        if (request.Http.Request.ContentLength > MaxBytes)
            throw TooLarge();
        using var buffer = new MemoryStream();
        var chunk = new byte[16_384];
        int read;
        while ((read = await request.Http.Request.Body.ReadAsync(chunk, request.Aborted)) > 0)
        {
            buffer.Write(chunk, 0, read);
            if (buffer.Length > MaxBytes)
                throw TooLarge();
        }

        return buffer.ToArray();
    }

    /// <summary>The media type without parameters; JSON when the client names none.</summary>
    public static string MediaType(ApiRequest request)
    {
        var contentType = request.Http.Request.ContentType;
        return string.IsNullOrEmpty(contentType) ? "application/json" : contentType.Split(';')[0].Trim();
    }

    /// <summary>The object in a POST or PUT, checked to be of the kind the path is for.</summary>
    /// <exception cref="ApiStatusException">400, 413, 415.</exception>
    public static async Task<DecodedBody> ObjectAsync(ApiRequest request, ResourceType type, string kind, string apiVersion)
    {
        var bytes = await BytesAsync(request);
        var mediaType = MediaType(request);
        var node = mediaType switch
        {
            "application/json" => Json(bytes, kind, out _),
            "application/yaml" => Yaml(bytes),
            _ => throw new ApiStatusException(415, "UnsupportedMediaType", $"the body of the request was in an unknown format - accepted media types include: {Accepted}"),
        };
        IReadOnlyList<string> duplicates = [];
        if (mediaType == "application/json")
            Json(bytes, kind, out duplicates);
        if (node is not JsonObject value)
            throw NotAnObject(node, bytes, kind);
        var complete = CheckKind(value, type, kind, apiVersion);
        return new DecodedBody(value, duplicates, complete);
    }

    private static JsonNode? Json(byte[] bytes, string kind, out IReadOnlyList<string> duplicates)
    {
        try
        {
            return JsonDecoder.Decode(bytes, out duplicates);
        }
        catch (JsonException e)
        {
            var shown = bytes.Length == 0 ? "<empty>" : Encoding.UTF8.GetString(bytes, 0, Math.Min(bytes.Length, 1024));
            throw ApiErrors.BadRequest($"the object provided is unrecognized (must be of type {kind}): couldn't get version/kind; json parse error: {e.Message} ({shown})");
        }
    }

    private static JsonNode? Yaml(byte[] bytes)
    {
        try
        {
            return YamlDecoder.Decode(Encoding.UTF8.GetString(bytes));
        }
        catch (JsonException e)
        {
            throw ApiErrors.BadRequest(e.Message);
        }
    }

    private static ApiStatusException NotAnObject(JsonNode? node, byte[] bytes, string kind)
    {
        var found = node switch { JsonArray => "array", null => "null", _ => node.GetValueKind().ToString().ToLowerInvariant() };
        const string GoType = "struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" }";
        return ApiErrors.BadRequest($"the object provided is unrecognized (must be of type {kind}): couldn't get version/kind; json parse error: json: cannot unmarshal {found} into Go value of type {GoType} ({Convert.ToHexStringLower(bytes)})");
    }

    /// <returns>Whether the body had both kind and apiVersion.</returns>
    private static bool CheckKind(JsonObject value, ResourceType type, string kind, string apiVersion)
    {
        var (givenKind, givenVersion) = (value.Str("kind") ?? "", value.Str("apiVersion") ?? "");
        if (type.IsCustom && (givenKind.Length == 0 || givenVersion.Length == 0))
        {
            throw ApiErrors.BadRequest(givenKind.Length == 0
                ? $"Object 'Kind' is missing in '{value.ToJsonString(JsonTree.Compact)}'"
                : $"Object 'apiVersion' is missing in '{value.ToJsonString(JsonTree.Compact)}'");
        }

        var complete = givenKind.Length > 0 && givenVersion.Length > 0;
        givenKind = givenKind.Length == 0 ? kind : givenKind;
        givenVersion = givenVersion.Length == 0 ? apiVersion : givenVersion;
        if (givenKind != kind || givenVersion != apiVersion)
            throw WrongKind(type, givenKind, givenVersion, kind, apiVersion);
        value["kind"] = kind;
        value["apiVersion"] = apiVersion;
        return complete;
    }

    private static ApiStatusException WrongKind(ResourceType type, string givenKind, string givenVersion, string kind, string apiVersion)
    {
        if (type.IsCustom)
        {
            return givenKind != kind
                ? ApiErrors.BadRequest($"kind in body ({givenKind}) does not match kind of the resource ({kind})")
                : ApiErrors.BadRequest($"the API version in the data ({givenVersion}) does not match the expected API version ({apiVersion})");
        }

        var why = givenKind == "Secret" && kind == "ConfigMap" && givenVersion == apiVersion
            ? $"converting (v1.{givenKind}) to (core.{kind}): unknown conversion"
            : $"no kind {ApiErrors.Quote(givenKind)} is registered for version {ApiErrors.Quote(givenVersion)} in scheme \"pkg/api/legacyscheme/scheme.go:30\"";
        return ApiErrors.BadRequest($"{givenKind} in version {ApiErrors.Quote(BuiltinResources.SplitApiVersion(givenVersion).Version)} cannot be handled as a {kind}: {why}");
    }

    private static ApiStatusException TooLarge() =>
        new(413, "RequestEntityTooLarge", $"Request entity too large: limit is {MaxBytes}");
}

/// <param name="Duplicates">Fields that came twice.</param>
/// <param name="Complete">The body had kind and apiVersion.</param>
internal sealed record DecodedBody(JsonObject Value, IReadOnlyList<string> Duplicates, bool Complete);
