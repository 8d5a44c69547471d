using System.Globalization;

namespace Lepton.Placement.Core;

/// <summary>Comparing and writing dollars per hour.</summary>
internal static class Money
{
    /// <summary>Rounding noise of a sum of this size.</summary>
    internal static double Tolerance(double amount) => 1e-9 * Math.Max(1, Math.Abs(amount));

    internal static string Hourly(double amount) => amount is > 0 and < 0.01
        ? string.Create(CultureInfo.InvariantCulture, $"${amount:0.######}/h")
        : string.Create(CultureInfo.InvariantCulture, $"${amount:0.00}/h");
}
