using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Resources;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Api.Patching;

/// <summary>The body of a server-side apply.</summary>
internal static class ApplyPatch
{
    public const string MediaType = "application/apply-patch+yaml";

    /// <exception cref="ApiStatusException">400: not an object of the right kind and name.</exception>
    public static JsonObject Read(ApiRequest request, byte[] body)
    {
        var (type, info) = (request.Type, request.Info);
        var value = Decode(body);
        CheckKind(value, type);

        var metadata = value.Child("metadata");
        if (metadata.ContainsKey("managedFields"))
            throw ApiErrors.BadRequest("metadata.managedFields must be nil");
        if (metadata.Str("name") is { Length: > 0 } name && name != info.Name)
            throw ApiErrors.BadRequest($"the name of the object ({name}) does not match the name on the URL ({info.Name})");
        metadata["name"] = info.Name;
        if (metadata.Str("namespace") is { Length: > 0 } @namespace && @namespace != (info.Namespace ?? ""))
            throw ApiErrors.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        return value;
    }

    /// <summary>An object that does not exist has no uid; a resourceVersion is ignored.</summary>
    /// <exception cref="ApiStatusException">409.</exception>
    public static void CheckNewcomer(ResourceType type, string name, JsonObject applied)
    {
        var metadata = applied.Child("metadata");
        if (metadata.Str("uid") is { Length: > 0 } uid)
            throw ApiErrors.Conflict(type.Resource, name, $"uid mismatch: the provided object specified uid {uid}, and no existing object was found");
        metadata.Remove("resourceVersion");
    }

    public static void CheckPreconditions(ResourceType type, string name, JsonObject current, JsonObject applied)
    {
        var (live, wanted) = (current.Obj("metadata")!, applied.Obj("metadata")!);
        if (wanted.Str("resourceVersion") is { Length: > 0 } version && version != live.Str("resourceVersion"))
            throw ApiErrors.Modified(type.Resource, name);
    }

    private static void CheckKind(JsonObject value, ResourceType type)
    {
        var (kind, apiVersion) = (value.Str("kind") ?? "", value.Str("apiVersion") ?? "");
        var (group, version) = BuiltinResources.SplitApiVersion(apiVersion);
        if (group != type.Group || kind != type.Kind)
            throw ApiErrors.BadRequest($"invalid object type: {group}/{version}, Kind={kind}");
        if (apiVersion != type.ApiVersion)
            throw ApiErrors.BadRequest($"incorrect version specified in apply patch. Specified patch version: {apiVersion}, expected: {type.ApiVersion}");
    }

    private static JsonObject Decode(byte[] body)
    {
        try
        {
            return YamlDecoder.Decode(Encoding.UTF8.GetString(body)) as JsonObject
                ?? throw ApiErrors.BadRequest("error decoding YAML: the document is not an object");
        }
        catch (JsonException e)
        {
            throw ApiErrors.BadRequest($"error decoding YAML: error converting YAML to JSON: {e.Message}");
        }
    }
}
