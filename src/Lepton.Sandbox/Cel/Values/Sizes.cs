namespace Lepton.Sandbox.Cel.Values;

/// <summary>How much a value holds: code points, bytes, items or entries.</summary>
internal static class Sizes
{
    /// <summary>1 for what has no size.</summary>
    public static ulong Of(object? value) => value switch
    {
        string s => Runes(s),
        Bytes b => (ulong)b.Data.Length,
        CelList list => (ulong)list.Count,
        CelMap map => (ulong)map.Count,
        CelOptional { HasValue: true } optional => Of(optional.Value),
        ISized sized => sized.Size,
        _ => 1,
    };

    private static ulong Runes(string text)
    {
        var count = (ulong)text.Length;
        for (var i = 1; i < text.Length; i++)
        {
            if (char.IsLowSurrogate(text[i]) && char.IsHighSurrogate(text[i - 1]))
                count--;
        }

        return count;
    }
}
