namespace Lepton.Operator.State;

/// <summary>Comparing labels and the like: null is as good as empty.</summary>
internal static class StringMaps
{
    public static bool Same<TValue>(IReadOnlyDictionary<string, TValue>? left, IReadOnlyDictionary<string, TValue>? right)
    {
        if (ReferenceEquals(left, right))
            return true;
        if ((left?.Count ?? 0) != (right?.Count ?? 0))
            return false;
        foreach (var (key, value) in left ?? new Dictionary<string, TValue>())
        {
            if (!right!.TryGetValue(key, out var other) || !EqualityComparer<TValue>.Default.Equals(value, other))
                return false;
        }

        return true;
    }
}
