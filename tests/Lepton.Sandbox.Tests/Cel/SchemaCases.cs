using System.Text.Json.Nodes;
using Lepton.Sandbox.Schemas.Structure;

namespace Lepton.Sandbox.Tests.Cel;

/// <summary>Rules on one schema: a group of a case file whose <c>--</c> lines give the schema, an object and, for transition rules, the stored object.</summary>
internal sealed class SchemaCases(string name)
{
    public string Name { get; } = name;

    public JsonObject Schema { get; private set; } = [];

    public JsonNode? Object { get; private set; }

    public JsonNode? Old { get; private set; }

    /// <summary>The schema is that of a whole object.</summary>
    public bool Root { get; private set; }

    /// <summary>Lines without the mark <c>--</c>.</summary>
    public List<string> Lines { get; } = [];

    /// <summary>The schema with one rule at its root.</summary>
    public Structural With(string rule)
    {
        var schema = (JsonObject)Schema.DeepClone();
        schema["x-kubernetes-validations"] = new JsonArray(new JsonObject { ["rule"] = rule });
        return StructuralReader.Read(schema);
    }

    public static IReadOnlyList<SchemaCases> Read(string file)
    {
        using var stream = typeof(SchemaCases).Assembly.GetManifestResourceStream("cel/Schemas/" + file) ?? throw new InvalidOperationException($"no case file {file}");
        using var reader = new StreamReader(stream);
        var groups = new List<SchemaCases>();
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
                groups.Add(new SchemaCases(line[3..]));
            else if (line.StartsWith("-- ", StringComparison.Ordinal))
                groups[^1].Set(line[3..]);
            else if (line.Length > 0)
                groups[^1].Lines.Add(line);
        }

        return groups;
    }

    private void Set(string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        var (key, text) = space < 0 ? (line, "true") : (line[..space], line[(space + 1)..]);
        switch (key)
        {
            case "schema":
                Schema = (JsonObject)JsonNode.Parse(text)!;
                break;
            case "object":
                Object = JsonNode.Parse(text);
                break;
            case "old":
                Old = JsonNode.Parse(text);
                break;
            default:
                Root = true;
                break;
        }
    }
}
