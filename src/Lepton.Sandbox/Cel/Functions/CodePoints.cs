using System.Text;
using Lepton.Sandbox.Cel.Values;

namespace Lepton.Sandbox.Cel.Functions;

/// <summary>Strings by code points, as cel-go's extension counts them.</summary>
internal static class CodePoints
{
    public static object CharAt(string text, long index)
    {
        var runes = Runes(text);
        if (index < 0 || index > runes.Length)
            return OutOfRange(index);
        return index == runes.Length ? "" : runes[index].ToString();
    }

    public static object Substring(string text, long start, long? end)
    {
        var runes = Runes(text);
        if (end < start)
            return new CelError($"invalid substring range. start: {start}, end: {end}");
        if (start < 0 || start > runes.Length)
            return OutOfRange(start);
        if (end < 0 || end > runes.Length)
            return OutOfRange(end.Value);
        return string.Concat(runes[(int)start..(int)(end ?? runes.Length)]);
    }

    public static object IndexOf(string text, string part, long from)
    {
        if (part.Length == 0)
            return from;
        if (from < 0)
            return OutOfRange(from);
        var (runes, wanted) = (Runes(text), Runes(part));
        for (var i = from; i + wanted.Length <= runes.Length; i++)
        {
            if (runes.AsSpan((int)i, wanted.Length).SequenceEqual(wanted))
                return i;
        }

        return -1L;
    }

    /// <param name="from">Last place to look at; null is the end.</param>
    public static object LastIndexOf(string text, string part, long? from)
    {
        var (runes, wanted) = (Runes(text), Runes(part));
        if (part.Length == 0)
            return from ?? runes.Length;
        if (from < 0)
            return OutOfRange(from.Value);
        if (from >= runes.Length)
            return -1L;
        for (var i = Math.Min(from ?? runes.Length, runes.Length - wanted.Length); i >= 0; i--)
        {
            if (runes.AsSpan((int)i, wanted.Length).SequenceEqual(wanted))
                return i;
        }

        return -1L;
    }

    private static Rune[] Runes(string text) => [.. text.EnumerateRunes()];

    private static CelError OutOfRange(long index) => new($"index out of range: {index}");
}
