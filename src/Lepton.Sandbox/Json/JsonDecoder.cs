using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lepton.Sandbox.Json;

/// <summary>Reads request bodies: the last of duplicate fields wins and is reported, as the API server does.</summary>
internal sealed class JsonDecoder
{
    private readonly List<string> _duplicates = [];

    private JsonDecoder()
    {
    }

    /// <param name="duplicates">Paths of the fields that came more than once.</param>
    /// <exception cref="JsonException">Not JSON; the message is worded as Go's decoder words it.</exception>
    public static JsonNode? Decode(ReadOnlySpan<byte> utf8, out IReadOnlyList<string> duplicates)
    {
        var decoder = new JsonDecoder();
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = 256 });
        try
        {
            reader.Read();
            var node = decoder.ReadValue(ref reader, "");
            reader.Read();
            duplicates = decoder._duplicates;
            return node;
        }
        catch (JsonException e)
        {
            throw new JsonException(GoMessage(utf8, e), e);
        }
    }

    public static JsonNode? Decode(string json) => Decode(Encoding.UTF8.GetBytes(json), out _);

    private JsonNode? ReadValue(ref Utf8JsonReader reader, string path) => reader.TokenType switch
    {
        JsonTokenType.StartObject => ReadObject(ref reader, path),
        JsonTokenType.StartArray => ReadArray(ref reader, path),
        JsonTokenType.String => JsonValue.Create(reader.GetString()),
        JsonTokenType.True => JsonValue.Create(true),
        JsonTokenType.False => JsonValue.Create(false),
        JsonTokenType.Number => JsonNumbers.FromText(JsonNumbers.Normalize(Encoding.ASCII.GetString(reader.ValueSpan))),
        _ => null,
    };

    private JsonObject ReadObject(ref Utf8JsonReader reader, string path)
    {
        var result = new JsonObject();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = NamePool.Share(reader.GetString()!);
            var childPath = path.Length == 0 ? name : $"{path}.{name}";
            reader.Read();
            var value = ReadValue(ref reader, childPath);
            if (!result.TryAdd(name, value))
            {
                result[name] = value;
                if (!_duplicates.Contains(childPath))
                    _duplicates.Add(childPath);
            }
        }

        return result;
    }

    private JsonArray ReadArray(ref Utf8JsonReader reader, string path)
    {
        var result = new JsonArray();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            result.Add(ReadValue(ref reader, $"{path}[{result.Count}]"));
        return result;
    }

    private static string GoMessage(ReadOnlySpan<byte> utf8, JsonException e)
    {
        var offset = Offset(utf8, e);
        if (Ends(utf8, offset))
            return "unexpected end of JSON input";
        var c = (char)utf8[offset];
        var before = offset;
        while (before > 0 && char.IsWhiteSpace((char)utf8[before - 1]))
            before--;
        var previous = before == 0 ? '\0' : (char)utf8[before - 1];
        return previous switch
        {
            '{' => $"invalid character '{c}' looking for beginning of object key string",
            '\0' or ':' or '[' or ',' => $"invalid character '{c}' looking for beginning of value",
            _ => $"invalid character '{c}' after top-level value",
        };
    }

    /// <summary>.NET points at the last comma or bracket of a text that just stops, Go at its end.</summary>
    private static bool Ends(ReadOnlySpan<byte> utf8, int offset) =>
        offset >= utf8.Length || (utf8[offset] is (byte)',' or (byte)'{' or (byte)'[' or (byte)':' && utf8[(offset + 1)..].IndexOfAnyExcept(" \t\r\n"u8) < 0);

    private static int Offset(ReadOnlySpan<byte> utf8, JsonException e)
    {
        var line = e.LineNumber ?? 0;
        var offset = 0;
        for (; line > 0 && offset < utf8.Length; offset++)
        {
            if (utf8[offset] == (byte)'\n')
                line--;
        }

        return offset + (int)(e.BytePositionInLine ?? 0);
    }
}
