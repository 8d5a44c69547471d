using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Lepton.Kubernetes.Serialization;

/// <summary>Turns YAML events into JSON. Anchors are followed; the total of nodes is bounded, so that a file of nested aliases cannot fill the memory.</summary>
internal sealed class YamlNodeReader(IParser parser)
{
    private const int MaxNodes = 1_000_000;
    private const int MaxDepth = 200;
    private readonly Dictionary<AnchorName, JsonNode?> _anchors = [];
    private int _nodes;

    internal JsonNode? Read() => Read(0);

    private JsonNode? Read(int depth)
    {
        if (depth > MaxDepth)
            throw new YamlException(parser.Current!.Start, parser.Current.End, $"nested deeper than {MaxDepth} levels");
        Count(1);
        if (parser.TryConsume<AnchorAlias>(out var alias))
            return Alias(alias);
        var start = parser.Current as NodeEvent;
        var anchor = start?.Anchor ?? AnchorName.Empty;
        var node = parser.TryConsume<Scalar>(out var scalar) ? ScalarOf(scalar)
            : parser.TryConsume<SequenceStart>(out _) ? Sequence(depth)
            : Mapping(depth);
        if (!anchor.IsEmpty)
            _anchors[anchor] = node?.DeepClone();
        return node;
    }

    private JsonNode? Alias(AnchorAlias alias)
    {
        if (!_anchors.TryGetValue(alias.Value, out var node))
            throw new YamlException(alias.Start, alias.End, $"unknown anchor *{alias.Value}");
        Count(SizeOf(node));
        return node?.DeepClone();
    }

    private JsonArray Sequence(int depth)
    {
        var array = new JsonArray();
        while (!parser.TryConsume<SequenceEnd>(out _))
            array.Add(Read(depth + 1));
        return array;
    }

    private JsonObject Mapping(int depth)
    {
        parser.Consume<MappingStart>();
        var map = new JsonObject();
        List<JsonNode?> merges = [];
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            if (!parser.TryConsume<Scalar>(out var key))
                throw new YamlException(parser.Current!.Start, parser.Current.End, "a plain key is expected");
            var value = Read(depth + 1);
            // In quotes it is a key like any other.
            if (key is { Value: "<<", Style: ScalarStyle.Plain } && value is JsonObject or JsonArray)
                merges.AddRange(value is JsonArray list ? list : [value]);
            else if (!map.TryAdd(key.Value, value))
                throw new YamlException(key.Start, key.End, $"the key \"{key.Value}\" occurs twice");
        }

        // Keys written in the map itself win over merged ones, wherever they stand.
        foreach (var (key, value) in merges.OfType<JsonObject>().SelectMany(m => m))
            map.TryAdd(key, value?.DeepClone());
        return map;
    }

    private static JsonNode? ScalarOf(Scalar scalar)
    {
        var text = scalar.Value;
        if (!scalar.Tag.IsEmpty && scalar.Tag.Value == "tag:yaml.org,2002:str")
            return text;
        return scalar.Style == ScalarStyle.Plain ? PlainScalar(text) : text;
    }

    private static JsonNode? PlainScalar(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        _ => YamlScalars.TryNumber(text, out var number) ? number : text,
    };

    private void Count(int nodes)
    {
        _nodes += nodes;
        if (_nodes > MaxNodes)
            throw new YamlException(string.Create(CultureInfo.InvariantCulture, $"more than {MaxNodes} values in one document"));
    }

    private static int SizeOf(JsonNode? node) => node switch
    {
        JsonObject map => 1 + map.Sum(p => SizeOf(p.Value)),
        JsonArray array => 1 + array.Sum(SizeOf),
        _ => 1,
    };
}
