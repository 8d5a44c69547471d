using System.Globalization;

namespace Lepton.Sandbox.Simulation.Reading;

/// <summary>Kubernetes quantities (<c>500m</c>, <c>1.5</c>, <c>16Gi</c>, <c>1e3</c>) as numbers.</summary>
internal static class QuantityText
{
    private static readonly (string Suffix, decimal Factor)[] Suffixes =
    [
        ("Ki", 1024m), ("Mi", 1048576m), ("Gi", 1073741824m), ("Ti", 1099511627776m), ("Pi", 1125899906842624m), ("Ei", 1152921504606846976m),
        ("n", 0.000000001m), ("u", 0.000001m), ("m", 0.001m), ("k", 1e3m), ("M", 1e6m), ("G", 1e9m), ("T", 1e12m), ("P", 1e15m), ("E", 1e18m),
    ];

    public static bool TryParse(string? text, out decimal value)
    {
        value = 0;
        if (string.IsNullOrEmpty(text))
            return false;
        foreach (var (suffix, factor) in Suffixes)
        {
            if (!text.EndsWith(suffix, StringComparison.Ordinal) || !TryNumber(text[..^suffix.Length], out var number))
                continue;
            value = number * factor;
            return true;
        }

        return TryNumber(text, out value);
    }

    /// <summary>In whole units, rounded up as the scheduler does; 0 when it is not a quantity.</summary>
    public static long Units(string? text) => TryParse(text, out var value) ? (long)Math.Ceiling(value) : 0;

    /// <summary>In thousandths, rounded up; 0 when it is not a quantity.</summary>
    public static long Millis(string? text) => TryParse(text, out var value) ? (long)Math.Ceiling(value * 1000m) : 0;

    private static bool TryNumber(string text, out decimal number) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out number);
}
