using Lepton.Placement.Core;

namespace Lepton.Placement.Bound;

/// <content>Its rows and what uses them, for the program in which replicas and nodes may be fractions (<see cref="Fractional.FractionalPlan"/>).</content>
internal sealed partial class Relaxation
{
    /// <summary>What an opened node of a pool adds to rows and cuts that are the pool's own.</summary>
    internal (int Row, double PerNode)[] OfNodes(PoolData pool)
    {
        var rows = Enumerable.Range(0, PoolRows.Kinds).Select(kind => _rows.Index[(pool.Index * PoolRows.Kinds) + kind]).Where(row => row >= 0 && _rows.PerNode[row] > 0).Select(row => (row, _rows.PerNode[row]));
        return [.. rows, .. _cutsOfPool[pool.Index].Select(cut => (FirstCut + cut, _cuts[cut].PerNode))];
    }

    /// <summary>By multiplier: how much of the row there is without opened nodes.</summary>
    internal IEnumerable<double> RightSides() => _rows.Free
        .Concat(_instance.Limits.Select(l => double.IsFinite(l.Gpus) ? l.Gpus : 0))
        .Concat(_instance.Limits.Select(l => double.IsFinite(l.Cost) ? l.Cost : 0))
        .Concat(_cuts.Select(c => c.Free));

    /// <summary>What one replica uses of the rows and limits.</summary>
    internal IEnumerable<(int Row, double Use)> Uses(Option option)
    {
        for (var kind = 0; kind < PoolRows.Kinds; kind++)
        {
            var row = _rows.Index[(option.Pool.Index * PoolRows.Kinds) + kind];
            if (row >= 0)
            {
                yield return (row, _rows.Use(row, option.Need));
            }
        }

        foreach (var use in OfLimits(option.Limits))
        {
            yield return use;
        }
    }

    internal IEnumerable<(int Row, double Use)> OfLimits(LimitUse[] uses)
    {
        foreach (var use in uses)
        {
            yield return (_pools.GpuRow(use.Limit), double.IsFinite(_instance.Limits[use.Limit].Gpus) ? use.Gpus : 0);
            yield return (_pools.CostRow(use.Limit), double.IsFinite(_instance.Limits[use.Limit].Cost) ? use.Cost : 0);
        }
    }

    internal IEnumerable<(int Row, int Pair, double Use)> CutMembers() => _cuts.SelectMany((c, i) => c.Members.Select(m => (FirstCut + i, m.Pair, (double)m.Gpus)));

    internal double ArrivalCost(ModelData model) => _covers[model.Index].ArrivalCost;

    /// <summary>Replicas by pair of another relaxation of the instance, by this one's pairs.</summary>
    /// <param name="models">Of the other one, with the candidates they had there.</param>
    /// <param name="first">Its <see cref="PairTable.First"/>.</param>
    internal double[] Carry(ModelData[] models, int[] first, double[] replicas)
    {
        var carried = new double[_pairs.Count];
        foreach (var model in models)
        {
            foreach (var option in model.Options)
            {
                carried[Pair(model, option)] = replicas[first[model.Index] + option.Index];
            }
        }

        return carried;
    }
}
