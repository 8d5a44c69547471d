namespace Lepton.Placement.Core;

/// <summary>Numbers the domains of each topology in the order they are met.</summary>
internal sealed class DomainIndex
{
    private readonly Dictionary<string, int>[] _numbers = Enum.GetValues<SpreadTopology>().Select(_ => new Dictionary<string, int>(StringComparer.Ordinal)).ToArray();

    internal int[] Counts => _numbers.Select(n => n.Count).ToArray();

    internal int[] Of(Pool pool) => Enum.GetValues<SpreadTopology>().Select(t => Number(_numbers[(int)t], Name(pool, t))).ToArray();

    /// <summary>A pool that names no zone is in a zone of its own per region.</summary>
    internal static string Name(Pool pool, SpreadTopology topology) => topology switch
    {
        SpreadTopology.Provider => pool.Provider,
        SpreadTopology.Region => pool.Region,
        SpreadTopology.Zone => pool.Zone ?? pool.Region,
        _ => pool.Cluster,
    };

    private static int Number(Dictionary<string, int> numbers, string name)
    {
        if (!numbers.TryGetValue(name, out var number))
        {
            numbers[name] = number = numbers.Count;
        }

        return number;
    }
}
