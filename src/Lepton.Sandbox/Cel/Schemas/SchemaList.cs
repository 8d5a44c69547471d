using System.Text.Json.Nodes;
using Lepton.Sandbox.Cel.Values;
using Lepton.Sandbox.Schemas.Structure;

namespace Lepton.Sandbox.Cel.Schemas;

/// <summary>A list of a custom resource. Sets and list maps are equal whatever their order, and adding to them merges.</summary>
internal sealed class SchemaList : CelList
{
    private readonly Structural _schema;
    private readonly object?[] _items;

    public SchemaList(JsonArray items, Structural schema)
        : this([.. items.Select(item => SchemaValues.Of(item, schema.Items!))], schema)
    {
    }

    private SchemaList(object?[] items, Structural schema)
    {
        _items = items;
        _schema = schema;
    }

    public override int Count => _items.Length;

    public override object? this[int index] => _items[index];

    public override object Append(CelList other)
    {
        if (_schema.ListType is not ("set" or "map"))
            return new SchemaList([.. _items, .. other.Items], _schema);
        var merged = _items.ToList();
        foreach (var item in other.Items)
        {
            var at = merged.FindIndex(mine => SameKey(mine, item));
            if (at < 0)
                merged.Add(item);
            else if (_schema.ListType == "map")
                merged[at] = item;
        }

        return new SchemaList([.. merged], _schema);
    }

    public override object SameAs(CelList other)
    {
        if (_schema.ListType is not ("set" or "map"))
            return base.SameAs(other);
        if (Count != other.Count)
            return false;
        foreach (var theirs in other.Items)
        {
            var mine = Array.FindIndex(_items, item => SameKey(item, theirs));
            if (mine < 0)
                return false;
            if (Equality.Equal(_items[mine], theirs) is var equal && equal is not true)
                return equal;
        }

        return true;
    }

    private bool SameKey(object? left, object? right)
    {
        if (_schema.ListType == "set")
            return Equality.Equal(left, right) is true;
        return left is CelMap a && right is CelMap b && _schema.ListMapKeys.All(key => Equality.Equal(Value(a, key), Value(b, key)) is true);
    }

    private static object? Value(CelMap map, string key) => map.TryGet(FieldNames.Escape(key) ?? key, out var value) ? value : null;
}
