using Lepton.Placement.Core;
using Lepton.Placement.Packing;

namespace Lepton.Placement.Search;

/// <summary>
/// Several searches from one placement at the same time, each on a state of its own with random numbers of its own; the best of them is gone on from. Which it is depends on how many there are,
/// never on which is done first.
/// </summary>
/// <param name="main">The search on the state that is kept.</param>
internal sealed class SideBySide(State state, LargeNeighbourhoodSearch main, IReadOnlyList<ModelData> models, ShadowPrices shadow, int seed, int threads)
{
    /// <summary>Spreads the seeds of the others.</summary>
    private const int Between = 7919;

    private readonly (State State, LargeNeighbourhoodSearch Search)[] _others = new (State, LargeNeighbourhoodSearch)[threads - 1];

    /// <summary>Elementary evaluations of the others.</summary>
    internal long Work => _others.Sum(o => o.State?.Packer.Work ?? 0);

    /// <param name="work">Of each search.</param>
    internal void Run(long work, double bound, CancellationToken cancellationToken)
    {
        if (threads == 1)
        {
            main.Run(state.Packer.Work + work, bound, cancellationToken);
            return;
        }

        var start = state.Save();
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, i =>
        {
            if (i == 0)
            {
                main.Run(state.Packer.Work + work, bound, cancellationToken);
                return;
            }

            var (own, search) = _others[i - 1] = _others[i - 1].State is null ? Other(i) : _others[i - 1];
            own.Restore(start);
            search.Run(own.Packer.Work + work, bound, cancellationToken);
        });
        var best = _others.MinBy(o => o.State.Total).State;
        if (best.Total < state.Total)
        {
            state.Restore(best.Save());
        }
    }

    private (State State, LargeNeighbourhoodSearch Search) Other(int number)
    {
        var random = new Random(seed + (number * Between));
        var own = new State(state.Instance, new Packer(state.Instance, state.Packer.Thorough));
        return (own, new LargeNeighbourhoodSearch(own, new Inserter(own, shadow, random), models, shadow, random));
    }
}
