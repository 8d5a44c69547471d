using Lepton.Operator.Planning.Pools;

namespace Lepton.Operator.Planning.Problem;

/// <summary>Names of regions and zones that mean one place: where two providers use the same name for theirs, the provider's is put before it.</summary>
internal sealed class PlaceNames(IEnumerable<FleetPool> pools)
{
    private readonly HashSet<string> _ambiguous = pools
        .SelectMany(p => new[] { (Place: p.Region, p.Provider), (Place: p.Zone ?? p.Region, p.Provider) })
        .Distinct().GroupBy(p => p.Place, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.Key).ToHashSet(StringComparer.Ordinal);

    public string Region(FleetPool pool) => Of(pool, pool.Region);

    public string? Zone(FleetPool pool) => pool.Zone is null ? null : Of(pool, pool.Zone);

    private string Of(FleetPool pool, string place) => _ambiguous.Contains(place) ? $"{pool.Provider}/{place}" : place;
}
