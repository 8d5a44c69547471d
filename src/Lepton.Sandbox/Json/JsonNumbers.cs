using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lepton.Sandbox.Json;

/// <summary>
/// Numbers as JSON text. A value made from an <see cref="int"/> cannot be read as a <see cref="long"/>, one that came from JSON text can be read
/// as any numeric type: everything that is stored goes through here, so that readers need not care who wrote it.
/// </summary>
internal static class JsonNumbers
{
    private const int CacheLimit = 4096;
    private static readonly ConcurrentDictionary<string, JsonElement> Cache = new(StringComparer.Ordinal);

    public static JsonNode FromText(string text)
    {
        if (Cache.TryGetValue(text, out var element))
            return JsonValue.Create(element)!;
        using var document = JsonDocument.Parse(Encoding.ASCII.GetBytes(text));
        element = document.RootElement.Clone();
        if (text.Length <= 8 && Cache.Count < CacheLimit)
            Cache.TryAdd(text, element);
        return JsonValue.Create(element)!;
    }

    public static JsonNode From(long value) => FromText(value.ToString(CultureInfo.InvariantCulture));

    /// <summary>The number as Go prints a decoded interface value: integers without a fraction, everything else in shortest form.</summary>
    public static string Normalize(string text)
    {
        if (text.AsSpan().IndexOfAny('.', 'e', 'E') < 0)
            return text;
        var value = double.Parse(text, CultureInfo.InvariantCulture);
        return Math.Abs(value) < 1e15 && value == Math.Floor(value)
            ? ((long)value).ToString(CultureInfo.InvariantCulture)
            : text;
    }
}
