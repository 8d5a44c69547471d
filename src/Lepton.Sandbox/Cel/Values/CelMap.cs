using System.Diagnostics.CodeAnalysis;

namespace Lepton.Sandbox.Cel.Values;

/// <summary>A map, or an object with fields.</summary>
internal abstract class CelMap
{
    public abstract int Count { get; }

    public abstract IEnumerable<object> Keys { get; }

    /// <summary>The value of a key, or an error for a key of a wrong type.</summary>
    public abstract bool TryGet(object? key, [MaybeNullWhen(false)] out object? value);

    /// <summary>Whether both hold the same: a bool, or an error.</summary>
    public virtual object SameAs(CelMap other)
    {
        if (Count != other.Count)
            return false;
        foreach (var key in Keys)
        {
            TryGet(key, out var mine);
            if (!other.TryGet(key, out var theirs))
                return false;
            if (Equality.Equal(mine, theirs) is var equal && equal is not true)
                return equal;
        }

        return true;
    }
}
