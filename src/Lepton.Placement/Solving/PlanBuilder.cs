using Lepton.Placement.Core;
using Lepton.Placement.Explanation;
using Lepton.Placement.Search;

namespace Lepton.Placement.Solving;

/// <summary>Turns a state of the search into a plan, with every sum taken anew.</summary>
internal sealed class PlanBuilder(State state, IReadOnlyDictionary<int, IReadOnlyList<string>> refused)
{
    internal PlacementPlan Build(double bound, long work, bool explain)
    {
        var instance = state.Instance;
        var placements = instance.Models.SelectMany(Placements).ToList();
        var moves = instance.Models.Sum(m => m.Source.MoveCost * ModelCost.Moves(m, state.Parts(m.Index)));
        var (idle, paid) = NodeBalance();
        var running = instance.Models.Sum(m => ModelCost.Running(m, state.Parts(m.Index)));
        var cost = running + moves + instance.Pools.Sum(p => state.Pool(p.Index).NewNodes * p.NodePrice);
        var penalty = instance.Models.Sum(m => ModelCost.Penalty(m, state.Parts(m.Index)));
        var total = cost + penalty;
        bound = Math.Clamp(bound, 0, total);
        return new PlacementPlan
        {
            Placements = placements,
            NewNodes = instance.Pools.Where(p => state.Pool(p.Index).NewNodes > 0).Select(p => new NewNodes(p.Source.Id, state.Pool(p.Index).NewNodes)).ToList(),
            Cost = cost,
            Penalty = penalty,
            MoveCost = moves,
            IdleCost = idle,
            AlreadyPaid = paid,
            Bound = bound,
            Gap = total > 0 ? (total - bound) / total : 0,
            Unplaced = instance.Models.Where(m => Missing(m) > 0).Select(Unplaced).ToList(),
            Decisions = explain ? new LazyDecisions(state) : [],
            Work = work,
        };
    }

    private IEnumerable<ReplicaPlacement> Placements(ModelData model)
    {
        var parts = state.Parts(model.Index);
        var units = ModelCost.Units(model, parts);
        foreach (var part in parts)
        {
            var option = model.Options[part.Option];
            var gang = model.GangCost[part.Option] * part.Count * option.Units / units;
            yield return new ReplicaPlacement(model.Source.Id, option.Pool.Source.Id, part.Count, (part.Count * option.ListRate) + gang);
        }
    }

    private (double Idle, double Paid) NodeBalance()
    {
        var listed = new double[state.Instance.Pools.Length];
        foreach (var model in state.Instance.Models)
        {
            foreach (var part in state.Parts(model.Index))
            {
                var option = model.Options[part.Option];
                listed[option.Pool.Index] += part.Count * (option.ListRate - option.Rate);
            }
        }

        var balance = state.Instance.Pools.Select(p => (state.Pool(p.Index).NewNodes * p.NodePrice) - listed[p.Index]).ToList();
        return (balance.Where(b => b > 0).Sum(), -balance.Where(b => b < 0).Sum());
    }

    private double Missing(ModelData model) => model.Missing(ModelCost.Units(model, state.Parts(model.Index)));

    private UnplacedModel Unplaced(ModelData model) =>
        new(model.Source.Id, Missing(model), refused.TryGetValue(model.Index, out var reasons) ? reasons : new Shortage(state, model).Reasons());
}
