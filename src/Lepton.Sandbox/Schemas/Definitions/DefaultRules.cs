using System.Text.Json.Nodes;
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

            StructuralDefaults.Apply(schema, value);
        }

        foreach (var error in new ValueValidator(statusOnly: false).Validate(schema, value, new ErrorPath(path, "")))
            errors.Add(error);
    }
}
