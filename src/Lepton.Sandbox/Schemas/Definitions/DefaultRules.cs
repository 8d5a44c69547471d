using System.Text.Json.Nodes;
using Lepton.Sandbox.Cel.Rules;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Schemas.Structure;
using Lepton.Sandbox.Schemas.Values;

namespace Lepton.Sandbox.Schemas.Definitions;

/// <summary>Defaults must be what their own schema allows.</summary>
internal static class DefaultRules
{
    public static void Check(Structural schema, string path, FieldErrors errors)
    {
        if (schema.Source.ContainsKey("default") && schema.Default is not null)
            One(schema, path + ".default", errors);
        if (schema.Items is { } items)
            Check(items, path + ".items", errors);
        if (schema.Additional is { } values)
            Check(values, path + ".additionalProperties", errors);
        foreach (var (name, property) in schema.Properties)
            Check(property, $"{path}.properties[{name}]", errors);
    }

    private static void One(Structural schema, string path, FieldErrors errors)
    {
        var value = JsonTree.CloneNode(schema.Default);
        if (value is JsonObject or JsonArray)
        {
            var holder = new JsonObject { ["value"] = value };
            var unknown = new List<string>();
            StructuralPruning.PruneValue(schema, holder["value"], unknown);
            if (unknown.Count > 0)
            {
                errors.Invalid(path, schema.Default, "must not have unknown fields");
                return;
            }
        }

        // As it stands: the defaults of what is in it come only later, and count neither for required fields nor for rules.
        var found = new ValueValidator(statusOnly: false).Validate(schema, schema.Default, new ErrorPath(path, ""));
        foreach (var error in found)
            errors.Add(error);
        if (!found.Any() && RuleTree.Of(schema, schema.Embedded) is { } rules)
            new RuleValidator(errors, []).ValidateDefault(rules, schema.Default!, path);
    }
}
