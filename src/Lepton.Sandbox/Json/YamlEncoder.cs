using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Lepton.Sandbox.Json;

/// <summary>Writes JSON as YAML, keys sorted, as the API server answers <c>Accept: application/yaml</c>.</summary>
internal static class YamlEncoder
{
    public static string Encode(JsonNode? node)
    {
        using var text = new StringWriter { NewLine = "\n" };
        var emitter = new Emitter(text, new EmitterSettings().WithMaxSimpleKeyLength(1024).WithBestWidth(int.MaxValue));
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        Write(emitter, node);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    private static void Write(Emitter emitter, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject o:
                emitter.Emit(new MappingStart(null, null, true, o.Count == 0 ? MappingStyle.Flow : MappingStyle.Block));
                foreach (var (key, value) in o.OrderBy(p => p.Key, StringComparer.Ordinal))
                {
                    emitter.Emit(Text(key));
                    Write(emitter, value);
                }

                emitter.Emit(new MappingEnd());
                break;
            case JsonArray a:
                emitter.Emit(new SequenceStart(null, null, true, a.Count == 0 ? SequenceStyle.Flow : SequenceStyle.Block));
                foreach (var item in a)
                    Write(emitter, item);
                emitter.Emit(new SequenceEnd());
                break;
            case JsonValue v when v.GetValueKind() == JsonValueKind.String:
                emitter.Emit(Text(v.GetValue<string>()));
                break;
            default:
                emitter.Emit(new Scalar(null, null, node?.ToJsonString() ?? "null", ScalarStyle.Plain, true, false));
                break;
        }
    }

    private static Scalar Text(string value)
    {
        var style = value.Contains('\n') ? ScalarStyle.Literal : NeedsQuotes(value) ? ScalarStyle.DoubleQuoted : ScalarStyle.Plain;
        return new Scalar(null, null, value, style, style == ScalarStyle.Plain, style != ScalarStyle.Plain);
    }

    /// <summary>A plain scalar that YAML would read as something else than this text.</summary>
    private static bool NeedsQuotes(string value)
    {
        if (value.Length == 0 || char.IsWhiteSpace(value[0]) || char.IsWhiteSpace(value[^1]))
            return true;
        var c = value[0];
        if (char.IsAsciiDigit(c) || c is '-' or '+' or '.' or '?' or ':' or '&' or '*' or '!' or '|' or '>' or '\'' or '"' or '%' or '@' or '`' or '#' or '{' or '[' or ']' or '}' or ',')
            return c is not ('-' or '.' or '?' or ':') || value.Length == 1 || !char.IsAsciiLetter(value[1]);
        return value.Contains(": ", StringComparison.Ordinal) || value.Contains(" #", StringComparison.Ordinal) || value.EndsWith(':')
            || value.ToLowerInvariant() is "true" or "false" or "null" or "yes" or "no" or "on" or "off" or "y" or "n" or "~";
    }
}
