using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.CustomResources;

/// <summary>Which CustomResourceDefinitions are refused.</summary>
internal static class DefinitionValidation
{
    public static void Validate(JsonObject value, JsonObject? old, List<FieldError> errors, ISchemaFactory schemas)
    {
        var spec = value.Obj("spec");
        var names = spec.Obj("names");
        var (plural, group) = (names.Str("plural"), spec.Str("group"));
        if (value.Obj("metadata").Str("name") is { } name && name != $"{plural}.{group}")
            errors.Add(Invalid("metadata.name", ApiErrors.Quote(name), "must be spec.names.plural+\".\"+spec.group"));
        if (string.IsNullOrEmpty(group))
            errors.Add(Required("spec.group"));
        if (string.IsNullOrEmpty(plural))
            errors.Add(Required("spec.names.plural"));
        if (string.IsNullOrEmpty(names.Str("kind")))
            errors.Add(Required("spec.names.kind"));
        if (spec.Str("scope") is not ("Namespaced" or "Cluster"))
            errors.Add(new FieldError("FieldValueNotSupported", "spec.scope", $"Unsupported value: {ApiErrors.Quote(spec.Str("scope") ?? "")}: supported values: \"Cluster\", \"Namespaced\""));
        if (spec.Bool("preserveUnknownFields") == true)
            errors.Add(Invalid("spec.preserveUnknownFields", "true", "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead"));
        Versions(value, errors, schemas);
        if (old is not null)
            Immutable(value, old, errors);
    }

    private static void Versions(JsonObject value, List<FieldError> errors, ISchemaFactory schemas)
    {
        var versions = value.Obj("spec").Arr("versions") ?? [];
        var stored = versions.Where(v => v.Bool("storage") == true).Select(v => v.Str("name") ?? "").ToArray();
        if (versions.Select(v => v.Str("name")).Distinct().Count() != versions.Count)
            errors.Add(Invalid("spec.versions", GoVersions(versions), "must contain unique version names"));
        if (stored.Length != 1)
            errors.Add(Invalid("spec.versions", GoVersions(versions), "must have exactly one version marked as storage version"));
        StoredVersions(value, stored, errors);
        for (var i = 0; i < versions.Count; i++)
        {
            if (versions[i].Obj("schema").Obj("openAPIV3Schema") is not { } schema)
                errors.Add(Required($"spec.versions[{i}].schema.openAPIV3Schema"));
            else
                Schema(value, versions[i]!, schema, versions.Count == 1 ? "spec.validation.openAPIV3Schema" : $"spec.versions[{i}].schema.openAPIV3Schema", errors, schemas);
        }
    }

    private static void Schema(JsonObject value, JsonNode version, JsonObject schema, string path, List<FieldError> errors, ISchemaFactory schemas)
    {
        if (schema.Str("type") is { } type && type != "object")
        {
            errors.Add(Invalid(path + ".type", ApiErrors.Quote(type), "must be object at the root"));
            return;
        }

        var spec = value.Obj("spec");
        errors.AddRange(schemas.Check(spec.Str("group") ?? "", version.Str("name") ?? "", spec.Obj("names").Str("kind") ?? "", schema, path));
    }

    private static void StoredVersions(JsonObject value, string[] stored, List<FieldError> errors)
    {
        if (value.Obj("status").Arr("storedVersions") is not { Count: > 0 } kept)
        {
            errors.Add(Invalid("status.storedVersions", "null", "must have at least one stored version"));
            return;
        }

        foreach (var version in stored.Where(s => !kept.Strings().Contains(s)))
            errors.Add(Invalid("status.storedVersions", kept.ToJsonString(), $"must have the storage version {version}"));
    }

    private static void Immutable(JsonObject value, JsonObject old, List<FieldError> errors)
    {
        if (!Conditions.IsTrue(old, "Established"))
            return;
        foreach (var field in (string[])["group", "scope"])
            CheckSame(value.Obj("spec").Str(field), old.Obj("spec").Str(field), $"spec.{field}", errors);
        CheckSame(value.Obj("spec").Obj("names").Str("kind"), old.Obj("spec").Obj("names").Str("kind"), "spec.names.kind", errors);
    }

    private static void CheckSame(string? now, string? before, string field, List<FieldError> errors)
    {
        if (now != before)
            errors.Add(Invalid(field, ApiErrors.Quote(now ?? ""), "field is immutable"));
    }

    /// <summary>The versions as Go prints the internal type.</summary>
    private static string GoVersions(JsonArray versions) => "[" + string.Join(",", versions.Select(v =>
        $"{{\"Name\":{ApiErrors.Quote(v.Str("name") ?? "")},\"Served\":{Go(v.Bool("served"))},\"Storage\":{Go(v.Bool("storage"))},\"Deprecated\":{Go(v.Bool("deprecated"))},"
        + "\"DeprecationWarning\":null,\"Schema\":null,\"Subresources\":null,\"AdditionalPrinterColumns\":null,\"SelectableFields\":null}")) + "]";

    private static string Go(bool? value) => value == true ? "true" : "false";

    private static FieldError Invalid(string field, string value, string why) => new("FieldValueInvalid", field, $"Invalid value: {value}: {why}");

    private static FieldError Required(string field) => new("FieldValueRequired", field, "Required value");
}
