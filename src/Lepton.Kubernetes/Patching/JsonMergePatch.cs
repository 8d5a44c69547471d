using System.Text.Json.Nodes;

namespace Lepton.Kubernetes.Patching;

/// <summary>JSON merge patch (RFC 7386): objects are merged key by key, null removes, everything else (lists too) replaces.</summary>
public static class JsonMergePatch
{
    /// <summary>The patched document, made of copies: neither argument is changed or shared.</summary>
    public static JsonNode? Apply(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes)
            return patch?.DeepClone();
        return Apply(target as JsonObject, changes);
    }

    /// <inheritdoc cref="Apply(JsonNode?, JsonNode?)"/>
    public static JsonObject Apply(JsonObject? target, JsonObject patch)
    {
        var result = new JsonObject();
        foreach (var (key, value) in target ?? [])
        {
            if (!patch.TryGetPropertyValue(key, out var change))
                result[key] = value?.DeepClone();
            else if (change is not null)
                result[key] = Apply(value, change);
        }

        foreach (var (key, change) in patch)
        {
            if (change is not null && target?.ContainsKey(key) != true)
                result[key] = Apply(null, change);
        }

        return result;
    }

    /// <summary>
    /// The smallest merge patch that makes <paramref name="to"/> of <paramref name="from"/>; empty when they are equal.
    /// A null in <paramref name="to"/> counts as absent: a merge patch cannot write one.
    /// </summary>
    public static JsonObject Diff(JsonObject? from, JsonObject? to)
    {
        var patch = new JsonObject();
        foreach (var (key, old) in from ?? [])
        {
            if (old is not null && to?[key] is null)
                patch[key] = null;
        }

        foreach (var (key, wanted) in to ?? [])
        {
            var old = from?[key];
            if (wanted is null || JsonNode.DeepEquals(old, wanted))
                continue;
            if (wanted is not JsonObject nested)
                patch[key] = wanted.DeepClone();
            else if (old is not JsonObject)
                patch[key] = wanted.DeepClone();
            else if (Diff((JsonObject)old, nested) is { Count: > 0 } inner)
                patch[key] = inner;
        }

        return patch;
    }
}
