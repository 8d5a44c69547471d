using Lepton.Placement.Core;
using Lepton.Placement.Search;

namespace Lepton.Placement.Incremental;

/// <summary>Puts models where they run, and takes them out where they can no longer run.</summary>
internal static class Today
{
    /// <returns>Models that are not, or not wholly, where they say they run: their places are gone, do not suffice, or break a rule.</returns>
    internal static List<int> Place(KeptFleet fleet)
    {
        var (state, instance) = (fleet.State, fleet.Instance);
        var parts = Array.ConvertAll(instance.Models, m => Parts(instance, m));
        state.Restore(new State.Snapshot(parts, new int[instance.Pools.Length]));
        var displaced = instance.Models.Where(m => !m.Refused && (m.CurrentReplicas > 0 && parts[m.Index].Length == 0)).Select(m => m.Index).ToHashSet();
        foreach (var pool in instance.Pools)
        {
            displaced.UnionWith(Evict(fleet, pool));
        }

        foreach (var model in instance.Models.Where(m => state.Parts(m.Index).Length > 0).Reverse().TakeWhile(_ => !state.Ledger.Holds()))
        {
            state.Clear(model.Index);
            displaced.Add(model.Index);
        }

        displaced.UnionWith(Enumerable.Range(0, state.Short.Count).Select(i => state.Short[i]));
        return displaced.Order().ToList();
    }

    /// <summary>Takes models out of a pool until the others fit on its nodes, those of the fewest GPUs first and gangs last.</summary>
    internal static List<int> Evict(KeptFleet fleet, PoolData pool)
    {
        var (state, evicted) = (fleet.State, new List<int>());
        if (pool.Closed)
        {
            evicted.AddRange(state.Pool(pool.Index).Loads.ToArray().Select(l => l.Model));
            evicted.ForEach(m => TakeOut(fleet, fleet.Instance.Models[m], pool));
        }

        while (!state.Repack(pool))
        {
            var first = state.Pool(pool.Index).Loads.ToArray()
                .OrderBy(l => fleet.Instance.Models[l.Model].Gang).ThenBy(l => l.Need.Gpus * l.Count).ThenBy(l => l.Model).First().Model;
            TakeOut(fleet, fleet.Instance.Models[first], pool);
            evicted.Add(first);
        }

        return evicted;
    }

    /// <summary>The model's replicas in a pool are gone; what it has elsewhere stays if its rules allow that alone.</summary>
    private static void TakeOut(KeptFleet fleet, ModelData model, PoolData pool)
    {
        var rest = Array.FindAll(fleet.State.Parts(model.Index), p => model.Options[p.Option].Pool != pool);
        fleet.State.TrySet(model.Index, Judge.Allows(fleet.Instance, model, rest) ? rest : []);
    }

    private static Part[] Parts(Instance instance, ModelData model)
    {
        var parts = model.Options.Where(o => o.Current > 0).Select(o => new Part(o.Index, Math.Min(o.Current, o.Most))).ToArray();
        return !model.Refused && parts.Length > 0 && Judge.Allows(instance, model, parts) ? parts : [];
    }
}
