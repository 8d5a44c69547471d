using System.Text;

namespace Lepton.Sandbox.Cel.Functions;

/// <summary>Splitting and replacing as Go's strings package does: an empty separator stands between all code points.</summary>
internal static class Pieces
{
    /// <param name="limit">Most pieces; negative is no limit.</param>
    public static IEnumerable<string> Split(string text, string separator, long limit)
    {
        if (limit == 0)
            return [];
        if (separator.Length > 0)
            return text.Split(separator, limit < 0 ? int.MaxValue : (int)Math.Min(limit, int.MaxValue));
        var runes = text.EnumerateRunes().Select(rune => rune.ToString()).ToList();
        if (limit < 0 || runes.Count <= limit)
            return runes;
        var kept = (int)limit - 1;
        return [.. runes.Take(kept), string.Concat(runes.Skip(kept))];
    }

    /// <param name="limit">Most replacements; negative is no limit.</param>
    public static string Replace(string text, string old, string replacement, long limit)
    {
        if (limit < 0)
            limit = long.MaxValue;
        if (old.Length == 0)
            return Interleave(text, replacement, limit);
        var result = new StringBuilder();
        var at = 0;
        for (; limit > 0 && text.IndexOf(old, at, StringComparison.Ordinal) is var found and >= 0; limit--)
        {
            result.Append(text, at, found - at).Append(replacement);
            at = found + old.Length;
        }

        return result.Append(text, at, text.Length - at).ToString();
    }

    private static string Interleave(string text, string replacement, long limit)
    {
        var result = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (limit-- > 0)
                result.Append(replacement);
            result.Append(rune.ToString());
        }

        return limit > 0 ? result.Append(replacement).ToString() : result.ToString();
    }
}
