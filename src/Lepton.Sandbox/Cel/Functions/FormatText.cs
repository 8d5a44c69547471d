using System.Globalization;
using Lepton.Sandbox.Cel.Types;
using Lepton.Sandbox.Cel.Values;
using Lepton.Sandbox.Registry;

namespace Lepton.Sandbox.Cel.Functions;

/// <summary>What <c>%s</c> shows: values as strings, lists and maps in the way of literals.</summary>
internal static class FormatText
{
    private const string Clause = "error during formatting: string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps, was given ";

    /// <summary>A string, or an error.</summary>
    public static object Show(object? value) => value switch
    {
        null => "null",
        CelType type => type.Name,
        CelList or CelMap => Nested(value),
        bool or long or ulong or double or string or Bytes or CelDuration or CelTimestamp => Conversion.String(value),
        _ => new CelError(Clause + TypeOf.Value(value).Name),
    };

    private static object Nested(object? value) => value switch
    {
        null => "null",
        CelList list => List(list),
        CelMap map => Map(map),
        string text => GoQuote.Quote(text),
        Bytes bytes => Conversion.String(bytes) is string text ? "b" + GoQuote.Quote(text) : Conversion.String(bytes),
        double n => double.IsFinite(n) ? n.ToString("F6", CultureInfo.InvariantCulture) : GoQuote.Quote(Conversion.GoFloat(n)),
        CelDuration duration => $"duration(\"{duration}\")",
        CelTimestamp timestamp => $"timestamp(\"{timestamp}\")",
        CelType type => type.Name,
        bool or long or ulong => Conversion.Plain(value),
        _ => new CelError($"error during formatting: no formatting function for {TypeOf.Value(value).Name}"),
    };

    private static object List(CelList list)
    {
        var parts = list.Items.Select(Nested).ToArray();
        return parts.OfType<CelError>().FirstOrDefault() ?? (object)$"[{string.Join(", ", parts)}]";
    }

    private static object Map(CelMap map)
    {
        var parts = new List<(string Key, object Value)>();
        foreach (var key in map.Keys)
        {
            map.TryGet(key, out var value);
            parts.Add(((string)Nested(key), Nested(value)));
        }

        return parts.Select(part => part.Value).OfType<CelError>().FirstOrDefault()
            ?? (object)$"{{{string.Join(", ", parts.OrderBy(part => part.Key, StringComparer.Ordinal).Select(part => $"{part.Key}:{part.Value}"))}}}";
    }
}
