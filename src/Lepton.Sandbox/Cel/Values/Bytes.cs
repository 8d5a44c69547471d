using System.Diagnostics.CodeAnalysis;

namespace Lepton.Sandbox.Cel.Values;

/// <summary>A value of type bytes: equal when its bytes are.</summary>
[SuppressMessage("Performance", "CA1819", Justification = "never changed after it is made")]
internal sealed record Bytes(byte[] Data)
{
    public bool Equals(Bytes? other) => other is not null && Data.AsSpan().SequenceEqual(other.Data);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Data);
        return hash.ToHashCode();
    }
}
