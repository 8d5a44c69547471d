using System.Text.Json.Nodes;

namespace Lepton.Testing.Fakes;

/// <summary>JSON merge patch (RFC 7396) of an object or of one of its subresources.</summary>
internal static class FakeMerge
{
    /// <param name="target">Changed in place.</param>
    /// <param name="patch">The patch.</param>
    /// <param name="subresource">Null: everything but the status; else only the field of that name.</param>
    internal static void Apply(JsonObject target, JsonObject patch, string? subresource)
    {
        foreach (var (name, value) in patch)
        {
            if (subresource is null ? name != "status" : name == subresource)
                target[name] = Merge(target[name], value);
        }
    }

    private static JsonNode? Merge(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes)
            return patch?.DeepClone();
        var result = target is JsonObject existing ? (JsonObject)existing.DeepClone() : [];
        foreach (var (name, value) in changes)
        {
            if (value is null)
                result.Remove(name);
            else
                result[name] = Merge(result[name], value);
        }

        return result;
    }
}
