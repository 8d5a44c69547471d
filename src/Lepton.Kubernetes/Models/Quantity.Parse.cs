using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace Lepton.Kubernetes.Models;

/// <content>Reading. The grammar is that of apimachinery: sign, digits with an optional point, and a suffix.</content>
public readonly partial struct Quantity
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    // What fits in Int128 nanos; also the longest text worth looking at.
    private static readonly BigInteger MaxNanos = (BigInteger)Int128.MaxValue;
    private static readonly BigInteger MaxBinaryNanos = (BigInteger)long.MaxValue * (BigInteger)NanosPerUnit;

    /// <exception cref="FormatException">Not a quantity; the message says what one looks like.</exception>
    public static Quantity Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out var quantity)
            ? quantity
            : throw new FormatException($"\"{text}\" is not a quantity: a number with an optional suffix is expected (n u m k M G T P E, Ki Mi Gi Ti Pi Ei or an exponent), such as 500m, 8 or 40Gi");
    }

    public static bool TryParse([NotNullWhen(true)] string? text, out Quantity quantity) => TryParse(text.AsSpan(), out quantity);

    public static bool TryParse(ReadOnlySpan<char> text, out Quantity quantity)
    {
        quantity = default;
        var negative = text.Length > 0 && text[0] == '-';
        if (text.Length > 0 && text[0] is '-' or '+')
            text = text[1..];
        var numberLength = text.IndexOfAnyExcept(NumberCharacters);
        if (numberLength < 0)
            numberLength = text.Length;
        if (!TrySuffix(text[numberLength..], out var format, out var exponent)
            || !TryDigits(text[..numberLength], out var digits, out var decimals)
            || !TryScale(digits, decimals, format, exponent, out var nanos))
        {
            return false;
        }

        // Binary fractions below 1 cannot be written in binary suffixes.
        if (format == QuantityFormat.BinarySI && nanos < NanosPerUnit)
            format = QuantityFormat.DecimalSI;
        quantity = new Quantity(negative ? -nanos : nanos, format);
        return true;
    }

    private static bool TryDigits(ReadOnlySpan<char> number, out BigInteger digits, out int decimals)
    {
        var point = number.IndexOf('.');
        decimals = point < 0 ? 0 : number.Length - point - 1;
        digits = default;
        if (number.Length > 100 || (point >= 0 && number[(point + 1)..].Contains('.')))
            return false;
        var joined = point < 0 ? number.ToString() : string.Concat(number[..point], number[(point + 1)..]);
        return joined.Length > 0 && BigInteger.TryParse(joined, NumberStyles.None, CultureInfo.InvariantCulture, out digits);
    }

    private static bool TrySuffix(ReadOnlySpan<char> suffix, out QuantityFormat format, out int exponent)
    {
        (format, exponent) = (QuantityFormat.DecimalSI, 0);
        switch (suffix.Length)
        {
            case 0:
                return true;
            case 1:
                exponent = DecimalExponentOf(suffix[0]);
                return exponent != int.MinValue;
            case 2 when suffix[1] == 'i' && "KMGTPE".Contains(suffix[0]):
                (format, exponent) = (QuantityFormat.BinarySI, 10 * (1 + "KMGTPE".IndexOf(suffix[0])));
                return true;
            default:
                format = QuantityFormat.DecimalExponent;
                return suffix[0] is 'e' or 'E' && suffix.Length <= 6
                    && int.TryParse(suffix[1..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent);
        }
    }

    private static int DecimalExponentOf(char suffix) => suffix switch
    {
        'n' => -9,
        'u' => -6,
        'm' => -3,
        'k' => 3,
        'M' => 6,
        'G' => 9,
        'T' => 12,
        'P' => 15,
        'E' => 18,
        _ => int.MinValue,
    };

    /// <summary>digits · 10^−decimals · suffix, in nanos, rounded up.</summary>
    private static bool TryScale(BigInteger digits, int decimals, QuantityFormat format, int exponent, out Int128 nanos)
    {
        nanos = 0;
        if (digits.IsZero)
            return true;
        var power = 9 - decimals;
        if (format == QuantityFormat.BinarySI)
            digits <<= exponent;
        else
            power += exponent;
        if (power > 40)
            return false;
        var scaled = power >= 0 ? digits * BigInteger.Pow(10, power) : DivideUp(digits, power);
        if (format == QuantityFormat.BinarySI && scaled > MaxBinaryNanos)
            scaled = MaxBinaryNanos;
        if (scaled > MaxNanos)
            return false;
        nanos = (Int128)scaled;
        return true;
    }

    private static BigInteger DivideUp(BigInteger digits, int power)
    {
        // At most 100 digits: with a deeper negative power the result is the smallest amount there is.
        var quotient = BigInteger.DivRem(digits, BigInteger.Pow(10, Math.Min(-power, 110)), out var rest);
        return rest.IsZero ? quotient : quotient + 1;
    }
}
