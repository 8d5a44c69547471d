using System.Globalization;
using Lepton.Placement.Core;
using Lepton.Placement.Search;

namespace Lepton.Placement.Explanation;

/// <summary>
/// Works out at which price, or with how many more nodes, a pool would be the better place for all of a model, everyone else staying: below the price, and from so many nodes on, the
/// placement as it is is no longer the cheapest.
/// </summary>
internal sealed class Thresholds(State state)
{
    private const double LeastGain = 1e-9;

    /// <summary>A price below this is none.</summary>
    private const double LeastPrice = 1e-6;

    /// <summary>By pool, in the order of the model's candidates; pools of which no price and no number of nodes would do are left out.</summary>
    internal IReadOnlyList<Threshold> Of(ModelData model)
    {
        var (chosen, saved, total) = (state.Parts(model.Index), state.Save(), state.Total);
        var found = new List<Threshold>();
        foreach (var option in model.Options)
        {
            // What is already there pays nothing more for what it would need elsewhere.
            if (Array.Exists(chosen, p => p.Option == option.Index) || option.Pool.Closed)
            {
                continue;
            }

            state.Clear(model.Index);
            if (Of(model, option, total) is { } threshold)
            {
                found.Add(threshold);
            }

            state.Restore(saved);
        }

        return found;
    }

    private Threshold? Of(ModelData model, Option option, double total)
    {
        Part[] parts = [new Part(option.Index, model.Needed(option.Units))];
        if (!Judge.Allows(state.Instance, model, parts))
        {
            return null;
        }

        var before = state.Pool(option.Pool.Index).NewNodes;
        return state.TrySet(model.Index, parts)
            ? ByPrice(option, parts[0].Count, state.Pool(option.Pool.Index).NewNodes - before, state.Total - total)
            : ByNodes(model, option, parts, total);
    }

    /// <param name="nodes">That would be opened for it.</param>
    /// <param name="dearer">$/h by which the whole plan would be.</param>
    private static Threshold? ByPrice(Option option, int replicas, int nodes, double dearer)
    {
        var source = option.Pool.Source;
        var (kind, used) = source.Billing == Billing.PerGpu ? (ThresholdKind.PricePerGpu, replicas * option.Need.Gpus) : (ThresholdKind.PricePerNode, source.Billing == Billing.PerNode ? nodes : 0);
        var price = used > 0 ? source.Price - (dearer / used) : 0;
        if (dearer <= LeastGain || price < LeastPrice)
        {
            return null;
        }

        var what = kind == ThresholdKind.PricePerGpu ? "a GPU" : "a node";
        return new Threshold(source.Id, kind, price, source.Price, string.Create(CultureInfo.InvariantCulture, $"cheaper below {Money.Hourly(price)} for {what}, which costs {Money.Hourly(source.Price)}"));
    }

    private Threshold? ByNodes(ModelData model, Option option, Part[] parts, double total)
    {
        var (pool, now) = (option.Pool, option.Pool.NewNodes);
        if (!pool.NewNode.Holds(option.Need))
        {
            return null;
        }

        try
        {
            for (var more = 1; more <= parts[0].Count; more++)
            {
                pool.NewNodes = now + more;
                if (state.TrySet(model.Index, parts))
                {
                    return state.Total < total - LeastGain
                        ? new Threshold(pool.Source.Id, ThresholdKind.MoreNodes, more, now, $"cheaper with {more} more {(more == 1 ? "node" : "nodes")} than the {now} it can open")
                        : null;
                }
            }
        }
        finally
        {
            pool.NewNodes = now;
        }

        return null;
    }
}
