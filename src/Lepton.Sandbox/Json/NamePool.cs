using System.Collections.Concurrent;

namespace Lepton.Sandbox.Json;

/// <summary>
/// Shares equal property names between all objects of the process: a fleet of twenty thousand nodes would otherwise keep the word
/// <c>metadata</c> twenty thousand times. Bounded, so that unusual names cannot grow it for ever.
/// </summary>
internal static class NamePool
{
    private const int MaxEntries = 32_768;
    private const int MaxLength = 96;
    private static readonly ConcurrentDictionary<string, string> Names = new(StringComparer.Ordinal);
    private static int _count;

    public static string Share(string name)
    {
        if (name.Length > MaxLength)
            return name;
        if (Names.TryGetValue(name, out var shared))
            return shared;
        if (Volatile.Read(ref _count) >= MaxEntries)
            return name;
        Interlocked.Increment(ref _count);
        return Names.GetOrAdd(name, name);
    }
}
