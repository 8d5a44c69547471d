using System.Collections.Frozen;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Resources;

namespace Lepton.Sandbox.Tables;

/// <summary>Which columns a kind has: built-in ones from <c>columns.tsv</c>, custom ones from their CRD.</summary>
internal static class TableLayouts
{
    public const string NameDescription =
        "Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names";

    public const string CreatedDescription =
        "CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata";

    private static readonly FrozenDictionary<string, TableLayout> Builtin = Read();
    private static readonly ConditionalWeakTable<JsonObject, TableLayout> Custom = [];

    private static readonly TableLayout Plain = new(
    [
        NameColumn,
        new TableColumn("Created At", "date", "", CreatedDescription, 0, (value, _) => value.Obj("metadata").Str("creationTimestamp")),
    ]);

    public static TableColumn NameColumn => new("Name", "string", "name", NameDescription, 0, (value, _) => value.Obj("metadata").Str("name") ?? "");

    public static TableLayout For(ResourceType type, string? subresource)
    {
        if (subresource == "scale")
            return Builtin["autoscaling/Scale"];
        if (type.Custom is { } custom)
            return Custom.GetValue(custom.Version, CustomColumns.Layout);
        return Builtin.GetValueOrDefault($"{(type.Kind == "Event" ? "" : type.Group)}/{type.Kind}", Plain);
    }

    private static FrozenDictionary<string, TableLayout> Read()
    {
        using var stream = typeof(TableLayouts).Assembly.GetManifestResourceStream("Lepton.Sandbox.Tables.columns.tsv")!;
        using var reader = new StreamReader(stream);
        var columns = new Dictionary<string, List<TableColumn>>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#')
                continue;
            var cells = line.Split('\t');
            if (!columns.TryGetValue(cells[0], out var list))
                columns[cells[0]] = list = [];
            list.Add(Column(cells));
        }

        return columns.ToFrozenDictionary(p => p.Key, p => new TableLayout(p.Value, RowConditions.For(p.Key)), StringComparer.Ordinal);
    }

    private static TableColumn Column(string[] cells)
    {
        var description = cells[6] switch
        {
            "$name" => NameDescription,
            "$created" => CreatedDescription,
            var text => text.Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\t", "\t", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal),
        };
        return new TableColumn(cells[1], cells[2], cells[3], description, int.Parse(cells[4], CultureInfo.InvariantCulture), CellFunctions.Parse(cells[5]));
    }
}
