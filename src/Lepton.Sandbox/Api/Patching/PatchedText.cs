using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.Api.Patching;

/// <summary>
/// A patched object as the patch library of a real server prints it: what the patch touched is sorted by key, the rest is left as it was.
/// </summary>
internal static class PatchedText
{
    public static string Of(JsonObject patched, JsonObject? patch) => Sorted(patched, patch).ToJsonString(JsonTree.Compact);

    private static JsonObject Sorted(JsonObject value, JsonObject? patch)
    {
        var result = new JsonObject();
        foreach (var (name, child) in value.OrderBy(member => member.Key, StringComparer.Ordinal))
            result[name] = child is JsonObject inner && patch?[name] is JsonObject touched ? Sorted(inner, touched) : JsonTree.CloneNode(child);
        return result;
    }
}
