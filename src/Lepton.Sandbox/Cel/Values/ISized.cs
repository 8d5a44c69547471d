namespace Lepton.Sandbox.Cel.Values;

/// <summary>An added value with a size of its own, for costs.</summary>
internal interface ISized
{
    ulong Size { get; }
}
