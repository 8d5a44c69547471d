using Lepton.Placement.Core;

namespace Lepton.Placement.Bound;

/// <summary>What pools share, as linear rows: Σ use·replicas ≤ free + perNode·opened nodes.</summary>
/// <param name="Use">What one replica with these needs uses.</param>
internal sealed record Row(int Pool, double Free, double PerNode, Func<Resources, double> Use);

/// <summary>Builds the rows of a pool that can bind. GPU rows are those of <see cref="Packing.NodeBound"/>.</summary>
internal static class RowBuilder
{
    private static readonly int[] Levels = [1, 2, 4, 8];

    internal static IEnumerable<Row> Rows(PoolData pool, IReadOnlyCollection<Resources> needs)
    {
        var free = FreeNewNodes(pool);
        foreach (var level in Levels)
        {
            if (needs.Any(n => n.Gpus >= level) && (level == 1 || Binds(pool, level)))
            {
                var perNode = pool.NewNode.Gpus / level * level;
                var existing = pool.Existing.Sum(g => (double)(g.Free.Gpus / level * level) * g.Count);
                yield return new Row(pool.Index, existing + (free * perNode), free > 0 ? 0 : perNode, need => need.Gpus / level * level);
            }
        }

        if (Tight(pool, needs, r => r.Cpu))
        {
            yield return Scaled(pool, r => r.Cpu);
        }

        if (Tight(pool, needs, r => r.Memory))
        {
            yield return Scaled(pool, r => r.Memory);
        }
    }

    /// <summary>A row for replicas of this size says more than the row of single GPUs when something is left over on a node.</summary>
    private static bool Binds(PoolData pool, int level) =>
        pool.Existing.Any(g => g.Free.Gpus % level != 0) || (pool.NewNodes > 0 && pool.NewNode.Gpus % level != 0);

    /// <summary>Whether some node can run out of this before it runs out of GPUs.</summary>
    private static bool Tight(PoolData pool, IReadOnlyCollection<Resources> needs, Func<Resources, long> of)
    {
        var most = needs.Where(n => of(n) > 0).Select(n => n.Gpus == 0 ? double.PositiveInfinity : (double)of(n) / n.Gpus).DefaultIfEmpty(0).Max();
        var nodes = pool.Existing.Select(g => g.Free).Concat(pool.NewNodes > 0 ? [pool.NewNode] : []);
        return most > 0 && nodes.Any(n => double.IsInfinity(most) || of(n) < most * n.Gpus);
    }

    /// <summary>In units of GPUs (or nodes), so that multipliers of all rows are of one size.</summary>
    private static Row Scaled(PoolData pool, Func<Resources, long> of)
    {
        var perNode = Math.Max(1.0, Math.Max(of(pool.NewNode), pool.Existing.Select(g => of(g.Free)).DefaultIfEmpty(0).Max()));
        var unit = perNode / Math.Max(1, pool.NewNode.Gpus);
        var free = FreeNewNodes(pool);
        var have = pool.Existing.Sum(g => (double)of(g.Free) * g.Count) + ((double)free * of(pool.NewNode));
        return new Row(pool.Index, have / unit, free > 0 ? 0 : of(pool.NewNode) / unit, need => of(need) / unit);
    }

    /// <summary>New nodes that cost nothing to open are capacity like any other.</summary>
    private static int FreeNewNodes(PoolData pool) => pool.NodePrice <= 0 && pool.NodeLimits.Length == 0 ? pool.NewNodes : 0;
}
