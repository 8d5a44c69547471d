using Lepton.Placement.Core;
using Lepton.Placement.Search;

namespace Lepton.Placement.Incremental;

/// <summary>Finds places for models beside all others; others move only as far as a budget allows, and only for a gain above what their moves cost.</summary>
internal sealed class Replacement(KeptFleet fleet)
{
    private const double LeastGain = 1e-6;
    private const int MostWider = 40;
    private const int MostPools = 12;
    private const int MostTries = 24;

    private readonly State _state = fleet.State;

    /// <summary>Replicas of others that may still move.</summary>
    internal int Budget { get; set; }

    /// <summary>Replicas of others that moved.</summary>
    internal int Moved { get; private set; }

    /// <summary>Models whose place was looked for or changed, in this order.</summary>
    internal List<int> Touched { get; } = [];

    /// <summary>Places a model that has no place, or not all it wants: within its candidates, then within more, then by moving others.</summary>
    internal void Place(int index)
    {
        Note(index);
        Insert(index);
        if (!Short(index))
        {
            return;
        }

        var model = fleet.Instance.Models[index];
        if (model.Others.Length > 0)
        {
            fleet.Put(fleet.Candidates.Wider(model, MostWider));
            Insert(index);
        }

        for (var tries = 0; tries < MostPools && Short(index) && Budget > 0 && Eject(index, tries); tries++)
        {
        }

        if (Short(index) && _state.Parts(index).Length == 0 && model.Others.Length > 0)
        {
            var complete = fleet.Candidates.Complete(model.Source, index);
            if (complete.Refused)
            {
                fleet.Put(complete);
            }
        }
    }

    /// <summary>Those that have no place try again where something has become free.</summary>
    internal void PlaceShort(IReadOnlyCollection<PoolData> freed)
    {
        var waiting = Enumerable.Range(0, _state.Short.Count).Select(i => _state.Short[i]).Except(Touched).Where(m => freed.Any(p => fleet.Looking(p).Contains(m))).Order().Take(MostTries).ToList();
        foreach (var index in waiting)
        {
            Begin();
            var (before, old) = (_state.Total, _state.Parts(index));
            Insert(index);
            Keep(before, Moves(fleet.Instance.Models[index], old, _state.Parts(index)), [index]);
        }
    }

    /// <summary>Those who pay most above their least look again, where something became free or cheaper, or dearer.</summary>
    internal void Improve(IReadOnlyCollection<PoolData> pools)
    {
        if (Budget <= 0)
        {
            return;
        }

        var order = pools.SelectMany(fleet.Looking).Distinct().Except(Touched).Where(m => _state.Parts(m).Length > 0)
            .Select(m => (Model: m, Regret: Regret(m))).Where(x => x.Regret > LeastGain).OrderByDescending(x => x.Regret).ThenBy(x => x.Model).Take(MostTries).ToList();
        foreach (var (index, _) in order)
        {
            Begin();
            var (before, old) = (_state.Total, _state.Parts(index));
            _state.Clear(index);
            Insert(index);
            var moves = Moves(fleet.Instance.Models[index], old, _state.Parts(index));
            Keep(before, moves, [index]);
        }
    }

    /// <summary>What a placement costs above the least the model can cost at the kept prices.</summary>
    private double Regret(int index)
    {
        var model = fleet.Instance.Models[index];
        return ModelCost.Objective(model, _state.Parts(index)) + _state.Parts(index).Sum(p => p.Count * fleet.Bound.Shadow(model.Options[p.Option])) - fleet.Bound.Of(index);
    }

    private bool Short(int index) => ModelCost.Penalty(fleet.Instance.Models[index], _state.Parts(index)) > 0;

    /// <summary>The better of two placements: at the model's own cost, and with what it takes from others.</summary>
    private void Insert(int index)
    {
        var model = fleet.Instance.Models[index];
        if (model.Refused || model.Options.Length == 0)
        {
            return;
        }

        var (kept, without) = (_state.Parts(index), _state.Total);
        _state.Clear(index);
        fleet.Inserter.Insert(model, new Guidance(1, 0));
        var (first, cost) = (_state.Parts(index), _state.Total);
        if (Short(index))
        {
            _state.Clear(index);
            fleet.Inserter.Insert(model, Guidance.Plain);
            if (_state.Total >= cost)
            {
                _state.TrySet(index, first);
            }
        }

        if (_state.Total > without)
        {
            _state.TrySet(index, kept);
        }
    }

    /// <summary>
    /// In the pool (for a gang the cluster) that comes so-and-so-many-th, takes models out one after the other until this one fits, and places them anew. Kept when the whole gets cheaper, with
    /// the penalties and all moves counted, within the budget.
    /// </summary>
    /// <returns>False when there is no such pool.</returns>
    private bool Eject(int index, int number)
    {
        var model = fleet.Instance.Models[index];
        var places = model.Options.Where(o => !o.Pool.Closed).OrderBy(o => (o.Rate + fleet.Bound.Shadow(o)) / o.Units).ThenBy(o => o.Index)
            .GroupBy(o => model.Gang ? -1 - o.Pool.Cluster : o.Pool.Index).Skip(number).FirstOrDefault();
        if (places is null)
        {
            return false;
        }

        Begin();
        var (before, old) = (_state.Total, new List<(int Model, Part[] Parts)>());
        var replicas = 0;
        foreach (var other in Occupants(index, places.Select(o => o.Pool)))
        {
            replicas += _state.Parts(other).Sum(p => p.Count);
            if (replicas > Budget * 4 || old.Count == 6)
            {
                break;
            }

            old.Add((other, _state.Parts(other)));
            _state.Clear(other);
            Insert(index);
            if (!Short(index))
            {
                break;
            }
        }

        var moved = 0;
        foreach (var (other, parts) in old)
        {
            Insert(other);
            moved += Moves(fleet.Instance.Models[other], parts, _state.Parts(other));
        }

        Keep(before, moved, old.Select(o => o.Model));
        return true;
    }

    /// <summary>Services before gangs, the fewest replicas first: they are moved most easily.</summary>
    private IEnumerable<int> Occupants(int index, IEnumerable<PoolData> pools) => pools.SelectMany(p => _state.Pool(p.Index).Loads.ToArray()).Where(l => l.Model != index && !Touched.Contains(l.Model))
        .OrderBy(l => fleet.Instance.Models[l.Model].Gang).ThenBy(l => l.Count).ThenBy(l => l.Model).Select(l => l.Model).Distinct().ToList();

    private void Begin() => _state.Begin();

    private void Keep(double before, int moves, IEnumerable<int> models)
    {
        if (_state.Total >= before - LeastGain || moves > Budget || !_state.Sound)
        {
            _state.Rollback(before);
            return;
        }

        _state.Commit();
        Budget -= moves;
        Moved += moves;
        foreach (var model in models)
        {
            Note(model);
        }
    }

    private void Note(int index)
    {
        if (!Touched.Contains(index))
        {
            Touched.Add(index);
        }
    }

    /// <summary>Replicas that are in another pool than before, or no longer anywhere.</summary>
    private static int Moves(ModelData model, Part[] before, Part[] now)
    {
        var left = 0;
        foreach (var part in before)
        {
            left += Math.Max(0, part.Count - Array.Find(now, p => p.Option == part.Option).Count);
        }

        return Math.Max(left, ModelCost.Moves(model, now));
    }
}
