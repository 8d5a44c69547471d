namespace Lepton.Sandbox.Cel.Values;

/// <summary>The order of values.</summary>
internal static class Ordering
{
    private const double TwoTo63 = 9223372036854775808.0;
    private const double TwoTo64 = 18446744073709551616.0;

    /// <summary>An <see cref="int"/> (negative, 0, positive), or an error.</summary>
    public static object Compare(object? left, object? right) => (left, right) switch
    {
        (long or ulong or double, long or ulong or double) => Numbers(left, right) is { } order ? order : CelError.NaN,
        (bool a, bool b) => a.CompareTo(b),
        (string a, string b) => Strings(a, b),
        (Bytes a, Bytes b) => a.Data.AsSpan().SequenceCompareTo(b.Data),
        (CelDuration a, CelDuration b) => a.CompareTo(b),
        (CelTimestamp a, CelTimestamp b) => a.CompareTo(b),
        _ => CelError.NoSuchOverload,
    };

    /// <summary>Null when one is NaN. With a double integers are compared as doubles, as cel-go does.</summary>
    public static int? Numbers(object left, object right) => (left, right) switch
    {
        (long a, long b) => a.CompareTo(b),
        (ulong a, ulong b) => a.CompareTo(b),
        (long a, ulong b) => a < 0 ? -1 : ((ulong)a).CompareTo(b),
        (ulong a, long b) => b < 0 ? 1 : a.CompareTo((ulong)b),
        (double a, double b) => double.IsNaN(a) || double.IsNaN(b) ? null : a < b ? -1 : a > b ? 1 : 0,
        (long a, double b) => -WithInt(b, a),
        (double a, long b) => WithInt(a, b),
        (ulong a, double b) => -WithUint(b, a),
        (double a, ulong b) => WithUint(a, b),
        _ => null,
    };

    /// <summary>By code points, as Go compares UTF-8: pairs of surrogates come after all others.</summary>
    private static int Strings(string left, string right)
    {
        var length = Math.Min(left.Length, right.Length);
        for (var i = 0; i < length; i++)
        {
            if (left[i] == right[i])
                continue;
            return char.IsSurrogate(left[i]) == char.IsSurrogate(right[i]) ? left[i].CompareTo(right[i]) : char.IsSurrogate(left[i]) ? 1 : -1;
        }

        return left.Length.CompareTo(right.Length);
    }

    private static int? WithInt(double a, long b) => double.IsNaN(a) ? null : a < -TwoTo63 ? -1 : a > TwoTo63 ? 1 : a.CompareTo(b);

    private static int? WithUint(double a, ulong b) => double.IsNaN(a) ? null : a < 0 ? -1 : a > TwoTo64 ? 1 : a.CompareTo(b);
}
