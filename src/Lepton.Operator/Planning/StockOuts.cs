using Lepton.Api.Models;
using Lepton.Operator.State;

namespace Lepton.Operator.Planning;

/// <summary>Pools in which no model counts on new nodes, because nodes that one of them waited for did not come; by pool id, with the end of the longest penalty.</summary>
internal static class StockOuts
{
    /// <summary>As they stand in the models' statuses.</summary>
    public static IReadOnlyDictionary<string, DateTimeOffset> Saved(FleetSnapshot snapshot)
    {
        var found = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var model in snapshot.Models)
        {
            foreach (var unfit in model.Status?.UnfitPools ?? [])
            {
                if (unfit.Reason == UnfitReason.StockedOut && unfit.Until > snapshot.Time)
                    Add(found, unfit.Pool, unfit.Until);
            }
        }

        return found;
    }

    /// <summary>As they are found now: in no status yet.</summary>
    public static IReadOnlyDictionary<string, DateTimeOffset> Found(IReadOnlyDictionary<(ModelKey Model, string Pool), StuckPart> stuck)
    {
        var found = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var ((_, pool), part) in stuck)
        {
            if (part is { Reason: PlanReason.StockedOut, Until: { } until })
                Add(found, pool, until);
        }

        return found;
    }

    private static void Add(Dictionary<string, DateTimeOffset> found, string pool, DateTimeOffset until) =>
        found[pool] = found.TryGetValue(pool, out var other) && other > until ? other : until;
}
