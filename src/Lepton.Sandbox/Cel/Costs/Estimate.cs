namespace Lepton.Sandbox.Cel.Costs;

/// <summary>Least and most of a size or a cost. Arithmetic stops at the largest number.</summary>
internal readonly record struct Estimate(ulong Min, ulong Max)
{
    private const double TwoTo64 = 18446744073709551616.0;

    /// <summary>Nothing is known.</summary>
    public static Estimate Unknown { get; } = new(0, ulong.MaxValue);

    public static Estimate Exactly(ulong value) => new(value, value);

    public static Estimate operator +(Estimate left, Estimate right) => new(Add(left.Min, right.Min), Add(left.Max, right.Max));

    public static Estimate operator *(Estimate left, Estimate right) => new(Multiply(left.Min, right.Min), Multiply(left.Max, right.Max));

    /// <summary>Scaled and rounded up.</summary>
    public static Estimate operator *(Estimate left, double factor) => new(Scale(left.Min, factor), Scale(left.Max, factor));

    /// <summary>Either of two.</summary>
    public Estimate Or(Estimate other) => new(Math.Min(Min, other.Min), Math.Max(Max, other.Max));

    public static ulong Multiply(ulong left, ulong right) => right != 0 && left > ulong.MaxValue / right ? ulong.MaxValue : left * right;

    public static ulong Scale(ulong value, double factor)
    {
        var scaled = Math.Ceiling(value * factor);
        return scaled >= TwoTo64 ? ulong.MaxValue : (ulong)scaled;
    }

    private static ulong Add(ulong left, ulong right) => left > ulong.MaxValue - right ? ulong.MaxValue : left + right;
}
