using System.Text.Json.Nodes;
using Lepton.Sandbox.Api;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;

namespace Lepton.Sandbox.Tables;

/// <summary>Objects as rows, for <c>kubectl get</c>.</summary>
internal static class TableBuilder
{
    /// <exception cref="Storage.ApiStatusException">400: includeObject is none of the known words.</exception>
    public static JsonObject Of(ApiRequest request, IReadOnlyList<JsonObject> values, JsonObject metadata, bool withColumns = true)
    {
        var include = request.QueryText("includeObject") ?? "";
        if (include is not ("" or "Metadata" or "Object" or "None"))
            throw ApiErrors.BadRequest($"Unable to convert to Table as requested: includeObject: Invalid value: {ApiErrors.Quote(include)}: must be 'Metadata', 'Object', 'None', or empty");
        var layout = TableLayouts.For(request.Type, request.Info.Subresource);
        var context = new CellContext(request.Cluster.Now);
        var rows = new JsonArray();
        foreach (var value in values)
            rows.Add(Row(request, layout, value, context));
        return new JsonObject
        {
            ["kind"] = "Table",
            ["apiVersion"] = $"meta.k8s.io/{request.Format.Version}",
            ["metadata"] = metadata,
            ["columnDefinitions"] = withColumns ? layout.Definitions() : null,
            ["rows"] = rows,
        };
    }

    private static JsonObject Row(ApiRequest request, TableLayout layout, JsonObject value, CellContext context)
    {
        var cells = new JsonArray();
        foreach (var column in layout.Columns)
            cells.Add(column.Cell(value, context));
        var row = new JsonObject { ["cells"] = cells };
        if (layout.RowConditions?.Invoke(value) is { } conditions)
            row["conditions"] = conditions;
        row["object"] = Embedded(request, value);
        return row;
    }

    private static JsonNode? Embedded(ApiRequest request, JsonObject value) => request.QueryText("includeObject") switch
    {
        "None" => null,
        "Object" => JsonTree.Clone(value),
        _ => ObjectWriter.PartialMetadata(value, request.Format.Version!),
    };
}
