using Lepton.Sandbox.Schemas.Structure;

namespace Lepton.Sandbox.Schemas.Definitions;

/// <summary>Visits every node of a schema with its path.</summary>
internal static class DefinitionWalk
{
    public static void Visit(Structural schema, string path, Action<Structural, string> visit)
    {
        visit(schema, path);
        if (schema.Additional is { } values)
            Visit(values, path + ".additionalProperties", visit);
        foreach (var (name, property) in schema.Properties)
            Visit(property, $"{path}.properties[{name}]", visit);
        if (schema.Items is { } items)
            Visit(items, path + ".items", visit);
    }
}
