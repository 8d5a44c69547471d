using Lepton.Placement.Core;

namespace Lepton.Placement.Search;

/// <summary>Chooses which models to take out and place anew.</summary>
internal sealed class Neighbourhood
{
    private readonly State _state;
    private readonly ModelData[] _models;
    private readonly ShadowPrices _shadow;
    private readonly Random _random;
    private readonly List<int>[] _wanting;
    private readonly PoolData[][] _clusters;
    private readonly HashSet<int> _movable;
    private readonly HashSet<int> _chosen = [];

    private readonly PriceOrder _order;

    internal Neighbourhood(State state, IReadOnlyList<ModelData> models, ShadowPrices shadow, PriceOrder order, Random random)
    {
        _order = order;
        (_state, _models, _shadow, _random) = (state, models.ToArray(), shadow, random);
        _movable = models.Select(m => m.Index).ToHashSet();
        _clusters = state.Instance.Pools.GroupBy(p => p.Cluster).OrderBy(g => g.Key).Select(g => g.ToArray()).ToArray();
        _wanting = state.Instance.Pools.Select(_ => new List<int>()).ToArray();
        foreach (var option in _models.SelectMany(m => m.Options.Select(o => (m.Index, Pool: o.Pool.Index))))
        {
            _wanting[option.Pool].Add(option.Index);
        }
    }

    /// <summary>Models whose common places are worth rethinking, in the order in which they were found.</summary>
    internal IReadOnlyCollection<int> Next()
    {
        _chosen.Clear();
        var first = Regretful();
        _chosen.Add(first.Index);
        if (_state.Short.Count > 0 && _random.Next(3) == 0)
        {
            ChooseUnplaced();
            return _chosen;
        }

        switch (_random.Next(10))
        {
            case 0:
                AddRandom(Size(large: true));
                break;
            case < 4:
                AddOccupants(AnyPoolOf(first), Size(large: false));
                break;
            case < 7:
                AddOccupants(AnyPoolOf(first), Size(large: false));
                AddWanting(AnyPoolOf(first), 2);
                break;
            case 7:
                ChooseUnplaced();
                break;
            case 8:
                AddCluster(AnyPoolOf(first).Cluster, Size(large: true));
                break;
            default:
                AddWanting(AnyPoolOf(first), Size(large: false));
                break;
        }

        return _chosen;
    }

    /// <summary>Of a few models the one furthest from its best at the bound's prices.</summary>
    internal ModelData Regretful()
    {
        var best = _models[_random.Next(_models.Length)];
        for (var tries = _random.Next(4); tries > 0; tries--)
        {
            var other = _models[_random.Next(_models.Length)];
            best = _shadow.Regret(other, _state.Parts(other.Index)) > _shadow.Regret(best, _state.Parts(best.Index)) ? other : best;
        }

        return best;
    }

    private int Size(bool large) => large ? 4 + _random.Next(Math.Clamp(_models.Length / 4, 4, 40)) : 1 + _random.Next(6);

    private PoolData AnyPoolOf(ModelData model)
    {
        var parts = _state.Parts(model.Index);
        return parts.Length > 0 && _random.Next(2) == 0 ? model.Options[parts[_random.Next(parts.Length)].Option].Pool : _order.Any(model).Pool;
    }

    private void AddRandom(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _chosen.Add(_models[_random.Next(_models.Length)].Index);
        }
    }

    private void AddOccupants(PoolData pool, int count)
    {
        var loads = _state.Pool(pool.Index).Loads;
        for (var i = 0; i < count && loads.Length > 0; i++)
        {
            _chosen.Add(loads[_random.Next(loads.Length)].Model);
        }
    }

    private void AddWanting(PoolData pool, int count)
    {
        var wanting = _wanting[pool.Index];
        for (var i = 0; i < count; i++)
        {
            _chosen.Add(wanting[_random.Next(wanting.Count)]);
        }
    }

    private void AddCluster(int cluster, int count)
    {
        foreach (var pool in _clusters[cluster])
        {
            AddOccupants(pool, Math.Max(1, count / 4));
        }
    }

    /// <summary>Ejection: a model that is not wholly placed, with those that hold what it needs in one cluster.</summary>
    private void ChooseUnplaced()
    {
        if (_state.Short.Count == 0)
        {
            AddRandom(Size(large: false));
            return;
        }

        var model = _state.Instance.Models[_state.Short[_random.Next(_state.Short.Count)]];
        if (!_movable.Contains(model.Index))
        {
            AddRandom(Size(large: false));
            return;
        }

        _chosen.Clear();
        _chosen.Add(model.Index);
        var cluster = AnyPoolOf(model).Cluster;
        var count = 1 + _random.Next(6);
        foreach (var option in model.Options.Where(o => o.Pool.Cluster == cluster))
        {
            AddOccupants(option.Pool, count);
        }
    }
}
