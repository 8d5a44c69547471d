using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Resources;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Api.Bodies;

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
        IReadOnlyList<string> duplicates = [];
        var node = MediaType(request) switch
        {
            "application/json" => Json(bytes, kind, out duplicates),
            "application/yaml" => Yaml(bytes),
            ProtobufReader.MediaType when !type.IsCustom => ProtobufReader.Read(bytes) ?? throw Unsupported(),
            _ => throw Unsupported(),
        };
        if (node is not JsonObject value)
            throw NotAnObject(node, bytes, kind);
        return new DecodedBody(value, duplicates, BodyKind.Check(request, value, bytes, type, kind, apiVersion));
    }

    /// <summary>What an error text shows of a body: its beginning, in hex unless it is an object.</summary>
    public static string Summary(byte[] bytes)
    {
        const int Shown = 30;
        if (bytes.Length == 0)
            return "<empty>";
        var start = bytes.AsSpan(0, Math.Min(bytes.Length, Shown));
        return (bytes[0] == '{' ? Encoding.UTF8.GetString(start) : Convert.ToHexStringLower(start)) + (bytes.Length > Shown ? " ..." : "");
    }

    private static JsonNode? Json(byte[] bytes, string kind, out IReadOnlyList<string> duplicates)
    {
        try
        {
            return JsonDecoder.Decode(bytes, out duplicates);
        }
        catch (JsonException e)
        {
            throw ApiErrors.BadRequest($"the object provided is unrecognized (must be of type {kind}): couldn't get version/kind; json parse error: {e.Message} ({Summary(bytes)})");
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
            throw ApiErrors.BadRequest($"error converting YAML to JSON: {e.Message}");
        }
    }

    private static ApiStatusException NotAnObject(JsonNode? node, byte[] bytes, string kind)
    {
        var found = node switch { JsonArray => "array", null => "null", _ => node.GetValueKind().ToString().ToLowerInvariant() };
        const string GoType = "struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" }";
        return ApiErrors.BadRequest($"the object provided is unrecognized (must be of type {kind}): couldn't get version/kind; json parse error: json: cannot unmarshal {found} into Go value of type {GoType} ({Summary(bytes)})");
    }

    private static ApiStatusException Unsupported() =>
        new(415, "UnsupportedMediaType", $"the body of the request was in an unknown format - accepted media types include: {Accepted}");

    private static ApiStatusException TooLarge() =>
        new(413, "RequestEntityTooLarge", $"Request entity too large: limit is {MaxBytes}");
}

/// <param name="Duplicates">Fields that came twice.</param>
/// <param name="Complete">The body had kind and apiVersion.</param>
internal sealed record DecodedBody(JsonObject Value, IReadOnlyList<string> Duplicates, bool Complete);
