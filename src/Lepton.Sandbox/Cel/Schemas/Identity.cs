using System.Text.Json.Nodes;
using Lepton.Sandbox.Schemas.Structure;

namespace Lepton.Sandbox.Cel.Schemas;

/// <summary>What every whole object has: kind, apiVersion, and of the metadata name and generateName.</summary>
internal static class Identity
{
    private static readonly Structural Text = StructuralReader.Read(new JsonObject { ["type"] = "string" });

    private static readonly Structural Metadata = StructuralReader.Read(new JsonObject
    {
        ["type"] = "object",
        ["properties"] = new JsonObject { ["name"] = new JsonObject { ["type"] = "string" }, ["generateName"] = new JsonObject { ["type"] = "string" } },
    });

    public static Structural Add(Structural schema)
    {
        if (IsString(schema, "kind") && IsString(schema, "apiVersion") && schema.Properties.GetValueOrDefault("metadata") is { Type: "object" } metadata && IsString(metadata, "name") && IsString(metadata, "generateName"))
            return schema;
        var properties = new Dictionary<string, Structural>(schema.Properties, StringComparer.Ordinal) { ["kind"] = Text, ["apiVersion"] = Text, ["metadata"] = Metadata };
        return new Structural
        {
            Source = schema.Source,
            Type = schema.Type,
            Nullable = schema.Nullable,
            PreserveUnknown = schema.PreserveUnknown,
            Embedded = schema.Embedded,
            Properties = properties,
            Additional = schema.Additional,
            ListMapKeys = schema.ListMapKeys,
            Constraints = schema.Constraints,
            Rules = schema.Rules,
        };
    }

    private static bool IsString(Structural schema, string property) => schema.Properties.GetValueOrDefault(property)?.Type == "string";
}
