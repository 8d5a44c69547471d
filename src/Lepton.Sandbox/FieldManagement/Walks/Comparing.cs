using System.Text.Json.Nodes;
using Lepton.Sandbox.FieldManagement.Sets;
using Lepton.Sandbox.FieldManagement.Types;

namespace Lepton.Sandbox.FieldManagement.Walks;

/// <summary>The paths by which two objects differ.</summary>
internal sealed record Comparison(FieldSet Added, FieldSet Modified, FieldSet Removed)
{
    public FieldSet Changed { get; } = Added.Union(Modified);

    public Comparison Filtered(Func<FieldSet, FieldSet> filter) => new(filter(Added), filter(Modified), filter(Removed));
}

/// <summary>Compares two objects path by path.</summary>
internal sealed class Comparing
{
    private readonly FieldSet _added = new();
    private readonly FieldSet _modified = new();
    private readonly FieldSet _removed = new();
    private readonly List<string> _path = [];

    public static Comparison Compare(FieldType type, JsonObject before, JsonObject after)
    {
        var walk = new Comparing();
        walk.Visit(type, Maybe.Of(before), Maybe.Of(after));
        return new Comparison(walk._added, walk._modified, walk._removed);
    }

    private void Visit(FieldType type, Maybe before, Maybe after)
    {
        if (Descend(type, before, after))
        {
            if (!before.Present)
                Insert(_added);
            else if (!after.Present)
                Insert(_removed);
        }
        else if (!before.Present)
        {
            Insert(_added);
        }
        else if (!after.Present)
        {
            Insert(_removed);
        }
        else if (!JsonNode.DeepEquals(before.Value, after.Value))
        {
            Insert(_modified);
        }
    }

    /// <summary>Goes into maps and lists that are owned piece by piece; false for what is a leaf here.</summary>
    private bool Descend(FieldType type, Maybe before, Maybe after)
    {
        if (Shapes.IsEmpty(before.Value) && Shapes.IsEmpty(after.Value))
            return false;
        switch (Shapes.Of(type, after, before))
        {
            case FieldType.Map { Atomic: false } map when before.Value is null or JsonObject && after.Value is null or JsonObject:
                Fields(map, before.Value as JsonObject, after.Value as JsonObject);
                return true;
            case FieldType.List { Relation: not ListRelation.Atomic } list when before.Value is null or JsonArray && after.Value is null or JsonArray:
                Items(list, before.Value as JsonArray ?? [], after.Value as JsonArray ?? []);
                return true;
            default:
                return false;
        }
    }

    private void Fields(FieldType.Map type, JsonObject? before, JsonObject? after)
    {
        foreach (var name in (before ?? []).Select(field => field.Key).Concat((after ?? []).Select(field => field.Key).Where(name => before?.ContainsKey(name) != true)))
            Step(PathStep.Field(name), type.TypeOf(name) ?? FieldType.Deduced, Maybe.Member(before, name), Maybe.Member(after, name));
    }

    private void Items(FieldType.List type, JsonArray before, JsonArray after)
    {
        var (old, now) = (Index(type, before), Index(type, after));
        foreach (var step in old.Keys.Concat(now.Keys.Where(step => !old.ContainsKey(step))))
        {
            var (was, isNow) = (old.GetValueOrDefault(step) ?? [], now.GetValueOrDefault(step) ?? []);
            if (was.Count <= 1 && isNow.Count <= 1)
                Step(step, type.Element, First(was), First(isNow));
            else
                Duplicates(step, type, was, isNow);
        }
    }

    /// <summary>Several items under one key are owned as one.</summary>
    private void Duplicates(string step, FieldType.List type, List<JsonNode?> was, List<JsonNode?> isNow)
    {
        _path.Add(step);
        if (was.Count > 1 && isNow.Count > 1)
        {
            if (was.Count != isNow.Count || !was.Zip(isNow).All(pair => JsonNode.DeepEquals(pair.First, pair.Second)))
                Insert(_modified);
        }
        else if (was.Count > 1)
        {
            if (isNow.Count > 0)
                Visit(type.Element, Maybe.Absent, First(isNow));
            Insert(_removed);
        }
        else
        {
            if (was.Count > 0)
                Visit(type.Element, First(was), Maybe.Absent);
            Insert(_added);
        }

        _path.RemoveAt(_path.Count - 1);
    }

    private void Step(string step, FieldType type, Maybe before, Maybe after)
    {
        _path.Add(step);
        Visit(type, before, after);
        _path.RemoveAt(_path.Count - 1);
    }

    private void Insert(FieldSet set) => _path.Aggregate(set, (at, step) => at.Descend(step)).Mark();

    private static Maybe First(List<JsonNode?> items) => items.Count > 0 ? Maybe.Of(items[0]) : Maybe.Absent;

    private static Dictionary<string, List<JsonNode?>> Index(FieldType.List type, JsonArray items)
    {
        var index = new Dictionary<string, List<JsonNode?>>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            if (PathStep.Item(type, item, out _) is not { } step)
                continue;
            if (!index.TryGetValue(step, out var list))
                index[step] = list = [];
            list.Add(item);
        }

        return index;
    }
}
