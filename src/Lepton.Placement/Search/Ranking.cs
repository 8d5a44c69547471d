using Lepton.Placement.Core;

namespace Lepton.Placement.Search;

/// <summary>Chooses the next replicas of a model: the lowest price per unit that still counts, with what it does to nodes, moves and others.</summary>
internal sealed class Ranking
{
    /// <summary>Up to so many are sorted by insertion: what comes in nearly the right order is sorted in one walk.</summary>
    private const int MostInserted = 128;

    private readonly Trial _trial;
    private readonly Guidance _guidance;
    private readonly Option[] _order;
    private readonly double[] _prices;
    private readonly bool[] _full;
    private readonly bool _oneByOne;

    /// <param name="prices">Room for $/h per replica by option.</param>
    /// <param name="full">Room for whether an option has none left.</param>
    internal Ranking(Trial trial, Option[] options, Guidance guidance, double[] shadow, Random random, double[] prices, bool[] full)
    {
        (_trial, _guidance, _oneByOne) = (trial, guidance, trial.Model.Rules.HasSkew);
        (_order, _prices, _full) = (trial.Ranked(options), prices, full);
        foreach (var option in options)
        {
            var noise = guidance.Noise > 0 ? 1 + (guidance.Noise * random.NextDouble()) : 1;
            _prices[option.Index] = (option.Rate + (guidance.ShadowWeight * shadow[option.Index]) + 1e-9) * noise;
            _full[option.Index] = false;
        }

        Sort();
    }

    private void Sort()
    {
        if (_order.Length > MostInserted)
        {
            Array.Sort(_order, (a, b) => (_prices[a.Index] / a.Units).CompareTo(_prices[b.Index] / b.Units) is var c && c != 0 ? c : a.Index.CompareTo(b.Index));
            return;
        }

        for (var i = 1; i < _order.Length; i++)
        {
            var (option, key) = (_order[i], _prices[_order[i].Index] / _order[i].Units);
            var at = i;
            for (; at > 0 && (_prices[_order[at - 1].Index] / _order[at - 1].Units) is var before && (before > key || (before == key && _order[at - 1].Index > option.Index)); at--)
            {
                _order[at] = _order[at - 1];
            }

            _order[at] = option;
        }
    }

    internal readonly record struct Choice(Option Option, int Count, int NewNodes, double Score);

    /// <returns>What to add next, or null when nothing more should or can be added.</returns>
    internal Choice? Next()
    {
        var missing = _trial.Model.Missing(_trial.Tally.Units);
        var floors = _trial.Model.Rules.HasFloors && HasOpenFloors();
        if (missing <= 0 && !floors)
        {
            return null;
        }

        Choice? best = null;
        foreach (var option in _order)
        {
            var price = _prices[option.Index];
            if (!floors && best is { } found && price / option.Units >= found.Score)
            {
                break;
            }

            if (Evaluate(option, price, missing, floors) is { } choice && (best is null || choice.Score < best.Value.Score))
            {
                best = choice;
            }
        }

        return best is { } chosen && (floors || _trial.Model.Gang || Worthwhile(chosen)) ? best : null;
    }

    private bool HasOpenFloors()
    {
        foreach (var option in _order)
        {
            if (_trial.Tally.Helps(option) > 0)
            {
                return true;
            }
        }

        return false;
    }

    private bool Worthwhile(Choice choice) => choice.Score < _trial.Model.Source.UnplacedPenalty * (1 + _guidance.ShadowWeight + _guidance.Noise);

    private Choice? Evaluate(Option option, double price, double missing, bool floors)
    {
        var helps = floors ? _trial.Tally.Helps(option) : 0;
        if (_full[option.Index] || (floors && helps == 0) || (_oneByOne && !_trial.Tally.KeepsSkew(option)))
        {
            return null;
        }

        var wanted = floors || _oneByOne ? 1 : ModelData.ReplicasFor(missing, option.Units);
        var (count, nodes) = _trial.Room(option, wanted);
        if (count == 0)
        {
            // What has no room for one gets none while replicas are only added.
            _full[option.Index] = true;
            return null;
        }

        var choice = new Choice(option, count, nodes, Score(option, price, count, nodes, missing, helps));
        if (nodes > 0 && count > 1)
        {
            choice = Cheaper(choice, price, missing);
        }

        return choice;
    }

    /// <summary>Fewer replicas that need no new node may be cheaper per unit than all of them with one.</summary>
    private Choice Cheaper(Choice all, double price, double missing)
    {
        var (least, most) = (1, all.Count - 1);
        var free = 0;
        while (least <= most)
        {
            var middle = (least + most) / 2;
            (least, most, free) = _trial.Nodes(all.Option, middle) == 0 ? (middle + 1, most, middle) : (least, middle - 1, free);
        }

        if (free == 0)
        {
            return all;
        }

        var score = Score(all.Option, price, free, 0, missing, 0);
        return score < all.Score ? new Choice(all.Option, free, 0, score) : all;
    }

    private double Score(Option option, double price, int count, int nodes, double missing, int helps)
    {
        var cost = price * count;
        cost += nodes * option.Pool.NodePrice * Math.Max(0, 1 - _guidance.ShadowWeight);
        var arrives = count - _trial.Stays(option, count);
        cost += Math.Min(arrives, Math.Max(0, _trial.Leaving - (count - arrives))) * (_trial.Model.Source.MoveCost + ModelCost.MoveTie);
        var units = missing > 0 ? Math.Min(option.Units * count, missing) : 1;
        return cost / units / Math.Max(1, helps);
    }
}
