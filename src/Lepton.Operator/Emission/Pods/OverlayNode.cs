using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lepton.Operator.Emission.Pods;

/// <summary>A part of the user's overlay, read with errors that say where it is.</summary>
internal sealed class OverlayNode(ModelScope scope, JsonObject json, string path)
{
    public OverlayNode? Object(string name) => json[name] switch
    {
        null => null,
        JsonObject child => new OverlayNode(scope, child, $"{path}.{name}"),
        var other => throw Expected(name, other, "an object"),
    };

    public IEnumerable<OverlayNode> Objects(string name)
    {
        var list = Array(name);
        for (var i = 0; i < list?.Count; i++)
        {
            yield return list[i] is JsonObject item
                ? new OverlayNode(scope, item, $"{path}.{name}[{i}]")
                : throw Expected($"{name}[{i}]", list[i], "an object");
        }
    }

    /// <summary>Removes the list from the overlay.</summary>
    public JsonArray? TakeArray(string name)
    {
        var list = Array(name);
        json.Remove(name);
        return list;
    }

    public void Remove(string name) => json.Remove(name);

    public string? Text(string name) => json[name] switch
    {
        null => null,
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        var other => throw Expected(name, other, "a string"),
    };

    private JsonArray? Array(string name) => json[name] switch
    {
        null => null,
        JsonArray list => list,
        var other => throw Expected(name, other, "a list"),
    };

    private EmissionException Expected(string name, JsonNode? found, string expected) =>
        scope.Invalid($"{path}.{name}", $"found {found?.ToJsonString() ?? "null"}; {expected} is expected");
}
