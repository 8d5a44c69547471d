using Lepton.Sandbox.Cel.Types;

namespace Lepton.Sandbox.Cel.Values;

/// <summary>A value of a type that a library adds.</summary>
internal interface IExtensionValue
{
    CelType Type { get; }

    bool SameAs(IExtensionValue other);
}
