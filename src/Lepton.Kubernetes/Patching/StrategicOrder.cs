using System.Text.Json.Nodes;

namespace Lepton.Kubernetes.Patching;

/// <summary>
/// The order of a merged list: items the patch names come in the patch's order, the others in the stored order, interleaved so that the stored
/// order is kept where both can be had (normalizeElementOrder and mergeSortedSlice of strategicpatch).
/// </summary>
internal static class StrategicOrder
{
    public static JsonArray Arrange(JsonArray merged, JsonArray patchOrder, JsonArray storedOrder, string? mergeKey)
    {
        var named = merged.Where(item => IndexIn(patchOrder, item, mergeKey) >= 0).OrderBy(item => IndexIn(patchOrder, item, mergeKey)).ToList();
        var others = merged.Where(item => IndexIn(patchOrder, item, mergeKey) < 0).OrderBy(item => Last(IndexIn(storedOrder, item, mergeKey))).ToList();
        var result = new JsonArray();
        int n = 0, o = 0;
        while (n < named.Count || o < others.Count)
        {
            var takeOther = n == named.Count || (o < others.Count && Precedes(others[o], named[n], storedOrder, mergeKey));
            result.Add((takeOther ? others[o++] : named[n++])?.DeepClone());
        }

        return result;
    }

    /// <summary>The items of a patch must come in the order its <c>$setElementOrder</c> states.</summary>
    public static void CheckAgainst(JsonArray? patch, JsonArray order, string? mergeKey)
    {
        if (patch is null || order.Count == 0)
            return;
        var at = 0;
        foreach (var item in patch)
        {
            if (item is JsonObject map && map.ContainsKey(StrategicMerge.Directive))
                continue;
            while (at < order.Count && !JsonNode.DeepEquals(Identity(order[at], mergeKey), Identity(item, mergeKey)))
                at++;
            if (at++ >= order.Count)
            {
                throw new PatchException(
                    PatchProblem.NotMergeable,
                    $"The order in patch list:\n{GoText.Value(patch)}\n doesn't match {StrategicMerge.ElementOrder[..^1]} list:\n{GoText.Value(order)}\n");
            }
        }
    }

    private static bool Precedes(JsonNode? left, JsonNode? right, JsonArray storedOrder, string? mergeKey)
    {
        var l = IndexIn(storedOrder, left, mergeKey);
        var r = IndexIn(storedOrder, right, mergeKey);
        return l >= 0 && r >= 0 && l < r;
    }

    private static int Last(int index) => index < 0 ? int.MaxValue : index;

    private static int IndexIn(JsonArray list, JsonNode? item, string? mergeKey)
    {
        var id = Identity(item, mergeKey);
        for (var i = 0; i < list.Count; i++)
        {
            if (JsonNode.DeepEquals(Identity(list[i], mergeKey), id))
                return i;
        }

        return -1;
    }

    private static JsonNode? Identity(JsonNode? item, string? mergeKey)
    {
        if (mergeKey is null || item is not JsonObject map)
            return item;
        return map.TryGetPropertyValue(mergeKey, out var id)
            ? id
            : throw new PatchException(PatchProblem.NotMergeable, $"map: {GoText.Value(map)} does not contain declared merge key: {mergeKey}");
    }
}
