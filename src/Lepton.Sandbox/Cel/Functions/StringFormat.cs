using System.Globalization;
using System.Text;
using Lepton.Sandbox.Cel.Values;

namespace Lepton.Sandbox.Cel.Functions;

/// <summary><c>'…'.format([…])</c>: <c>%s %d %f %e %b %x %X %o %%</c>, <c>%.3f</c>. After cel-go's ext/formatting.go.</summary>
internal static class StringFormat
{
    private const int DefaultPrecision = 6;

    public static object Apply(string format, CelList args)
    {
        var result = new StringBuilder();
        var next = 0;
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%')
            {
                result.Append(format[i]);
                continue;
            }

            if (++i >= format.Length)
                return new CelError("unexpected end of string");
            if (format[i] == '%')
            {
                result.Append('%');
                continue;
            }

            if (next >= args.Count)
                return new CelError($"index {next} out of range");
            var precision = Precision(format, ref i);
            if (i >= format.Length)
                return new CelError("could not parse formatting clause: unexpected end of string");
            var clause = Clause(format[i], precision, args[next++]);
            if (clause is CelError error)
                return error;
            result.Append((string)clause);
        }

        return result.ToString();
    }

    /// <summary>How many arguments a format takes.</summary>
    public static int Clauses(string format)
    {
        var count = 0;
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%')
                continue;
            if (i + 1 < format.Length && format[i + 1] == '%')
                i++;
            else
                count++;
        }

        return count;
    }

    private static int Precision(string format, ref int at)
    {
        if (format[at] != '.')
            return DefaultPrecision;
        var start = ++at;
        while (at < format.Length && char.IsAsciiDigit(format[at]))
            at++;
        return int.TryParse(format.AsSpan(start, at - start), CultureInfo.InvariantCulture, out var precision) ? Math.Min(precision, 100) : DefaultPrecision;
    }

    private static object Clause(char clause, int precision, object? arg) => clause switch
    {
        's' => FormatText.Show(arg),
        'd' => arg is long or ulong ? Conversion.Plain(arg) : Wrong("decimal clause can only be used on integers", arg),
        'f' => Real(arg) is { } n ? Fixed(n, precision) : Wrong("fixed-point clause can only be used on doubles", arg),
        'e' => Real(arg) is { } n ? Scientific(n, precision) : Wrong("scientific clause can only be used on doubles", arg),
        'b' => Binary(arg),
        'x' => Hex(arg, upper: false),
        'X' => Hex(arg, upper: true),
        'o' => arg is long or ulong ? Integer(arg, 8) : Wrong("octal clause can only be used on integers", arg),
        _ => new CelError($"could not parse formatting clause: unrecognized formatting clause \"{clause}\""),
    };

    private static double? Real(object? arg) => arg switch
    {
        double n => n,
        "NaN" => double.NaN,
        "Infinity" => double.PositiveInfinity,
        "-Infinity" => double.NegativeInfinity,
        _ => null,
    };

    /// <summary>With separators of thousands: the server formats for the locale en-US.</summary>
    private static string Fixed(double value, int precision) => Special(value) ?? value.ToString($"N{precision}", CultureInfo.InvariantCulture);

    /// <summary>As the same locale writes powers of ten: <c>1.052033×10⁰³</c>.</summary>
    private static string Scientific(double value, int precision)
    {
        if (Special(value) is { } special)
            return special;
        var parts = value.ToString($"E{precision}", CultureInfo.InvariantCulture).Split('E');
        var exponent = int.Parse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var digits = Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture).Select(digit => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit - '0']);
        return $"{parts[0]}×10{(exponent < 0 ? "⁻" : "")}{string.Concat(digits)}";
    }

    private static string? Special(double value) => double.IsNaN(value) ? "NaN" : double.IsInfinity(value) ? value > 0 ? "∞" : "-∞" : null;

    private static object Binary(object? arg) => arg switch
    {
        bool b => b ? "1" : "0",
        long or ulong => Integer(arg, 2),
        _ => Wrong("only integers and bools can be formatted as binary", arg),
    };

    private static object Hex(object? arg, bool upper)
    {
        var text = arg switch
        {
            string s => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(s)),
            Bytes b => Convert.ToHexStringLower(b.Data),
            long or ulong => Integer(arg, 16),
            _ => null,
        };
        if (text is null)
            return Wrong("only integers, byte buffers, and strings can be formatted as hex", arg);
        return upper ? text.ToUpperInvariant() : text;
    }

    private static string Integer(object arg, int radix)
    {
        var magnitude = arg is long n ? (ulong)Int128.Abs(n) : (ulong)arg;
        var digits = new StringBuilder();
        do
        {
            digits.Insert(0, "0123456789abcdef"[(int)(magnitude % (ulong)radix)]);
            magnitude /= (ulong)radix;
        }
        while (magnitude > 0);
        return arg is < 0L ? "-" + digits : digits.ToString();
    }

    private static CelError Wrong(string why, object? arg) => new($"error during formatting: {why}, was given {TypeOf.Value(arg).Name}");
}
