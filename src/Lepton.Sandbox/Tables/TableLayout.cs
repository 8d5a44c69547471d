using System.Text.Json.Nodes;

namespace Lepton.Sandbox.Tables;

/// <param name="Now">Ages are counted up to here.</param>
internal sealed record CellContext(DateTimeOffset Now);

/// <param name="Priority">0 is always shown, others only with <c>-o wide</c>.</param>
internal sealed record TableColumn(string Name, string Type, string Format, string Description, int Priority, Func<JsonObject, CellContext, JsonNode?> Cell);

/// <param name="RowConditions">Row conditions such as Completed.</param>
internal sealed record TableLayout(IReadOnlyList<TableColumn> Columns, Func<JsonObject, JsonArray?>? RowConditions = null)
{
    public JsonArray Definitions()
    {
        var definitions = new JsonArray();
        foreach (var column in Columns)
        {
            definitions.Add(new JsonObject
            {
                ["name"] = column.Name,
                ["type"] = column.Type,
                ["format"] = column.Format,
                ["description"] = column.Description,
                ["priority"] = column.Priority,
            });
        }

        return definitions;
    }
}
