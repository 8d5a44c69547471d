using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.CustomResources;

/// <summary>Which CustomResourceDefinitions are refused.</summary>
internal static partial class DefinitionValidation
{
    private const string Approval = "api-approved.kubernetes.io";

    private const string Dns1035Error =
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character "
        + "(e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

    private static readonly HashSet<string> ColumnTypes = ["boolean", "date", "integer", "number", "string"];

    public static void Validate(JsonObject value, JsonObject? old, List<FieldError> errors, ISchemaFactory schemas)
    {
        var spec = value.Obj("spec");
        var names = spec.Obj("names");
        var (plural, group) = (names.Str("plural"), spec.Str("group"));
        if (old is null && value.Obj("metadata").Str("name") is { } name && name != $"{plural}.{group}")
            errors.Add(Invalid("metadata.name", ApiErrors.Quote(name), "must be spec.names.plural+\".\"+spec.group"));
        if (IsProtected(group) && string.IsNullOrEmpty(value.Obj("metadata").Obj("annotations").Str(Approval)))
        {
            errors.Add(new FieldError("FieldValueRequired", $"metadata.annotations[{Approval}]",
                $"Required value: protected groups must have approval annotation \"{Approval}\", see https://github.com/kubernetes/enhancements/pull/1111"));
        }

        if (string.IsNullOrEmpty(group))
            errors.Add(Required("spec.group"));
        if (string.IsNullOrEmpty(plural))
            errors.Add(Required("spec.names.plural"));
        else if (!Dns1035().IsMatch(plural))
            errors.Add(Invalid("spec.names.plural", ApiErrors.Quote(plural), Dns1035Error));
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
            Columns(versions[i].Arr("additionalPrinterColumns"), versions.Count == 1 ? "spec" : $"spec.versions[{i}]", errors);
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

    private static void Columns(JsonArray? columns, string path, List<FieldError> errors)
    {
        for (var i = 0; i < columns?.Count; i++)
        {
            var field = $"{path}.additionalPrinterColumns[{i}]";
            if (columns[i].Str("type") is { } type && !ColumnTypes.Contains(type))
                errors.Add(Invalid($"{field}.type", ApiErrors.Quote(type), $"must be one of {string.Join(",", ColumnTypes.Order(StringComparer.Ordinal))}"));
            if (columns[i].Str("jsonPath") is { } jsonPath && !jsonPath.StartsWith('.'))
                errors.Add(Invalid($"{field}.JSONPath", ApiErrors.Quote(jsonPath), "must be a simple json path starting with ."));
        }
    }

    private static bool IsProtected(string? group) => group is not null
        && (group is "k8s.io" or "kubernetes.io" || group.EndsWith(".k8s.io", StringComparison.Ordinal) || group.EndsWith(".kubernetes.io", StringComparison.Ordinal));

    [GeneratedRegex("^[a-z]([-a-z0-9]*[a-z0-9])?\\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Dns1035();

    private static void StoredVersions(JsonObject value, string[] stored, List<FieldError> errors)
    {
        var names = (value.Obj("spec").Arr("versions") ?? []).Select(v => v.Str("name")).ToHashSet();
        if (value.Obj("status").Arr("storedVersions") is not { Count: > 0 } kept)
        {
            errors.Add(Invalid("status.storedVersions", "null", "must have at least one stored version"));
            return;
        }

        var index = 0;
        foreach (var version in kept.Strings())
        {
            if (!names.Contains(version))
            {
                errors.Add(Invalid($"status.storedVersions[{index}]", ApiErrors.Quote(version),
                    $"missing from spec.versions; {version} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains "
                    + $"persisted in {version} and removes {version} from status.storedVersions"));
            }

            index++;
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
