using Lepton.Placement.Core;

namespace Lepton.Placement.Incremental;

/// <summary>Counts the pools with room that a model still needs among its candidates: some of all, some of each kind of replica, enough domains for its spread rules.</summary>
internal sealed class Wanting
{
    private const int MoreDomains = 2;

    private readonly int _perTier;
    private readonly (SpreadTopology Topology, HashSet<int> Seen, int Most)[] _domains;
    private readonly (double Units, bool Spot)[] _kinds;
    private readonly int[] _tiers;
    private int _any;
    private int _open;

    internal Wanting(ModelData model, int any, int perTier)
    {
        (_any, _perTier) = (any, perTier);
        _kinds = Array.ConvertAll(model.Tiers, t => (t.Units, t.Spot));
        _tiers = new int[_kinds.Length];
        _domains = model.Rules.Spread.Select(r => (r.Topology, new HashSet<int>(), Math.Min(r.Eligible.Length, Math.Max(r.MinDomains, 1) + MoreDomains))).ToArray();
        _open = _kinds.Length + _domains.Length;
    }

    /// <summary>Whether no further pool is needed.</summary>
    internal bool Met => _any <= 0 && _open == 0;

    internal bool Wants(PoolData pool, double units)
    {
        if (_any > 0 || _tiers[Kind(pool, units)] < _perTier)
        {
            return true;
        }

        foreach (var (topology, seen, most) in _domains)
        {
            if (seen.Count < most && !seen.Contains(pool.Domains[(int)topology]))
            {
                return true;
            }
        }

        return false;
    }

    internal void Take(PoolData pool, double units)
    {
        _any--;
        _open -= ++_tiers[Kind(pool, units)] == _perTier ? 1 : 0;
        foreach (var (topology, seen, most) in _domains)
        {
            _open -= seen.Count < most && seen.Add(pool.Domains[(int)topology]) && seen.Count == most ? 1 : 0;
        }
    }

    private int Kind(PoolData pool, double units) => Array.IndexOf(_kinds, (units, pool.Spot));
}
