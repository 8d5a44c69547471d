using Lepton.Kubernetes.Models;
using Lepton.Sandbox.Cel.Types;
using Lepton.Sandbox.Cel.Values;

namespace Lepton.Sandbox.Cel.Functions;

/// <summary>A resource quantity: <c>500m</c>, <c>40Gi</c>.</summary>
internal sealed record QuantityValue(Quantity Amount) : IExtensionValue
{
    public CelType Type => LibraryTypes.Quantity;

    /// <summary>The amount in whole units; null when it has a fraction or does not fit.</summary>
    public long? Whole => Quantity.Of(Amount.ToInt64()) == Amount ? Amount.ToInt64() : null;

    public bool SameAs(IExtensionValue other) => other is QuantityValue quantity && quantity.Amount == Amount;

    public override string ToString() => Amount.ToString();
}
