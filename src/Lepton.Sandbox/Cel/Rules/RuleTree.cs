using Lepton.Sandbox.Cel.Schemas;
using Lepton.Sandbox.Schemas.Structure;

namespace Lepton.Sandbox.Cel.Rules;

/// <summary>A node of a schema with rules in it or below it.</summary>
internal sealed class RuleTree
{
    private RuleTree(Structural schema, bool root, IReadOnlyList<Rule> rules)
    {
        Schema = schema;
        Self = root ? Identity.Add(schema) : schema;
        Rules = rules;
    }

    public Structural Schema { get; }

    /// <summary>The schema by which expressions see the value.</summary>
    public Structural Self { get; }

    public IReadOnlyList<Rule> Rules { get; }

    public RuleTree? Items { get; private init; }

    public RuleTree? Additional { get; private init; }

    public required IReadOnlyDictionary<string, RuleTree> Properties { get; init; }

    /// <summary>Null when there are no rules.</summary>
    public static RuleTree? Of(Structural schema, bool root)
    {
        if (!schema.HasRules)
            return null;
        var type = schema.Rules.Count == 0 ? null : SchemaTypes.Of(schema, root);
        var properties = new Dictionary<string, RuleTree>(StringComparer.Ordinal);
        foreach (var (name, property) in schema.Properties)
        {
            if (Of(property, property.Embedded) is { } below)
                properties[name] = below;
        }

        return new RuleTree(schema, root, type is null ? [] : RuleCompiler.Compile(schema, type))
        {
            Properties = properties,
            Items = schema.Items is { } items ? Of(items, items.Embedded) : null,
            Additional = schema.Additional is { } values ? Of(values, values.Embedded) : null,
        };
    }
}
