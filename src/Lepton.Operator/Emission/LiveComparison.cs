using System.Text.Json.Nodes;
using Lepton.Operator.Emission.Comparing;

namespace Lepton.Operator.Emission;

/// <summary>
/// Tells whether a live object still is what we want, without a request: every field we apply stands in it with the same value.
/// What others added (defaults, status, co-owned fields, items of lists that are merged by key) does not matter. Dropped fields are told by the hash annotation.
/// </summary>
internal static class LiveComparison
{
    /// <summary>The path of the first field that differs, such as <c>.spec.template.spec.containers[name=model].image</c>, or null when there is none.</summary>
    public static string? FirstDifference(JsonNode? desired, JsonNode? live)
    {
        if (desired is not JsonObject wanted || live is not JsonObject have)
            return Compare(desired, live, default);
        foreach (var (name, value) in wanted)
        {
            // Items of lists of built-in kinds do not repeat what they are.
            if (name is "apiVersion" or "kind" && have[name] is null)
                continue;
            if (Member(name, value, have, default) is { } difference)
                return difference;
        }

        return null;
    }

    private static string? Compare(JsonNode? desired, JsonNode? live, Place place)
    {
        switch (desired)
        {
            case null:
                return null;
            case JsonObject wanted:
                return live is JsonObject have ? Members(wanted, have, place) : "";
            case JsonArray wanted:
                return live is JsonArray items ? Items(wanted, items, place) : "";
            default:
                return live is JsonValue scalar && Scalars.Same((JsonValue)desired, scalar, place) ? null : "";
        }
    }

    private static string? Members(JsonObject desired, JsonObject live, Place place)
    {
        foreach (var (name, value) in desired)
        {
            if (Member(name, value, live, place) is { } difference)
                return difference;
        }

        return null;
    }

    private static string? Member(string name, JsonNode? desired, JsonObject live, Place parent)
    {
        var place = parent.Member(name);
        var have = live[name];
        if (UnsetValues.DemandNothing(desired, have, place))
            return null;
        return Compare(desired, have, place) is { } difference ? $".{name}{difference}" : null;
    }

    private static string? Items(JsonArray desired, JsonArray live, Place place)
    {
        if (MergedLists.KeysOf(place.Field, desired) is { } keys)
            return MergedItems(desired, live, place, keys);
        if (desired.Count != live.Count)
            return "";
        for (var i = 0; i < desired.Count; i++)
        {
            if (Compare(desired[i], live[i], place.Item()) is { } difference)
                return $"[{i}]{difference}";
        }

        return null;
    }

    private static string? MergedItems(JsonArray desired, JsonArray live, Place place, string[] keys)
    {
        foreach (var item in desired)
        {
            var wanted = (JsonObject)item!;
            var have = live.FirstOrDefault(l => l is JsonObject candidate && MergedLists.SameKeys(wanted, candidate, keys));
            var difference = have is null ? "" : Members(wanted, (JsonObject)have, place.Item());
            if (difference is not null)
                return $"[{keys[0]}={wanted[keys[0]]}]{difference}";
        }

        return null;
    }
}
