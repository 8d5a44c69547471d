using System.Text.Json.Serialization;
using Lepton.Kubernetes.Serialization;

namespace Lepton.Kubernetes.Models;

/// <summary>How a quantity was written, and will be.</summary>
public enum QuantityFormat
{
    /// <summary>1k, 250m.</summary>
    DecimalSI,

    /// <summary>1Ki, 40Gi.</summary>
    BinarySI,

    /// <summary>1e3.</summary>
    DecimalExponent,
}

/// <summary>An exact amount of something: <c>500m</c> CPU, <c>40Gi</c> of memory, <c>8</c> GPUs.
/// Follows apimachinery's resource.Quantity: exact to one billionth, finer parts rounded away from zero, binary amounts capped at 2⁶³−1;
/// written in canonical form (no loss of precision, no fraction, the largest suffix). Amounts beyond ±1.7·10²⁹ are refused.</summary>
[JsonConverter(typeof(QuantityConverter))]
public readonly partial struct Quantity : IEquatable<Quantity>, IComparable<Quantity>
{
    internal static Int128 NanosPerUnit => 1_000_000_000;

    private readonly Int128 _nanos;

    private Quantity(Int128 nanos, QuantityFormat format)
    {
        _nanos = nanos;
        Format = format;
    }

    public static Quantity Zero => default;

    public QuantityFormat Format { get; }

    public bool IsZero => _nanos == 0;

    /// <summary>−1, 0 or 1.</summary>
    public int Sign => Int128.Sign(_nanos);

    public static Quantity Of(long units, QuantityFormat format = QuantityFormat.DecimalSI) => new(units * NanosPerUnit, format);

    /// <summary>From thousandths: <c>FromMillis(250)</c> is <c>250m</c>.</summary>
    public static Quantity FromMillis(long millis) => new(millis * (NanosPerUnit / 1000), QuantityFormat.DecimalSI);

    public static implicit operator Quantity(long units) => Of(units);

    public static implicit operator Quantity(string text) => Parse(text);

    public static Quantity operator +(Quantity left, Quantity right) =>
        new(checked(left._nanos + right._nanos), left.IsZero ? right.Format : left.Format);

    public static Quantity operator -(Quantity left, Quantity right) =>
        new(checked(left._nanos - right._nanos), left.IsZero ? right.Format : left.Format);

    public static Quantity operator -(Quantity value) => new(-value._nanos, value.Format);

    public static Quantity operator *(Quantity left, int right) => new(checked(left._nanos * right), left.Format);

    public static bool operator ==(Quantity left, Quantity right) => left._nanos == right._nanos;

    public static bool operator !=(Quantity left, Quantity right) => left._nanos != right._nanos;

    public static bool operator <(Quantity left, Quantity right) => left._nanos < right._nanos;

    public static bool operator >(Quantity left, Quantity right) => left._nanos > right._nanos;

    public static bool operator <=(Quantity left, Quantity right) => left._nanos <= right._nanos;

    public static bool operator >=(Quantity left, Quantity right) => left._nanos >= right._nanos;

    public int CompareTo(Quantity other) => _nanos.CompareTo(other._nanos);

    /// <summary>Equal in amount, however written: 1000m equals 1.</summary>
    public bool Equals(Quantity other) => _nanos == other._nanos;

    public override bool Equals(object? obj) => obj is Quantity other && Equals(other);

    public override int GetHashCode() => _nanos.GetHashCode();

    /// <summary>The nearest double.</summary>
    public double ToDouble() => (double)(_nanos / NanosPerUnit) + ((double)(_nanos % NanosPerUnit) / 1e9);

    /// <summary>Whole units, rounded away from zero as Kubernetes does; capped at the range of long.</summary>
    public long ToInt64() => Clamp(RoundUp(_nanos, NanosPerUnit));

    /// <summary>Thousandths, rounded away from zero; capped at the range of long.</summary>
    public long ToMillis() => Clamp(RoundUp(_nanos, NanosPerUnit / 1000));

    private static Int128 RoundUp(Int128 nanos, Int128 unit)
    {
        var (quotient, rest) = Int128.DivRem(nanos, unit);
        return quotient + Int128.Sign(rest);
    }

    private static long Clamp(Int128 value) => (long)Int128.Clamp(value, long.MinValue, long.MaxValue);
}
