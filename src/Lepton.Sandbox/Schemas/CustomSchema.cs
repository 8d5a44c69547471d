using System.Text.Json.Nodes;
using Lepton.Sandbox.BuiltinSchemas.Types;
using Lepton.Sandbox.Cel.Rules;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Schemas.Structure;
using Lepton.Sandbox.Schemas.Values;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Schemas;

/// <summary>The schema of one version of a custom resource.</summary>
/// <param name="subresources">Of the version; null without any.</param>
internal sealed class CustomSchema(Structural schema, JsonObject? subresources) : IObjectSchema
{
    private const string RulesSkipped = "some validation rules were not checked because the object was invalid; correct the existing errors to complete validation";

    private static readonly BuiltinType Metadata = ((TypeRef.Struct)BuiltinTypes.Find("v1", "ConfigMap")!.Field("metadata")!.Type).Type;

    private static readonly HashSet<string> Blocking =
        ["FieldValueNotSupported", "FieldValueRequired", "FieldValueTooLong", "FieldValueTooMany", "FieldValueTypeInvalid"];

    private readonly RuleTree? _rules = RuleTree.Of(schema, root: true);

    /// <summary>Of custom resources only metadata is decoded into a type of the server's.</summary>
    public string? DecodeError(JsonObject value) => value["metadata"] switch
    {
        null => null,
        JsonObject metadata => TypeCheck.Problem(Metadata, metadata),
        var other => Scalars.Mismatch(other, "Go struct field .metadata of type v1.ObjectMeta"),
    };

    public IReadOnlyList<string> Prune(JsonObject value)
    {
        var unknown = new List<string>();
        StructuralPruning.PruneResource(schema, value, "", unknown);
        return unknown;
    }

    public void DropNulls(JsonObject value)
    {
        foreach (var (name, member) in value.Where(field => field.Key is not ("apiVersion" or "kind" or "metadata")).ToArray())
        {
            if (schema.Property(name) is not { } property)
                continue;
            if (member is null && !property.Nullable && property.Default is null)
                value.Remove(name);
            else
                StructuralPruning.DropNulls(property, member);
        }
    }

    public void ApplyDefaults(JsonObject value)
    {
        StructuralDefaults.Apply(schema, value);
        if (value.Obj("metadata") is { } metadata)
            value["metadata"] = RoundTrip.Apply(Metadata, metadata);
    }

    public IReadOnlyList<FieldError> Validate(JsonObject value, JsonObject? old) => Validate(value, old, []);

    public IReadOnlyList<FieldError> Validate(JsonObject value, JsonObject? old, ICollection<string> warnings)
    {
        var errors = new FieldErrors();
        foreach (var error in new ValueValidator(OnlyStatusDiffers(value, old)).Validate(schema, value, old))
            errors.Add(error);
        ListTypes(value, old, errors);
        ScaleChecks.Check(subresources.Obj("scale"), value, errors);
        if (_rules is null)
            return errors.All;
        if (errors.All.Any(error => Blocking.Contains(error.Reason)))
            errors.InvalidText("<nil>", "null", RulesSkipped);
        else
            new RuleValidator(errors, warnings).Validate(_rules, value, old);
        return errors.All;
    }

    /// <summary>An object that already held duplicates may keep them.</summary>
    private void ListTypes(JsonObject value, JsonObject? old, FieldErrors errors)
    {
        if (old is not null)
        {
            var before = new FieldErrors();
            ListTypeChecks.Check(schema, old, "", before);
            if (before.Count > 0)
                return;
        }

        ListTypeChecks.Check(schema, value, "", errors);
    }

    private static bool OnlyStatusDiffers(JsonObject value, JsonObject? old) =>
        old is not null && !JsonNode.DeepEquals(value["status"], old["status"]) && JsonNode.DeepEquals(value["spec"], old["spec"]);
}
