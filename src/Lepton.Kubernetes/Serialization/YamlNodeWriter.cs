using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lepton.Kubernetes.Serialization;

/// <summary>Block-style YAML that any YAML 1.1 or 1.2 reader reads back to the same JSON.</summary>
internal static class YamlNodeWriter
{
    private static readonly JsonSerializerOptions Quoting = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static void Write(TextWriter writer, JsonNode? node)
    {
        if (IsInline(node))
            writer.WriteLine(Inline(node));
        else
            WriteBlock(writer, node!, 0);
    }

    private static void WriteBlock(TextWriter writer, JsonNode node, int indent)
    {
        if (node is JsonObject map)
            WriteMap(writer, map, indent, continuesLine: false);
        else
            WriteList(writer, (JsonArray)node, indent);
    }

    private static void WriteMap(TextWriter writer, JsonObject map, int indent, bool continuesLine)
    {
        foreach (var (key, value) in map)
        {
            if (!continuesLine)
                writer.Write(new string(' ', indent));
            continuesLine = false;
            writer.Write(Key(key));
            writer.Write(':');
            WriteValue(writer, value, indent);
        }
    }

    private static void WriteValue(TextWriter writer, JsonNode? value, int indent)
    {
        if (value is JsonValue text && text.GetValueKind() == JsonValueKind.String && IsLiteral(text.GetValue<string>()))
        {
            WriteLiteral(writer, text.GetValue<string>(), indent + 2);
        }
        else if (IsInline(value))
        {
            writer.Write(' ');
            writer.WriteLine(Inline(value));
        }
        else
        {
            writer.WriteLine();
            // Lists stand at their key's own indent, as kubectl and controller-gen write them.
            WriteBlock(writer, value!, value is JsonArray ? indent : indent + 2);
        }
    }

    private static void WriteList(TextWriter writer, JsonArray list, int indent)
    {
        foreach (var item in list)
        {
            writer.Write(new string(' ', indent));
            writer.Write('-');
            if (item is JsonObject { Count: > 0 } map)
            {
                writer.Write(' ');
                WriteMap(writer, map, indent + 2, continuesLine: true);
            }
            else
            {
                WriteItem(writer, item, indent);
            }
        }
    }

    private static void WriteItem(TextWriter writer, JsonNode? item, int indent)
    {
        if (item is JsonArray { Count: > 0 } nested)
        {
            writer.WriteLine();
            WriteList(writer, nested, indent + 2);
        }
        else
        {
            WriteValue(writer, item, indent);
        }
    }

    private static bool IsInline(JsonNode? node) => node is null or JsonValue or JsonObject { Count: 0 } or JsonArray { Count: 0 };

    private static string Inline(JsonNode? node) => node switch
    {
        null => "null",
        JsonObject => "{}",
        JsonArray => "[]",
        _ when node.GetValueKind() == JsonValueKind.String => Text(node.GetValue<string>()),
        _ => node.ToJsonString(),
    };

    // A JSON string is also a YAML double-quoted string.
    private static string Text(string text) => YamlScalars.NeedsQuotes(text) ? Quoted(text) : text;

    // YamlDotNet takes a plain key with an asterisk or an ampersand in it for text.
    private static string Key(string key) => key.AsSpan().ContainsAny('*', '&', '!') ? Quoted(key) : Text(key);

    private static string Quoted(string text) => JsonSerializer.Serialize(text, Quoting);

    private static bool IsLiteral(string text) =>
        text.Contains('\n') && text[0] is not (' ' or '\n') && text.All(c => c is '\n' or (>= ' ' and <= '~') or (>= '\u00a1' and <= '\u2027') or (>= '\u202a' and <= '\ud7ff'))
        && !text.Contains(" \n", StringComparison.Ordinal);

    private static void WriteLiteral(TextWriter writer, string text, int indent)
    {
        var body = text.TrimEnd('\n');
        var trailing = text.Length - body.Length;
        writer.WriteLine(trailing switch { 0 => " |-", 1 => " |", _ => " |+" });
        foreach (var line in body.Split('\n'))
            writer.WriteLine(line.Length == 0 ? "" : new string(' ', indent) + line);
        for (var i = 1; i < trailing; i++)
            writer.WriteLine();
    }
}
