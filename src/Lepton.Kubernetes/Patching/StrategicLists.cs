using System.Text.Json.Nodes;

namespace Lepton.Kubernetes.Patching;

/// <summary>Merging of lists: scalars as a set, objects by their merge key.</summary>
internal static class StrategicLists
{
    public static JsonArray Merge(JsonArray current, JsonArray patch, PatchField field)
    {
        if (current.Count == 0 && patch.Count == 0)
            return [];
        return HoldsObjects(current, patch) ? MergeObjects(current, patch, field) : MergeScalars(current, patch);
    }

    private static bool HoldsObjects(JsonArray current, JsonArray patch)
    {
        var all = current.Concat(patch).ToList();
        if (all.Exists(item => item is JsonArray))
            throw new PatchException(PatchProblem.NotMergeable, "lists of lists are not supported");
        var objects = all.Count(item => item is JsonObject);
        if (objects != 0 && objects != all.Count)
            throw new PatchException(PatchProblem.NotMergeable, $"list element types are not identical: [{GoText.Value(current)} {GoText.Value(patch)}]");
        return objects != 0;
    }

    private static JsonArray MergeScalars(JsonArray current, JsonArray patch)
    {
        var merged = new JsonArray();
        foreach (var item in current.Concat(patch))
        {
            if (!merged.Any(other => JsonNode.DeepEquals(item, other)))
                merged.Add(item?.DeepClone());
        }

        return StrategicOrder.Arrange(merged, patch, current, mergeKey: null);
    }

    private static JsonArray MergeObjects(JsonArray current, JsonArray patch, PatchField field)
    {
        var key = field.MergeKey ?? throw new PatchException(PatchProblem.NotMergeable, $"cannot merge lists without merge key for {field.Schema.Name}");
        var kept = new List<JsonObject>(current.Select(item => item!.AsObject()));
        var changes = TakeDirectives(kept, patch, key, out var replace);
        if (replace)
            return new JsonArray([.. changes.Select(PatchValues.WithoutDirectives)]);
        var merged = new List<JsonObject>(kept);
        foreach (var change in changes)
        {
            var id = KeyOf(change, key);
            var at = merged.FindIndex(item => item.TryGetPropertyValue(key, out var other) && JsonNode.DeepEquals(other, id));
            if (at >= 0)
                merged[at] = StrategicMerge.Apply(merged[at], change, field.Schema);
            else
                merged.Add(PatchValues.WithoutDirectives(change)!.AsObject());
        }

        var result = new JsonArray([.. merged.Select(item => item.DeepClone())]);
        return StrategicOrder.Arrange(result, new JsonArray([.. changes.Select(change => change.DeepClone())]), current, key);
    }

    /// <summary>Carries out <c>$patch: delete</c> items and separates the rest of the patch.</summary>
    private static List<JsonObject> TakeDirectives(List<JsonObject> kept, JsonArray patch, string key, out bool replace)
    {
        replace = false;
        var changes = new List<JsonObject>();
        foreach (var item in patch.Select(item => item!.AsObject()))
        {
            if (!item.TryGetPropertyValue(StrategicMerge.Directive, out var directive))
            {
                changes.Add(item);
                continue;
            }

            switch (directive?.ToString())
            {
                case "replace":
                    replace = true;
                    break;
                case "delete":
                    var id = KeyOf(item, key);
                    kept.RemoveAll(other => JsonNode.DeepEquals(other[key], id));
                    break;
                case "merge":
                    throw new PatchException(PatchProblem.NotMergeable, "merging lists cannot yet be specified in the patch");
                default:
                    throw new PatchException(PatchProblem.NotMergeable, $"unknown patch type: {GoText.Value(directive)} in map: {GoText.Value(item)}");
            }
        }

        return changes;
    }

    private static JsonNode? KeyOf(JsonObject item, string key) => item.TryGetPropertyValue(key, out var value)
        ? value
        : throw new PatchException(PatchProblem.NotMergeable, $"map: {GoText.Value(item)} does not contain declared merge key: {key}");
}
