using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Cel.Values;
using Lepton.Sandbox.Schemas.Structure;

namespace Lepton.Sandbox.Cel.Schemas;

/// <summary>An object or map of a custom resource. Fields that are null or not in the schema are not there.</summary>
internal sealed class SchemaObject(JsonObject map, Structural schema) : CelMap
{
    private bool HasFields => schema.Properties.Count > 0;

    public override int Count => map.Count;

    public override IEnumerable<object> Keys => map.Select(member => member.Key).Where(name => Member(name) is not null).Select(name => HasFields ? FieldNames.Escape(name) ?? name : name);

    public override bool TryGet(object? key, [MaybeNullWhen(false)] out object? value)
    {
        value = null;
        if (key is not string text)
        {
            value = CelError.NoSuchOverload;
            return true;
        }

        if ((HasFields ? FieldNames.Unescape(text) : text) is not { } name || !map.TryGetPropertyValue(name, out var node) || Member(name) is not { } member || (HasFields && node is null))
            return false;
        value = SchemaValues.Of(node, member);
        return true;
    }

    public override object SameAs(CelMap other)
    {
        if (Count != other.Count)
            return false;
        foreach (var (name, node) in map)
        {
            if (Member(name) is not null)
            {
                var key = HasFields ? FieldNames.Escape(name) ?? name : name;
                var (found, theirs) = (TryGet(key, out var mine), other.TryGet(key, out var value) ? value : null);
                if (found != other.TryGet(key, out _))
                    return false;
                if (found && Equality.Equal(mine, theirs) is var equal && equal is not true)
                    return equal;
            }
            else if (other is not SchemaObject same)
            {
                return CelError.NoSuchOverload;
            }
            else if (same.Node(name) is { } known && !JsonNode.DeepEquals(node, known))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The JSON of a member, for list maps.</summary>
    public JsonNode? Node(string name) => map[name];

    private Structural? Member(string name) => schema.Property(name);
}
