using Lepton.Placement.Core;
using Lepton.Placement.Rules;
using Lepton.Placement.Search;

namespace Lepton.Placement.Incremental;

/// <summary>Carries a change of pools into a fleet that is kept: who no longer fits is taken out, and every model whose least cost may be another is priced anew.</summary>
internal static class PoolChange
{
    /// <returns>Models that lost a place.</returns>
    internal static List<int> Make(KeptFleet fleet, PoolData data, Pool pool)
    {
        var before = data.Source;
        fleet.Change(data, pool);
        var displaced = Today.Evict(fleet, data).ToHashSet();
        foreach (var index in fleet.Looking(data).ToList())
        {
            Renew(fleet, fleet.Instance.Models[index], displaced);
        }

        // Candidates of the pool are done; others count it by its price alone, or do not know yet that it could hold them.
        var alone = new HashSet<int> { data.Index };
        var (more, cheaper) = (pool.NewNodes > before.NewNodes || pool.Nodes.Count > 0, IsCheaper(pool, before));
        foreach (var model in fleet.Instance.Models)
        {
            if (Array.BinarySearch(model.Others, data.Index) >= 0)
            {
                if (more || cheaper || fleet.Bound.CountsOn(model.Index, alone))
                {
                    fleet.Reprice(model);
                }
            }
            else if (more && model.Source.Id.Length > 0 && Eligibility.Allows(model.Source, pool) && !Array.Exists(model.Options, o => o.Pool == data))
            {
                Renew(fleet, model, displaced);
            }
        }

        return [.. displaced.Order()];
    }

    /// <returns>Models that ran there.</returns>
    internal static List<int> Lose(KeptFleet fleet, IReadOnlyList<PoolData> pools)
    {
        var displaced = new HashSet<int>();
        foreach (var pool in pools)
        {
            fleet.Change(pool, pool.Source with { Nodes = [], NewNodes = 0 });
            displaced.UnionWith(Today.Evict(fleet, pool));
        }

        var gone = pools.Select(p => p.Index).ToHashSet();
        var looking = pools.SelectMany(fleet.Looking).ToHashSet();
        foreach (var model in fleet.Instance.Models)
        {
            // Of the others only those count on these pools who take them at their least cost.
            var counts = fleet.Bound.CountsOn(model.Index, gone);
            if (displaced.Contains(model.Index) || (looking.Contains(model.Index) && (counts || model.Others.Length == 0)))
            {
                Renew(fleet, model, displaced);
            }
            else if (counts)
            {
                fleet.Reprice(model);
            }
        }

        return [.. displaced.Order()];
    }

    /// <summary>Compiles a model anew; what its rules no longer allow where it runs loses its place.</summary>
    private static void Renew(KeptFleet fleet, ModelData model, HashSet<int> displaced)
    {
        var renewed = fleet.Candidates.Again(model);
        var parts = fleet.State.Parts(model.Index);
        var there = parts.Select(p => new Part(Array.FindIndex(renewed.Options, o => o.Pool == model.Options[p.Option].Pool), p.Count)).OrderBy(p => p.Option).ToArray();
        if (Array.Exists(there, p => p.Option < 0) || !Judge.Allows(fleet.Instance, renewed, there))
        {
            fleet.State.Clear(model.Index);
            displaced.Add(model.Index);
        }

        fleet.Put(renewed);
    }

    private static bool IsCheaper(Pool now, Pool before) =>
        now.Price < before.Price || now.PricePerCpu < before.PricePerCpu || now.PricePerMemoryGiB < before.PricePerMemoryGiB || now.ReclaimRate < before.ReclaimRate;
}
