namespace Lepton.Sandbox.Cel.Values;

/// <summary>A list value.</summary>
internal abstract class CelList
{
    public static CelList Empty { get; } = new CelArray([]);

    public abstract int Count { get; }

    public abstract object? this[int index] { get; }

    public IEnumerable<object?> Items
    {
        get
        {
            for (var i = 0; i < Count; i++)
                yield return this[i];
        }
    }

    /// <summary>Both lists one after the other, or whatever the kind of list makes of it.</summary>
    public abstract object? Append(CelList other);

    /// <summary>Whether both hold the same: a bool, or an error.</summary>
    public virtual object SameAs(CelList other)
    {
        if (Count != other.Count)
            return false;
        for (var i = 0; i < Count; i++)
        {
            if (Equality.Equal(this[i], other[i]) is var equal && equal is not true)
                return equal;
        }

        return true;
    }
}
