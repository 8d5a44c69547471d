using System.Text.Json.Nodes;

namespace Lepton.Sandbox.Json;

/// <summary>
/// The order of keys in answers: built-in kinds begin with kind, apiVersion and metadata and keep their metadata in the order of the Go type,
/// custom resources are sorted throughout.
/// </summary>
internal static class ObjectOrder
{
    private static readonly string[] Head = ["kind", "apiVersion", "metadata"];

    private static readonly string[] Metadata =
    [
        "name", "generateName", "namespace", "selfLink", "uid", "resourceVersion", "generation", "creationTimestamp", "deletionTimestamp",
        "deletionGracePeriodSeconds", "labels", "annotations", "ownerReferences", "finalizers", "managedFields",
    ];

    public static JsonObject Apply(JsonObject value, bool custom)
    {
        if (custom)
            return Sort(value);
        var ordered = Reorder(value, Head);
        if (ordered["metadata"] is JsonObject metadata)
        {
            ordered["metadata"] = metadata = Reorder(metadata, Metadata);
            foreach (var map in (string[])["labels", "annotations"])
            {
                if (metadata[map] is JsonObject entries)
                    metadata[map] = Sort(entries);
            }
        }

        return ordered;
    }

    private static JsonObject Reorder(JsonObject value, string[] first)
    {
        var result = new JsonObject();
        foreach (var name in first)
            Move(value, result, name);
        foreach (var name in value.Select(p => p.Key).ToArray())
            Move(value, result, name);
        return result;
    }

    private static JsonObject Sort(JsonObject value)
    {
        var result = new JsonObject();
        foreach (var name in value.Select(p => p.Key).Order(StringComparer.Ordinal).ToArray())
        {
            Move(value, result, name);
            if (result[name] is JsonObject child)
                result[name] = Sort(child);
            else if (result[name] is JsonArray array)
                SortItems(array);
        }

        return result;
    }

    private static void SortItems(JsonArray array)
    {
        for (var i = 0; i < array.Count; i++)
        {
            if (array[i] is JsonObject item)
                array[i] = Sort(item);
            else if (array[i] is JsonArray inner)
                SortItems(inner);
        }
    }

    private static void Move(JsonObject from, JsonObject to, string name)
    {
        if (!from.TryGetPropertyValue(name, out var value))
            return;
        from.Remove(name);
        to.Add(name, value);
    }
}
