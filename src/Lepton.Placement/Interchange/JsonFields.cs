using System.Text.Json;

namespace Lepton.Placement.Interchange;

/// <summary>Writes fields, leaving out what says nothing.</summary>
internal static class JsonFields
{
    internal static void Optional(this Utf8JsonWriter json, string key, string? value)
    {
        if (value is not null)
        {
            json.WriteString(key, value);
        }
    }

    internal static void Optional(this Utf8JsonWriter json, string key, double? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(key, number);
        }
    }

    internal static void Optional(this Utf8JsonWriter json, string key, int? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(key, number);
        }
    }

    /// <summary>Left out when zero.</summary>
    internal static void NonZero(this Utf8JsonWriter json, string key, double value)
    {
        if (value != 0)
        {
            json.WriteNumber(key, value);
        }
    }

    /// <summary>Left out when empty.</summary>
    internal static void Texts(this Utf8JsonWriter json, string key, IEnumerable<string> values)
    {
        if (values.Any())
        {
            AllTexts(json, key, values);
        }
    }

    internal static void AllTexts(this Utf8JsonWriter json, string key, IEnumerable<string> values)
    {
        json.WriteStartArray(key);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    internal static void Objects<T>(this Utf8JsonWriter json, string key, IReadOnlyList<T> items, Action<T> write, bool always = false)
    {
        if (items.Count == 0 && !always)
        {
            return;
        }

        json.WriteStartArray(key);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    internal static void Map<T>(this Utf8JsonWriter json, string key, IReadOnlyDictionary<string, T> map, Action<string, T> write)
    {
        if (map.Count == 0)
        {
            return;
        }

        json.WriteStartObject(key);
        foreach (var (name, value) in map.OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            write(name, value);
        }

        json.WriteEndObject();
    }
}
