using Lepton.Placement.Core;

namespace Lepton.Placement.Search;

/// <summary>
/// Undoes moves that gain nothing: all together, then those that hang together by the pools they use, then one by one, then single replicas. The
/// objective already charges each move; this catches exchanges of equal cost that only together can be undone.
/// </summary>
internal sealed class Homing(State state, IReadOnlyList<ModelData> models)
{
    private const double LeastGain = 5e-9;

    internal void Run()
    {
        var moved = models.Where(Moved).ToList();
        if (moved.Count == 0)
        {
            return;
        }

        TryHome(moved);
        foreach (var group in Connected(models.Where(Moved).ToList()))
        {
            TryHome(group);
        }

        foreach (var model in models.Where(Moved))
        {
            TryHome([model]);
            StepHome(model);
        }
    }

    private bool Moved(ModelData model) => ModelCost.Moves(model, state.Parts(model.Index)) > 0;

    private static Part[] Home(ModelData model) => model.Options.Where(o => o.Current > 0).Select(o => new Part(o.Index, o.Current)).ToArray();

    private void TryHome(IReadOnlyList<ModelData> group)
    {
        var saved = state.Save();
        var before = state.Total;
        foreach (var model in group)
        {
            state.Clear(model.Index);
        }

        var tally = group.All(m => Fits(m, Home(m)));
        if (!tally || state.Total > before + LeastGain || !state.Sound)
        {
            state.Restore(saved);
        }
    }

    /// <summary>Moves replicas back one at a time.</summary>
    private void StepHome(ModelData model)
    {
        foreach (var home in model.Options.Where(o => o.Current > 0))
        {
            foreach (var part in state.Parts(model.Index))
            {
                var away = model.Options[part.Option];
                var (now, before) = (state.Parts(model.Index), state.Total);
                if (away != home && away.Current < part.Count && Swap(now, part.Option, home.Index) is { } parts
                    && Fits(model, parts) && (state.Total > before - LeastGain || !state.Sound))
                {
                    state.TrySet(model.Index, now);
                }
            }
        }
    }

    private static Part[]? Swap(Part[] parts, int from, int to)
    {
        var counts = parts.ToDictionary(p => p.Option, p => p.Count);
        if (counts.GetValueOrDefault(from) == 0)
        {
            return null;
        }

        counts[from]--;
        counts[to] = counts.GetValueOrDefault(to) + 1;
        return counts.Where(c => c.Value > 0).OrderBy(c => c.Key).Select(c => new Part(c.Key, c.Value)).ToArray();
    }

    private bool Fits(ModelData model, Part[] parts) => Judge.Allows(state.Instance, model, parts) && state.TrySet(model.Index, parts);

    /// <summary>Moved models that share a pool, now or before, directly or over others.</summary>
    private IEnumerable<List<ModelData>> Connected(List<ModelData> moved)
    {
        var left = new List<ModelData>(moved);
        while (left.Count > 0)
        {
            var group = new List<ModelData> { left[0] };
            left.RemoveAt(0);
            for (var i = 0; i < group.Count; i++)
            {
                var pools = Pools(group[i]).ToHashSet();
                var near = left.Where(m => Pools(m).Any(pools.Contains)).ToList();
                group.AddRange(near);
                left.RemoveAll(near.Contains);
            }

            yield return group;
        }
    }

    private IEnumerable<int> Pools(ModelData model) =>
        state.Parts(model.Index).Select(p => model.Options[p.Option].Pool.Index).Concat(model.Options.Where(o => o.Current > 0).Select(o => o.Pool.Index));
}
