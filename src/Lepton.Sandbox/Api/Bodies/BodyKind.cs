using System.Text;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Resources;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Api.Bodies;

/// <summary>Whether a body is of the kind and version its path is for.</summary>
internal static class BodyKind
{
    /// <returns>Whether the body had both kind and apiVersion; those of a built-in kind may be left out.</returns>
    /// <exception cref="ApiStatusException">400, and 422 for a custom resource of another kind.</exception>
    public static bool Check(ApiRequest request, JsonObject value, byte[] bytes, ResourceType type, string kind, string apiVersion)
    {
        var (givenKind, givenVersion) = (value.Str("kind") ?? "", value.Str("apiVersion") ?? "");
        if (type.IsCustom)
        {
            CheckCustom(request, value, bytes, type);
            return true;
        }

        var complete = givenKind.Length > 0 && givenVersion.Length > 0;
        givenKind = givenKind.Length == 0 ? kind : givenKind;
        givenVersion = givenVersion.Length == 0 ? apiVersion : givenVersion;
        if (givenKind != kind || givenVersion != apiVersion)
            throw Wrong(givenKind, givenVersion, kind, apiVersion);
        value["kind"] = kind;
        value["apiVersion"] = apiVersion;
        return complete;
    }

    private static void CheckCustom(ApiRequest request, JsonObject value, byte[] bytes, ResourceType type)
    {
        foreach (var (field, name) in (ReadOnlySpan<(string, string)>)[("kind", "Kind"), ("apiVersion", "apiVersion")])
        {
            if (string.IsNullOrEmpty(value.Str(field)))
            {
                throw ApiErrors.BadRequest($"the object provided is unrecognized (must be of type {type.Kind}): Object '{name}' is missing in "
                    + $"'{Encoding.UTF8.GetString(bytes)}' ({BodyReader.Summary(bytes)})");
            }
        }

        if (value.Str("apiVersion") != type.ApiVersion)
            request.Warnings.AddRange(value.Select(member => member.Key).Where(f => f is not ("kind" or "apiVersion" or "metadata")).Select(f => $"unknown field {ApiErrors.Quote(f)}"));
        if (value.Str("apiVersion") != type.ApiVersion || value.Str("kind") != type.Kind)
            throw ApiErrors.WrongCustomKind(type, value.Obj("metadata").Str("name") ?? "", value.Str("kind"), value.Str("apiVersion"));
    }

    private static ApiStatusException Wrong(string givenKind, string givenVersion, string kind, string apiVersion)
    {
        var why = givenKind == "Secret" && kind == "ConfigMap" && givenVersion == apiVersion
            ? $"converting (v1.{givenKind}) to (core.{kind}): unknown conversion"
            : $"no kind {ApiErrors.Quote(givenKind)} is registered for version {ApiErrors.Quote(givenVersion)} in scheme \"pkg/api/legacyscheme/scheme.go:30\"";
        return ApiErrors.BadRequest($"{givenKind} in version {ApiErrors.Quote(BuiltinResources.SplitApiVersion(givenVersion).Version)} cannot be handled as a {kind}: {why}");
    }
}
