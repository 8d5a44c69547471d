using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lepton.Operator.Tests.Emission;

/// <summary>Walks over the scalars of a JSON document by path.</summary>
internal static class JsonLeaves
{
    /// <summary>Paths to all scalars; names are strings, positions integers.</summary>
    public static IEnumerable<object[]> Paths(JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(f => Paths(f.Value).Select(p => (object[])[f.Key, .. p])),
        JsonArray list => list.SelectMany((item, i) => Paths(item).Select(p => (object[])[i, .. p])),
        null => [],
        _ => [[]],
    };

    public static JsonNode? At(JsonNode? root, IEnumerable<object> path) => path.Aggregate(root, (node, step) => step switch
    {
        string name => (node as JsonObject)?[name],
        int position when node is JsonArray list && position < list.Count => list[position],
        _ => null,
    });

    /// <summary>A copy in which one scalar has another value of the same type.</summary>
    public static JsonObject Changed(JsonObject root, object[] path)
    {
        var copy = JsonNode.Parse(root.ToJsonString())!.AsObject();
        var value = At(copy, path)!;
        JsonNode other = value.GetValueKind() switch
        {
            JsonValueKind.Number => value.GetValue<long>() + 7,
            JsonValueKind.True => false,
            JsonValueKind.False => true,
            _ => value.GetValue<string>() + "x",
        };
        value.ReplaceWith(other);
        return copy;
    }

    /// <summary>A copy without one scalar.</summary>
    public static JsonObject Without(JsonObject root, object[] path)
    {
        var copy = (JsonObject)root.DeepClone();
        switch (At(copy, path[..^1]))
        {
            case JsonObject map:
                map.Remove((string)path[^1]);
                break;
            case JsonArray list:
                list.RemoveAt((int)path[^1]);
                break;
        }

        return copy;
    }

    public static string Text(object[] path) => string.Join('.', path);
}
