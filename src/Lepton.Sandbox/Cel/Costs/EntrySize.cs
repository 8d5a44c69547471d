using Lepton.Sandbox.Cel.Types;

namespace Lepton.Sandbox.Cel.Costs;

/// <summary>Sizes of the keys (or indices) and values of a container.</summary>
internal sealed record EntrySize(TypeKind Container, Estimate Key, Estimate Value)
{
    public static EntrySize? Either(EntrySize? left, EntrySize? right) =>
        left is null || right is null ? null : new EntrySize(left.Container, left.Key.Or(right.Key), left.Value.Or(right.Value));
}
