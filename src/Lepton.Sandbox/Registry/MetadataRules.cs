using System.Text;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Resources;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Registry;

/// <summary>Validation of <c>metadata</c>.</summary>
internal static class MetadataRules
{
    private const int MaxAnnotationBytes = 262_144;
    private static readonly HashSet<string> StandardFinalizers = ["orphan", "foregroundDeletion", "kubernetes"];

    public static void Validate(ResourceType type, JsonObject metadata, List<FieldError> errors)
    {
        var name = metadata.Str("name") ?? "";
        if (name.Length == 0)
            errors.Add(new FieldError("FieldValueRequired", "metadata.name", "Required value: name or generateName is required"));
        else
            AddAll(errors, "metadata.name", name, NameRules.Name(type, name));
        if (metadata.Str("generateName") is { Length: > 0 } prefix)
            AddAll(errors, "metadata.generateName", prefix, NameRules.Name(type, WithoutDash(prefix)));
        foreach (var (key, value) in metadata.Obj("labels") ?? [])
        {
            AddAll(errors, "metadata.labels", key, NameRules.QualifiedName(key));
            AddAll(errors, "metadata.labels", value.AsString() ?? "", NameRules.LabelValue(value.AsString() ?? ""));
        }

        Annotations(metadata, errors);
        Owners(metadata, errors);
        Finalizers(type, metadata, errors);
    }

    /// <summary>What an update may not do to metadata.</summary>
    public static void ValidateUpdate(JsonObject metadata, JsonObject old, List<FieldError> errors)
    {
        if (old["deletionTimestamp"] is null)
            return;
        var before = old.Arr("finalizers").Strings().ToHashSet();
        var added = metadata.Arr("finalizers").Strings().Where(f => !before.Contains(f)).ToArray();
        if (added.Length == 0)
            return;
        var list = string.Join(", ", added.Select(ApiErrors.Quote));
        var error = new FieldError("FieldValueForbidden", "metadata.finalizers",
            $"Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{{{list}}}");
        errors.Add(error);
        errors.Add(error);
    }

    /// <summary>A prefix may end in a dash, since more characters follow.</summary>
    private static string WithoutDash(string prefix) => prefix.Length > 1 && prefix[^1] == '-' ? prefix[..^2] + "a" : prefix;

    private static void Annotations(JsonObject metadata, List<FieldError> errors)
    {
        var bytes = 0;
        foreach (var (key, value) in metadata.Obj("annotations") ?? [])
        {
            AddAll(errors, "metadata.annotations", key, NameRules.QualifiedName(key.ToLowerInvariant()));
            bytes += Encoding.UTF8.GetByteCount(key) + Encoding.UTF8.GetByteCount(value.AsString() ?? "");
        }

        if (bytes > MaxAnnotationBytes)
            errors.Add(new FieldError("FieldValueTooLong", "metadata.annotations", $"Too long: may not be more than {MaxAnnotationBytes} bytes"));
    }

    private static void Owners(JsonObject metadata, List<FieldError> errors)
    {
        var controllers = 0;
        foreach (var owner in metadata.Arr("ownerReferences") ?? [])
        {
            foreach (var field in (string[])["apiVersion", "kind", "name", "uid"])
            {
                if (string.IsNullOrEmpty(owner.Str(field)))
                    errors.Add(new FieldError("FieldValueInvalid", $"metadata.ownerReferences.{field}", "Invalid value: \"\": must not be empty"));
            }

            if (owner.Bool("controller") == true && ++controllers == 2)
                errors.Add(new FieldError("FieldValueInvalid", "metadata.ownerReferences", "Invalid value: Only one reference can have Controller set to true"));
        }
    }

    private static void Finalizers(ResourceType type, JsonObject metadata, List<FieldError> errors)
    {
        var index = 0;
        foreach (var finalizer in metadata.Arr("finalizers").Strings())
        {
            var field = $"metadata.finalizers[{index++}]";
            if (!type.IsCustom && type.Group != "apiextensions.k8s.io" && !finalizer.Contains('/') && !StandardFinalizers.Contains(finalizer))
                errors.Add(new FieldError("FieldValueInvalid", field, $"Invalid value: {ApiErrors.Quote(finalizer)}: name is neither a standard finalizer name nor is it fully qualified"));
            else
                AddAll(errors, field, finalizer, NameRules.QualifiedName(finalizer));
        }
    }

    private static void AddAll(List<FieldError> errors, string field, string value, IEnumerable<string> messages)
    {
        foreach (var message in messages)
            errors.Add(new FieldError("FieldValueInvalid", field, $"Invalid value: {ApiErrors.Quote(value)}: {message}"));
    }
}
