using System.Text.Json.Nodes;
using Lepton.Sandbox.FieldManagement.Sets;
using Lepton.Sandbox.FieldManagement.Types;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.FieldManagement.Walks;

/// <summary>An applied configuration laid over the live object: its values win, what it does not name stays.</summary>
internal static class Merging
{
    /// <summary>Made of copies: the arguments are neither changed nor shared.</summary>
    public static JsonObject Merge(FieldType type, JsonObject live, JsonObject applied) =>
        (JsonObject)Merge(type, Maybe.Of(live), Maybe.Of(applied)).Value!;

    private static Maybe Merge(FieldType type, Maybe live, Maybe applied)
    {
        if (!applied.Present || !live.Present)
            return Copy(applied.Present ? applied : live);
        var shape = Shapes.Of(type, applied, live);
        if (Shapes.IsEmpty(live.Value) && Shapes.IsEmpty(applied.Value))
            return Copy(applied);
        return shape switch
        {
            FieldType.Map { Atomic: false } map when live.Value is null or JsonObject && applied.Value is null or JsonObject =>
                Fields(map, live.Value as JsonObject, applied.Value as JsonObject),
            FieldType.List { Relation: not ListRelation.Atomic } list when live.Value is null or JsonArray && applied.Value is null or JsonArray =>
                Items(list, live.Value as JsonArray ?? [], applied.Value as JsonArray ?? []),
            _ => Copy(applied),
        };
    }

    private static Maybe Fields(FieldType.Map type, JsonObject? live, JsonObject? applied)
    {
        var result = new JsonObject();
        foreach (var name in (live ?? []).Select(field => field.Key).Concat((applied ?? []).Select(field => field.Key).Where(name => live?.ContainsKey(name) != true)))
        {
            var merged = Merge(type.TypeOf(name) ?? FieldType.Deduced, Maybe.Member(live, name), Maybe.Member(applied, name));
            if (merged.Present)
                result[name] = merged.Value;
        }

        return result.Count > 0 ? Maybe.Of(result) : Maybe.Absent;
    }

    /// <summary>Items of both sides in the order of the applied ones, the others where they were.</summary>
    private static Maybe Items(FieldType.List type, JsonArray live, JsonArray applied)
    {
        var (left, right) = (Index(type, live), Index(type, applied));
        var inLeft = left.Select(item => item.Step).ToHashSet(StringComparer.Ordinal);
        var byStep = right.ToDictionary(item => item.Step, item => item.Value, StringComparer.Ordinal);
        var shared = new Queue<string>(right.Select(item => item.Step).Where(inLeft.Contains));
        var merged = new HashSet<string>(StringComparer.Ordinal);
        var result = new JsonArray();
        var (l, r) = (0, 0);
        while (l < left.Count || r < right.Count)
        {
            if (l < left.Count && r < right.Count && left[l].Step != right[r].Step && byStep.ContainsKey(left[l].Step)
                && shared.Count > 0 && shared.Peek() != left[l].Step)
            {
                // Both have it, but its turn comes later.
                l++;
                continue;
            }

            if (l < left.Count && !byStep.ContainsKey(left[l].Step))
            {
                result.Add(JsonTree.CloneNode(left[l++].Value));
                continue;
            }

            if (l < left.Count && (merged.Contains(left[l].Step) || (r < right.Count && left[l].Step == right[r].Step)))
                l++;
            if (r >= right.Count)
                continue;
            var (step, value) = right[r++];
            merged.Add(step);
            result.Add(Merge(type.Element, Find(left, step), Maybe.Of(value)).Value);
            if (shared.Count > 0 && shared.Peek() == step)
                shared.Dequeue();
        }

        return result.Count > 0 ? Maybe.Of(result) : Maybe.Absent;
    }

    private static List<(string Step, JsonNode? Value)> Index(FieldType.List type, JsonArray items)
    {
        var index = new List<(string, JsonNode?)>(items.Count);
        for (var i = 0; i < items.Count; i++)
            index.Add((PathStep.Item(type, items[i], out _) ?? $"i:{i}", items[i]));
        return index;
    }

    private static Maybe Find(List<(string Step, JsonNode? Value)> items, string step)
    {
        var found = items.Where(item => item.Step == step).Take(2).ToArray();

        // Duplicates in the live list are not merged with: the applied item takes their place.
        return found.Length == 1 ? Maybe.Of(found[0].Value) : Maybe.Absent;
    }

    private static Maybe Copy(Maybe value) => value.Present ? Maybe.Of(JsonTree.CloneNode(value.Value)) : value;
}
