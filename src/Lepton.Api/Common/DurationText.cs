using System.Globalization;
using System.Text;

namespace Lepton.Api;

/// <summary>The grammar of <see cref="Duration"/> (Gateway API GEP-2257).</summary>
internal static class DurationText
{
    public const string Pattern = "^([0-9]{1,5}(h|m|s|ms)){1,4}$";

    public static bool TryParse(string text, out TimeSpan value)
    {
        value = TimeSpan.Zero;
        var parts = 0;
        var position = 0;
        while (position < text.Length)
        {
            var digits = position;
            while (digits < text.Length && char.IsAsciiDigit(text[digits]))
                digits++;
            var unit = digits;
            while (unit < text.Length && char.IsAsciiLetter(text[unit]))
                unit++;
            if (digits - position is < 1 or > 5 || Unit(text[digits..unit]) is not { } each || ++parts > 4)
                return false;
            value += each * int.Parse(text.AsSpan(position, digits - position), CultureInfo.InvariantCulture);
            position = unit;
        }
        return parts > 0;
    }

    public static string Format(TimeSpan value)
    {
        if (value < TimeSpan.Zero || value.TotalHours >= 100_000)
            throw new ArgumentOutOfRangeException(nameof(value), value, "a duration is between 0 and 99999 hours");
        var text = new StringBuilder();
        Append(text, (int)value.TotalHours, "h");
        Append(text, value.Minutes, "m");
        Append(text, value.Seconds, "s");
        Append(text, value.Milliseconds, "ms");
        return text.Length == 0 ? "0s" : text.ToString();
    }

    private static void Append(StringBuilder text, int number, string unit)
    {
        if (number > 0)
            text.Append(CultureInfo.InvariantCulture, $"{number}{unit}");
    }

    private static TimeSpan? Unit(string name) => name switch
    {
        "h" => TimeSpan.FromHours(1),
        "m" => TimeSpan.FromMinutes(1),
        "s" => TimeSpan.FromSeconds(1),
        "ms" => TimeSpan.FromMilliseconds(1),
        _ => null,
    };
}
