using System.Buffers;
using System.Globalization;
using System.Text;

namespace Lepton.Sandbox.Cel.Values;

/// <summary>A length of time in nanoseconds, at most about 292 years, as Go's time.Duration.</summary>
internal readonly record struct CelDuration(long Nanoseconds) : IComparable<CelDuration>
{
    public const long PerSecond = 1_000_000_000;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    private static readonly (string Unit, long Nanoseconds)[] Units =
        [("ns", 1), ("us", 1_000), ("µs", 1_000), ("μs", 1_000), ("ms", 1_000_000), ("s", PerSecond), ("m", 60 * PerSecond), ("h", 3600 * PerSecond)];

    public int CompareTo(CelDuration other) => Nanoseconds.CompareTo(other.Nanoseconds);

    /// <summary>Go's form: <c>1h30m</c>, <c>-1.5s</c>, <c>0</c>. Null when it is not one or does not fit.</summary>
    public static CelDuration? Parse(string text)
    {
        var negative = text.StartsWith('-');
        var rest = text.AsSpan(negative || text.StartsWith('+') ? 1 : 0);
        if (rest is "0")
            return new CelDuration(0);
        if (rest.IsEmpty)
            return null;
        Int128 total = 0;
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept(Digits);
            if (digits <= 0 || !decimal.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount))
                return null;
            rest = rest[digits..];
            var end = rest.IndexOfAny(Digits);
            var unit = rest[..(end < 0 ? rest.Length : end)].ToString();
            rest = rest[unit.Length..];
            var size = Array.Find(Units, u => u.Unit == unit).Nanoseconds;
            if (size == 0 || amount > long.MaxValue)
                return null;
            total += (Int128)decimal.Truncate(amount) * size;
            total += (Int128)decimal.Truncate((amount - decimal.Truncate(amount)) * size);
        }

        if (negative)
            total = -total;
        return total >= long.MinValue && total <= long.MaxValue ? new CelDuration((long)total) : null;
    }

    /// <summary>In seconds: <c>5400s</c>, <c>0.25s</c>.</summary>
    public override string ToString()
    {
        var magnitude = (UInt128)Int128.Abs(Nanoseconds);
        var (seconds, fraction) = (magnitude / PerSecond, (long)(magnitude % PerSecond));
        var text = new StringBuilder(Nanoseconds < 0 ? "-" : "").Append(seconds.ToString(CultureInfo.InvariantCulture));
        if (fraction > 0)
            text.Append('.').Append(fraction.ToString("D9", CultureInfo.InvariantCulture).TrimEnd('0'));
        return text.Append('s').ToString();
    }
}
