using Lepton.Placement.Core;
using Lepton.Placement.Search;

namespace Lepton.Placement.Bound;

/// <summary>
/// What a placement pays in a pool beyond what the multipliers charge for it: opened nodes the multipliers do not pay for, and priced capacity that stays
/// unused. Never negative; added to the models' reduced costs it gives the placement's own cost.
/// </summary>
internal sealed class PoolRent
{
    private readonly State _state;
    private readonly PoolRows _rows;
    private readonly double[] _multipliers;
    private readonly double[] _margins;

    internal PoolRent(State state, Relaxation relaxation, double[] multipliers)
    {
        (_state, _rows, _multipliers) = (state, relaxation.Rows, multipliers);
        relaxation.SetPrices(multipliers);
        _margins = Array.ConvertAll(state.Instance.Pools, p => p.NewNodes > 0 && !PoolRows.OpensFreely(p) ? relaxation.NodeMargin(p, multipliers) : 0);
    }

    /// <summary>$/h with what is in the pool now.</summary>
    internal double Now(PoolData pool)
    {
        var nodes = _state.Pool(pool.Index).NewNodes;
        var rent = Nodes(pool, nodes);
        for (var kind = 0; kind < PoolRows.Kinds; kind++)
        {
            var row = _rows.Index[(pool.Index * PoolRows.Kinds) + kind];
            if (row >= 0 && _multipliers[row] > 0)
            {
                rent += _multipliers[row] * Left(pool, row, nodes);
            }
        }

        return rent;
    }

    /// <summary>$/h at least, if more replicas may still come into the pool.</summary>
    internal double AtLeast(PoolData pool) => Math.Max(0, _margins[pool.Index]) * _state.Pool(pool.Index).NewNodes;

    private double Nodes(PoolData pool, int nodes) => (_margins[pool.Index] * nodes) - (Math.Min(0, _margins[pool.Index]) * pool.NewNodes);

    private double Left(PoolData pool, int row, int nodes)
    {
        var left = _rows.FreeOf(pool, row) + (_rows.PerNode[row] * nodes);
        foreach (var load in _state.Pool(pool.Index).Loads)
        {
            left -= load.Count * _rows.Use(row, load.Need);
        }

        return left;
    }
}
