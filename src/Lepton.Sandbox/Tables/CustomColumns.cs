using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.Tables;

/// <summary>The columns of custom resources: <c>additionalPrinterColumns</c>, or the age.</summary>
internal static class CustomColumns
{
    public static TableLayout Layout(JsonObject version)
    {
        var columns = new List<TableColumn> { TableLayouts.NameColumn };
        if (version.Arr("additionalPrinterColumns") is { Count: > 0 } defined)
            columns.AddRange(defined.Select(c => Column((JsonObject)c!)));
        else
            columns.Add(new TableColumn("Age", "date", "", TableLayouts.CreatedDescription, 0, CellFunctions.Parse("age")));
        return new TableLayout(columns);
    }

    private static TableColumn Column(JsonObject definition)
    {
        var (path, type) = (definition.Str("jsonPath") ?? "", definition.Str("type") ?? "string");
        var compiled = JsonPath.Parse(path);
        var description = definition.Str("description") ?? $"Custom resource definition column (in JSONPath format): {path}";
        return new TableColumn(definition.Str("name") ?? "", type, definition.Str("format") ?? "", description, (int)(definition.Int("priority") ?? 0),
            (value, context) => Cell(compiled.First(value), type, context));
    }

    private static JsonNode? Cell(JsonNode? found, string type, CellContext context)
    {
        if (found is null)
            return null;
        return type switch
        {
            "integer" => found.AsLong() is { } integer ? JsonNumbers.From(integer) : null,
            "number" => found.GetValueKind() == JsonValueKind.Number ? JsonTree.CloneNode(found) : null,
            "boolean" => found.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? JsonTree.CloneNode(found) : null,
            "date" => found.AsString() is { } time ? HumanDuration.Since(time, context.Now) : null,
            _ => found.AsString() ?? found.ToJsonString(JsonTree.Compact),
        };
    }
}
