using Lepton.Placement.Core;

namespace Lepton.Placement.Bound;

/// <summary>
/// A residual capacity inequality of a pool whose nodes are paid whole: with D GPUs the most that the members could want, F free on existing nodes and
/// η = ⌈(D − F)/G⌉ nodes of G GPUs, Σ g·x ≤ D − ρ·(η − n) with ρ = D − F − (η − 1)·G holds for every whole number n of opened nodes. It charges a
/// model that fills half a node for the whole of it, which the pool's rows do not. Source: Magnanti, Mirchandani, Vachani, "The convex hull of two
/// core capacitated network design problems", 1993; separation: Atamtürk and Rajan, "On splittable and unsplittable flow capacitated network design", 2002.
/// </summary>
/// <param name="Members">Pairs by their place in <see cref="Relaxation"/>, with GPUs per replica.</param>
internal sealed record Cut(int Pool, (int Pair, int Gpus)[] Members, double Free, double PerNode)
{
    /// <param name="wanted">Most GPUs each member could use there.</param>
    internal static Cut? Of(PoolData pool, (int Pair, int Gpus)[] members, double wanted)
    {
        double perNode = pool.NewNode.Gpus;
        var free = pool.Existing.Sum(g => (double)g.Free.Gpus * g.Count);
        var nodes = Math.Ceiling((wanted - free) / perNode);
        if (nodes < 1)
        {
            return null;
        }

        var last = wanted - free - ((nodes - 1) * perNode);
        return new Cut(pool.Index, members, wanted - (last * nodes), last);
    }
}
