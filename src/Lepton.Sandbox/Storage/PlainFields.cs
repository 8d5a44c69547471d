using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.Storage;

/// <summary>
/// Field management for kinds without a schema to tell lists from maps: everything applied wins, lists are replaced as a whole, and nobody owns anything.
/// </summary>
internal sealed class PlainFields : IFieldManagement
{
    public JsonObject Apply(JsonObject? live, JsonObject applied, string manager, bool force, string? subresource, DateTimeOffset now)
    {
        var result = live is null ? [] : JsonTree.Clone(live);
        Merge(result, applied);
        return result;
    }

    public JsonObject TrackUpdate(JsonObject? live, JsonObject updated, string manager, string? subresource, DateTimeOffset now) => updated;

    private static void Merge(JsonObject target, JsonObject applied)
    {
        foreach (var (name, value) in applied)
        {
            if (value is JsonObject inner && target[name] is JsonObject existing)
                Merge(existing, inner);
            else
                target[name] = JsonTree.CloneNode(value);
        }
    }
}
