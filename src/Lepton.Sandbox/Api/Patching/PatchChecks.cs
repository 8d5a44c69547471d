using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Api.Patching;

/// <summary>What a patch may not make of an object: another one.</summary>
internal static class PatchChecks
{
    /// <exception cref="ApiStatusException">400 for another name, 422 for another kind or uid.</exception>
    public static void Identity(ApiRequest request, JsonObject current, JsonObject changed, Patches patch)
    {
        var (type, name) = (request.Type, request.Info.Name);
        Kind(request, changed, patch);
        var (before, after) = (current.Obj("metadata"), changed.Obj("metadata"));
        if (after.Str("name") is { Length: > 0 } other && other != name)
            throw ApiErrors.BadRequest($"the name of the object ({other}) does not match the name on the URL ({name})");
        if (after.Str("uid") is { Length: > 0 } uid && uid != before.Str("uid"))
        {
            var error = new FieldError("FieldValueInvalid", "metadata.uid", $"Invalid value: {ApiErrors.Quote(uid)}: field is immutable");
            throw ApiErrors.Invalid(type, name, [error, error]);
        }
    }

    private static void Kind(ApiRequest request, JsonObject changed, Patches patch)
    {
        var type = request.Type;
        var (kind, apiVersion) = (changed.Str("kind"), changed.Str("apiVersion"));
        if (kind == type.Kind && apiVersion == type.ApiVersion)
            return;
        if (type.IsCustom)
            throw ApiErrors.WrongCustomKind(type, request.Info.Name, kind, apiVersion);
        var other = request.Cluster.Catalog.Current.All.FirstOrDefault(t => t.ApiVersion == apiVersion && t.Kind == kind);
        var why = other?.Schema?.DecodeError(changed) ?? $"no kind {ApiErrors.Quote(kind ?? "")} is registered for version {ApiErrors.Quote(apiVersion ?? "")}";
        throw ApiErrors.InvalidPatch(patch.Shown(changed), why);
    }
}
