using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.Schemas.Definitions;

/// <summary>What a nested schema names must be declared outside of it.</summary>
internal static class Completeness
{
    private static readonly string[] Lists = ["allOf", "anyOf", "oneOf"];

    /// <param name="constraints">Where the nested schemas stand.</param>
    /// <param name="declared">The structure they speak of; null where there is none.</param>
    public static void Check(JsonObject constraints, JsonObject? declared, string declaredPath, string path, FieldErrors errors)
    {
        if (constraints.Obj("not") is { } not)
            Nested(not, declared, declaredPath, path + ".not", errors);
        foreach (var keyword in Lists)
        {
            var items = constraints.Arr(keyword) ?? [];
            for (var i = 0; i < items.Count; i++)
                Nested(items[i] as JsonObject ?? [], declared, declaredPath, $"{path}.{keyword}[{i}]", errors);
        }
    }

    private static void Nested(JsonObject schema, JsonObject? declared, string declaredPath, string path, FieldErrors errors)
    {
        if (declared is null)
        {
            errors.Required(declaredPath, $"because it is defined in {path}");
            return;
        }

        Check(schema, declared, declaredPath, path, errors);
        if (schema.Obj("items") is { } items)
            Nested(items, declared.Obj("items"), declaredPath + ".items", path + ".items", errors);
        foreach (var (name, property) in schema.Obj("properties") ?? [])
            Nested(property as JsonObject ?? [], declared.Obj("properties").Obj(name), $"{declaredPath}.properties[{name}]", $"{path}.properties[{name}]", errors);
    }
}
