using Lepton.Placement.Core;

namespace Lepton.Placement.Packing;

/// <summary>
/// The fewest nodes any packing must open. On one node with F free GPUs, Σ⌊g/k⌋ ≤ ⌊F/k⌋ holds for every k because the floor is superadditive; for
/// sizes and nodes that are powers of two these rows together are exact, so first fit is then proven optimal.
/// </summary>
internal static class NodeBound
{
    private const double Rounding = 1 + 1e-12;

    private static readonly int[] Levels = [1, 2, 4, 8];

    /// <returns>Nodes, or <see cref="int.MaxValue"/> if no number of new nodes is enough.</returns>
    internal static int Of(PoolData pool, ReadOnlySpan<Batch> loads)
    {
        double cpu = 0, memory = 0;
        foreach (var load in loads)
        {
            cpu += (double)load.Need.Cpu * load.Count;
            memory += (double)load.Need.Memory * load.Count;
        }

        foreach (var group in pool.Existing)
        {
            cpu -= (double)group.Free.Cpu * group.Count * Rounding;
            memory -= (double)group.Free.Memory * group.Count * Rounding;
        }

        var nodes = Math.Max(Nodes(cpu, pool.NewNode.Cpu), Nodes(memory, pool.NewNode.Memory));
        foreach (var level in Levels)
        {
            nodes = Math.Max(nodes, Gpus(pool, loads, level));
        }

        return nodes;
    }

    private static int Gpus(PoolData pool, ReadOnlySpan<Batch> loads, int level)
    {
        long slots = 0;
        foreach (var load in loads)
        {
            slots += (long)(load.Need.Gpus / level) * load.Count;
        }

        if (slots == 0)
        {
            return 0;
        }

        foreach (var group in pool.Existing)
        {
            slots -= (long)(group.Free.Gpus / level) * group.Count;
        }

        return Nodes(slots, pool.NewNode.Gpus / level);
    }

    private static int Nodes(double missing, double perNode) =>
        missing <= 0 ? 0 : perNode <= 0 ? int.MaxValue : (int)Math.Min(int.MaxValue, Math.Ceiling(missing / (perNode * Rounding)));
}
