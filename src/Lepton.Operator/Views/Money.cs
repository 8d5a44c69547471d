namespace Lepton.Operator.Views;

/// <summary>Dollars as people read them.</summary>
internal static class Money
{
    public static string PerHour(double dollars) => $"${dollars:0.00}";

    /// <summary>How much more (or less) than a reference, such as <c>+23 %</c>.</summary>
    public static string Against(double dollars, double reference) =>
        reference <= 0 ? "" : $"{(dollars - reference) / reference * 100:+0;-0;0} %";
}
