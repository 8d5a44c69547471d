using System.Text.Json.Nodes;
using Lepton.Sandbox.Schemas.Structure;

namespace Lepton.Sandbox.Schemas.Values;

/// <summary>The stored value that corresponds to one being written: fields by name, items of list maps by their keys, other items not at all.</summary>
internal readonly record struct Stored(bool Known, JsonNode? Value)
{
    public static Stored Of(JsonNode? value) => value is null ? default : new Stored(true, value);

    public Stored Member(string name) => Value is JsonObject map && map.TryGetPropertyValue(name, out var member) ? new Stored(true, member) : default;

    public Stored Item(Structural list, JsonNode? item)
    {
        if (list.ListType != "map" || Value is not JsonArray items || item is not JsonObject map)
            return default;
        var found = items.OfType<JsonObject>().FirstOrDefault(other => list.ListMapKeys.All(key => JsonNode.DeepEquals(other[key], map[key])));
        return found is null ? default : new Stored(true, found);
    }

    /// <summary>Whether the value is what was stored.</summary>
    public bool Equals(JsonNode? value) => Known && JsonNode.DeepEquals(Value, value);
}
