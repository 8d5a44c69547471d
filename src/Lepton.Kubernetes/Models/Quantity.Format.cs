using System.Globalization;

namespace Lepton.Kubernetes.Models;

/// <content>Writing the canonical form.</content>
public readonly partial struct Quantity
{
    private static readonly string[] DecimalSuffixes = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
    private static readonly string[] BinarySuffixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

    /// <summary>The canonical text, as the server writes it: 1000m becomes 1, 1024Mi becomes 1Gi.</summary>
    public override string ToString()
    {
        if (IsZero)
            return "0";
        return Format == QuantityFormat.BinarySI && FitsBinary() ? FormatBinary() : FormatDecimal();
    }

    /// <summary>Small or fractional amounts would lose precision in binary suffixes.</summary>
    private bool FitsBinary() => Int128.Abs(_nanos) >= 1024 * NanosPerUnit && _nanos % NanosPerUnit == 0;

    private string FormatBinary()
    {
        var units = _nanos / NanosPerUnit;
        var suffix = 0;
        while (suffix < BinarySuffixes.Length - 1 && units % 1024 == 0)
        {
            units /= 1024;
            suffix++;
        }

        return units.ToString(CultureInfo.InvariantCulture) + BinarySuffixes[suffix];
    }

    private string FormatDecimal()
    {
        var mantissa = _nanos;
        var exponent = -9;
        while (mantissa % 1000 == 0)
        {
            mantissa /= 1000;
            exponent += 3;
        }

        return mantissa.ToString(CultureInfo.InvariantCulture) + DecimalSuffix(exponent);
    }

    private string DecimalSuffix(int exponent)
    {
        if (exponent == 0)
            return "";
        return Format == QuantityFormat.DecimalExponent || exponent > 18
            ? "e" + exponent.ToString(CultureInfo.InvariantCulture)
            : DecimalSuffixes[(exponent / 3) + 3];
    }
}
