using System.Globalization;

namespace Lepton.Sandbox.Schemas.Values;

/// <summary>Numbers as Go prints them in error texts.</summary>
internal static class GoNumbers
{
    /// <summary><c>%v</c> of a float64: 100, 0.5, 1e+06.</summary>
    public static string Float(double value)
    {
        if (value == 0)
            return "0";
        var exponent = (int)Math.Floor(Math.Log10(Math.Abs(value)));
        if (exponent is >= -4 and < 6)
            return value.ToString("R", CultureInfo.InvariantCulture);
        var text = value.ToString("E16", CultureInfo.InvariantCulture);
        var shortest = value.ToString("R", CultureInfo.InvariantCulture);
        for (var digits = 0; digits <= 16; digits++)
        {
            text = value.ToString("E" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
            if (double.Parse(text, CultureInfo.InvariantCulture).Equals(double.Parse(shortest, CultureInfo.InvariantCulture)))
                break;
        }

        var at = text.IndexOf('E');
        var power = int.Parse(text[(at + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return $"{text[..at]}e{(power < 0 ? '-' : '+')}{Math.Abs(power):00}";
    }
}
