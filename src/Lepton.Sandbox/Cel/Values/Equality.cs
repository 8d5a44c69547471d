using Lepton.Sandbox.Cel.Types;

namespace Lepton.Sandbox.Cel.Values;

/// <summary>Equality of values: across the numeric types by value, otherwise only within a type.</summary>
internal static class Equality
{
    /// <summary>A bool, or the error of comparing something of the schema with what it cannot be.</summary>
    public static object Equal(object? left, object? right) => (left, right) switch
    {
        (CelError error, _) => error,
        (_, CelError error) => error,
        (null, _) or (_, null) => left is null && right is null,
        (long or ulong or double, long or ulong or double) => Ordering.Numbers(left, right) == 0,
        (CelList a, CelList b) => a.SameAs(b),
        (CelMap a, CelMap b) => a.SameAs(b),
        (CelOptional a, CelOptional b) => a.HasValue == b.HasValue && (!a.HasValue || Equal(a.Value, b.Value) is true),
        (CelType a, CelType b) => a.Name == b.Name,
        (IExtensionValue a, IExtensionValue b) => a.SameAs(b),
        _ => left.Equals(right),
    };
}
