using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Api.Auth;

/// <summary>What the spec of an access review asks about.</summary>
internal static class AccessReviews
{
    public static AccessAttributes Attributes(JsonObject? spec)
    {
        if (spec.Obj("nonResourceAttributes") is { } other)
            return new AccessAttributes(other.Str("verb") ?? "") { Path = other.Str("path") ?? "" };
        var wanted = spec.Obj("resourceAttributes");
        var (resource, subresource) = (wanted.Str("resource") ?? "", wanted.Str("subresource"));
        return new AccessAttributes(wanted.Str("verb") ?? "")
        {
            Group = wanted.Str("group") ?? "",
            Resource = string.IsNullOrEmpty(subresource) ? resource : $"{resource}/{subresource}",
            Name = wanted.Str("name") ?? "",
            Namespace = wanted.Str("namespace") is { Length: > 0 } scope ? scope : null,
        };
    }

    /// <exception cref="ApiStatusException">422: not one question about one user.</exception>
    public static void Check(string kind, JsonObject? spec, string? @namespace)
    {
        var errors = new List<FieldError>();
        var (resource, other) = (spec.Obj("resourceAttributes"), spec.Obj("nonResourceAttributes"));
        if (resource is not null && other is not null)
            errors.Add(new FieldError("FieldValueInvalid", "spec.nonResourceAttributes", "Invalid value: cannot be specified in combination with resourceAttributes"));
        if (resource is null && other is null)
            errors.Add(new FieldError("FieldValueInvalid", "spec.resourceAttributes", "Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified"));
        if (kind != "SelfSubjectAccessReview" && string.IsNullOrEmpty(spec.Str("user")) && spec.Arr("groups") is null or { Count: 0 })
            errors.Add(new FieldError("FieldValueInvalid", "spec.user", "Invalid value: \"\": at least one of user or group must be specified"));
        if (kind == "LocalSubjectAccessReview" && (resource.Str("namespace") ?? "") != @namespace)
            errors.Add(new FieldError("FieldValueInvalid", "spec.resourceAttributes.namespace", $"Invalid value: {ApiErrors.Quote(resource.Str("namespace") ?? "")}: must match metadata.namespace"));
        if (errors.Count > 0)
            throw ApiErrors.Invalid("authorization.k8s.io", kind, "", errors);
    }
}
