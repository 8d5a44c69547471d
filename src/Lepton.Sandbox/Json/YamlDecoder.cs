using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Lepton.Sandbox.Json;

/// <summary>YAML request bodies, read with the YAML 1.1 core rules that Kubernetes uses for plain scalars.</summary>
internal static class YamlDecoder
{
    /// <exception cref="JsonException">Not YAML, or an anchor or tag that has no JSON form.</exception>
    public static JsonNode? Decode(string yaml)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            return stream.Documents.Count == 0 ? null : Convert(stream.Documents[0].RootNode);
        }
        catch (YamlException e)
        {
            throw new JsonException($"yaml: line {Line(yaml, e)}: {Words(e.Message)}", e);
        }
    }

    /// <summary>Where the text just stops, Go names its last line.</summary>
    private static long Line(string yaml, YamlException e) => Math.Min(e.Start.Line, yaml.TrimEnd('\n').Count(c => c == '\n') + 1);

    /// <summary>The parser's complaint without what it was doing at the time, as Go's library puts it.</summary>
    private static string Words(string message)
    {
        var comma = message.IndexOf(", ", StringComparison.Ordinal);
        return (message.StartsWith("While ", StringComparison.Ordinal) && comma >= 0 ? message[(comma + 2)..] : message).TrimEnd('.');
    }

    private static JsonNode? Convert(YamlNode node)
    {
        switch (node)
        {
            case YamlMappingNode map:
                var o = new JsonObject();
                foreach (var (key, value) in map.Children)
                    o[((YamlScalarNode)key).Value ?? ""] = Convert(value);
                return o;
            case YamlSequenceNode sequence:
                var a = new JsonArray();
                foreach (var item in sequence.Children)
                    a.Add(Convert(item));
                return a;
            case YamlScalarNode scalar:
                return Scalar(scalar);
            default:
                throw new JsonException($"yaml: {node.NodeType} has no JSON form");
        }
    }

    private static JsonNode? Scalar(YamlScalarNode scalar)
    {
        var text = scalar.Value ?? "";
        if (scalar.Style is not ScalarStyle.Plain)
            return JsonValue.Create(text);
        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                return null;
            case "true" or "True" or "TRUE":
                return JsonValue.Create(true);
            case "false" or "False" or "FALSE":
                return JsonValue.Create(false);
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer))
            return JsonNumbers.From(integer);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? JsonNumbers.FromText(JsonNumbers.Normalize(number.ToString("R", CultureInfo.InvariantCulture)))
            : JsonValue.Create(text);
    }
}
