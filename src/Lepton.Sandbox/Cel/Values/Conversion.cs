using System.Globalization;
using System.Text;
using Lepton.Sandbox.Cel.Types;

namespace Lepton.Sandbox.Cel.Values;

/// <summary>Conversions between types: <c>int(x)</c>, <c>string(x)</c> and so on.</summary>
internal static class Conversion
{
    private const double TwoTo63 = 9223372036854775808.0;
    private const double TwoTo64 = 18446744073709551616.0;
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public static object Int(object? value) => value switch
    {
        long n => n,
        ulong n => n <= long.MaxValue ? (long)n : CelError.IntOverflow,
        double n => n > -TwoTo63 && n < TwoTo63 ? (long)n : CelError.IntOverflow,
        string s when long.TryParse(s, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) => n,
        CelTimestamp t => t.Seconds,
        CelDuration d => d.Nanoseconds,
        _ => Impossible(value, CelType.Int),
    };

    public static object Uint(object? value) => value switch
    {
        ulong n => n,
        long n => n >= 0 ? (ulong)n : CelError.UintOverflow,
        double n => n >= 0 && n < TwoTo64 ? (ulong)n : CelError.UintOverflow,
        string s when ulong.TryParse(s, NumberStyles.None, CultureInfo.InvariantCulture, out var n) => n,
        _ => Impossible(value, CelType.Uint),
    };

    public static object Double(object? value) => value switch
    {
        double n => n,
        long n => (double)n,
        ulong n => (double)n,
        string s => ParseDouble(s) is { } n ? n : Impossible(value, CelType.Double),
        _ => Impossible(value, CelType.Double),
    };

    public static object Bool(object? value) => value switch
    {
        bool b => b,
        "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
        "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
        _ => Impossible(value, CelType.Bool),
    };

    public static object String(object? value) => value switch
    {
        string s => s,
        bool or long or ulong or double or CelDuration or CelTimestamp => Plain(value),
        Bytes b => Utf8(b),
        IExtensionValue extension => extension.ToString()!,
        _ => Impossible(value, CelType.String),
    };

    public static object Bytes(object? value) => value switch
    {
        Bytes b => b,
        string s => new Bytes(Encoding.UTF8.GetBytes(s)),
        _ => Impossible(value, CelType.Bytes),
    };

    public static object Duration(object? value) => value switch
    {
        CelDuration d => d,
        long n => new CelDuration(n),
        string s => CelDuration.Parse(s) is { } parsed ? parsed : Impossible(value, CelType.Duration),
        _ => Impossible(value, CelType.Duration),
    };

    public static object Timestamp(object? value) => value switch
    {
        CelTimestamp t => t,
        long seconds => CelTimestamp.Of((Int128)seconds * CelDuration.PerSecond),
        string s => CelTimestamp.Parse(s) ?? Impossible(value, CelType.Timestamp),
        _ => Impossible(value, CelType.Timestamp),
    };

    /// <summary>As Go prints a value into a message.</summary>
    public static string Plain(object? value) => value switch
    {
        null => "null",
        bool b => b ? "true" : "false",
        double n => GoFloat(n),
        IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    /// <summary>Go's <c>%g</c>: the shortest digits, an exponent below 1e-4 and from 1e21.</summary>
    public static string GoFloat(double value)
    {
        if (double.IsNaN(value))
            return "NaN";
        if (double.IsInfinity(value))
            return value > 0 ? "+Inf" : "-Inf";
        var text = value.ToString("E16", CultureInfo.InvariantCulture);
        var shortest = value.ToString("R", CultureInfo.InvariantCulture);
        var exponent = value == 0 ? 0 : int.Parse(text.AsSpan(text.IndexOf('E', StringComparison.Ordinal) + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var digits = Digits(shortest);
        if (exponent is >= -4 and < 21)
            return Positional(value < 0 || double.IsNegative(value), digits, exponent);
        var mantissa = digits.Length == 1 ? digits : $"{digits[0]}.{digits.AsSpan(1)}";
        return $"{(value < 0 ? "-" : "")}{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
    }

    private static string Digits(string shortest)
    {
        var mantissa = shortest.AsSpan().IndexOf('E') is var e and >= 0 ? shortest[..e] : shortest;
        var digits = mantissa.Replace("-", "", StringComparison.Ordinal).Replace(".", "", StringComparison.Ordinal).TrimStart('0').TrimEnd('0');
        return digits.Length == 0 ? "0" : digits;
    }

    private static string Positional(bool negative, string digits, int exponent)
    {
        var text = exponent < 0
            ? "0." + new string('0', -exponent - 1) + digits
            : digits.Length <= exponent + 1
                ? digits.PadRight(exponent + 1, '0')
                : $"{digits.AsSpan(0, exponent + 1)}.{digits.AsSpan(exponent + 1)}";
        return negative ? "-" + text : text;
    }

    private static double? ParseDouble(string text) => text.TrimStart('+', '-').ToUpperInvariant() switch
    {
        "INF" or "INFINITY" => text.StartsWith('-') ? double.NegativeInfinity : double.PositiveInfinity,
        "NAN" => double.NaN,
        _ => double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var n) && double.IsFinite(n) ? n : null,
    };

    private static object Utf8(Bytes bytes)
    {
        try
        {
            return Strict.GetString(bytes.Data);
        }
        catch (DecoderFallbackException)
        {
            return new CelError("invalid UTF-8 in bytes, cannot convert to string");
        }
    }

    private static CelError Impossible(object? value, CelType type) => new($"type conversion error from '{TypeOf.Value(value).Name}' to '{type.Name}'");
}
