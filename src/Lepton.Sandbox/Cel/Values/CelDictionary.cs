using System.Diagnostics.CodeAnalysis;

namespace Lepton.Sandbox.Cel.Values;

/// <summary>A map made by an expression. Keys are bools, numbers and strings; 1, 1u and 1.0 are one key.</summary>
internal sealed class CelDictionary : CelMap
{
    private readonly Dictionary<object, object?> _entries = new(KeyComparer.Instance);

    public override int Count => _entries.Count;

    public override IEnumerable<object> Keys => _entries.Keys;

    public static bool IsKey([NotNullWhen(true)] object? value) => value is bool or long or ulong or string;

    /// <summary>Adds an entry while the map is being made. False when the key is there already.</summary>
    public bool Add(object key, object? value) => _entries.TryAdd(key, value);

    public override bool TryGet(object? key, [MaybeNullWhen(false)] out object? value)
    {
        value = null;
        return key is bool or long or ulong or string or double && _entries.TryGetValue(key, out value);
    }

    private sealed class KeyComparer : IEqualityComparer<object>
    {
        public static KeyComparer Instance { get; } = new();

        public new bool Equals(object? x, object? y) => Equality.Equal(x, y) is true;

        public int GetHashCode(object obj) => obj switch
        {
            long n => ((double)n).GetHashCode(),
            ulong n => ((double)n).GetHashCode(),
            _ => obj.GetHashCode(),
        };
    }
}
