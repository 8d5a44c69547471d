using Lepton.Placement.Core;

namespace Lepton.Placement.Search;

/// <summary>Small steps: replicas of one model go from one pool to another, or two models exchange places. Kept only when the whole stays below what is asked for.</summary>
internal sealed class Exchange(State state, IReadOnlyList<ModelData> models, PriceOrder order, Random random)
{
    private readonly HashSet<int> _movable = models.Select(m => m.Index).ToHashSet();

    /// <param name="most">$/h the whole must stay below.</param>
    internal void Step(ModelData model, double most)
    {
        var parts = state.Parts(model.Index);
        if (parts.Length == 0 || model.Options.Length < 2)
        {
            return;
        }

        var part = parts[random.Next(parts.Length)];
        var target = order.Any(model);
        if (target.Index == part.Option || Moved(model, part, target) is not { } moved)
        {
            return;
        }

        var before = state.Total;
        if (state.TrySet(model.Index, moved))
        {
            if (state.Total >= most || !state.Sound)
            {
                state.TrySet(model.Index, parts);
            }
        }
        else
        {
            Swap(model, moved, model.Options[part.Option].Pool, target.Pool, most);
        }
    }

    /// <summary>There is no room: somebody there takes the place that gets free here.</summary>
    private void Swap(ModelData model, Part[] moved, PoolData from, PoolData to, double most)
    {
        var loads = state.Pool(to.Index).Loads;
        var other = loads.IsEmpty ? model.Index : loads[random.Next(loads.Length)].Model;
        var partner = state.Instance.Models[other];
        var part = Array.Find(state.Parts(other), p => partner.Options[p.Option].Pool == to);
        var back = Array.Find(partner.Options, o => o.Pool == from) ?? order.Any(partner);
        if (partner == model || !_movable.Contains(partner.Index) || back.Pool == to || Moved(partner, part, back) is not { } exchanged)
        {
            return;
        }

        var before = state.Total;
        state.Begin();
        state.Clear(partner.Index);
        if (!state.TrySet(model.Index, moved) || !state.TrySet(partner.Index, exchanged) || state.Total >= most || !state.Sound)
        {
            state.Rollback(before);
            return;
        }

        state.Commit();
    }

    /// <summary>The model's placement with one replica of the part, or all of them, in another pool; null if its rules do not allow that.</summary>
    private Part[]? Moved(ModelData model, Part part, Option target)
    {
        var count = random.Next(2) == 0 ? 1 : part.Count;
        var rest = state.Parts(model.Index).Where(p => p.Option != part.Option && p.Option != target.Index).ToList();
        if (part.Count > count)
        {
            rest.Add(part with { Count = part.Count - count });
        }

        var there = Array.Find(state.Parts(model.Index), p => p.Option == target.Index).Count;
        var missing = model.Missing(ModelCost.Units(model, rest.ToArray()) + (there * target.Units));
        var wanted = there + (missing > 0 ? Math.Min(ModelData.ReplicasFor(missing, target.Units), count * 8) : 0);
        if (wanted > target.Most)
        {
            return null;
        }

        if (wanted > 0)
        {
            rest.Add(new Part(target.Index, wanted));
        }

        var parts = rest.OrderBy(p => p.Option).ToArray();
        return Judge.Allows(state.Instance, model, parts) ? parts : null;
    }
}
