using Lepton.Placement.Core;
using Lepton.Placement.Packing;
using Lepton.Placement.Rules;

namespace Lepton.Placement.Search;

/// <summary>One model's placement while it is put together against what the other models leave free. Nothing of the state changes, save the ledger for the time of the trial.</summary>
internal sealed class Trial
{
    private readonly State _state;
    private readonly int[] _counts;
    private readonly int[] _newNodes;
    private readonly List<int> _used = [];
    private readonly Option[] _ranked;
    private (Option[] Options, double AtLeast)[]? _clusters;
    private Batch[] _batches = new Batch[32];

    internal Trial(State state, ModelData model)
    {
        (_state, Model, Tally) = (state, model, new Tally(state.Instance, model));
        (_counts, _newNodes) = (new int[model.Options.Length], new int[model.Options.Length]);
        _ranked = [.. model.Options];
    }

    internal ModelData Model { get; }

    /// <summary>A gang's options by cluster, the cheapest first, with what it costs there at least.</summary>
    internal (Option[] Options, double AtLeast)[] Clusters => _clusters ??= Model.Options.GroupBy(o => o.Pool.Cluster)
        .Select(g => (g.ToArray(), (g.Min(o => o.Rate / o.Units) * Model.Demand) + g.Min(o => Model.GangCost[o.Index])))
        .OrderBy(c => c.Item2).ThenBy(c => c.Item1[0].Index).ToArray();

    internal Tally Tally { get; }

    /// <summary>Replicas of today's placement that are not yet counted as staying.</summary>
    internal int Leaving { get; private set; }

    internal int Count(int option) => _counts[option];

    /// <summary>Options in the order in which they were ranked last, which hardly changes.</summary>
    internal Option[] Ranked(Option[] options) => ReferenceEquals(options, Model.Options) ? _ranked : [.. options];

    /// <summary>The model must have no parts in the state.</summary>
    internal void Begin()
    {
        End();
        Leaving = Model.CurrentReplicas;
    }

    /// <summary>Gives the ledger back what the trial took.</summary>
    internal void End()
    {
        if (_used.Count == 0)
        {
            return;
        }

        foreach (var option in _used)
        {
            Take(option, -_counts[option], -_newNodes[option]);
            (_counts[option], _newNodes[option]) = (0, 0);
        }

        _used.Clear();
        Tally.Clear();
    }

    /// <summary>Largest number up to the wanted one of further replicas for which rules, limits and nodes have room, and the new nodes they open.</summary>
    internal (int Count, int NewNodes) Room(Option option, int wanted)
    {
        wanted = Math.Min(Tally.Room(option, wanted), option.Most - _counts[option.Index]);
        wanted = _state.Pool(option.Pool.Index).AtMost(option.Need, wanted + _counts[option.Index]) - _counts[option.Index];
        wanted = _state.Ledger.Room(option.Limits, wanted);
        if (wanted <= 0)
        {
            return (0, 0);
        }

        var nodes = Nodes(option, wanted);
        if (nodes >= 0)
        {
            return (wanted, nodes);
        }

        return _state.Packer.Thorough ? Largest(option, wanted - 1) : Beside(option, wanted - 1);
    }

    /// <summary>By halving: the largest number that can be packed, whatever has to be laid out anew for it.</summary>
    private (int Count, int NewNodes) Largest(Option option, int most)
    {
        var (least, found) = (1, (Count: 0, NewNodes: 0));
        while (least <= most)
        {
            var middle = (least + most) / 2;
            var nodes = Nodes(option, middle);
            (least, most, found) = nodes >= 0 ? (middle + 1, most, (middle, nodes)) : (least, middle - 1, found);
        }

        return found;
    }

    /// <summary>As many as fit on what is free as it is laid out now, and on all nodes that can still be opened.</summary>
    private (int Count, int NewNodes) Beside(Option option, int most)
    {
        var pool = _state.Pool(option.Pool.Index);
        var opened = pool.NewNodes + _newNodes[option.Index];
        var openable = _state.Ledger.Room(option.Pool.NodeLimits, option.Pool.NewNodes - opened);
        var fits = (long)openable * option.Pool.NewNode.Fits(option.Need);
        foreach (var group in pool.Remainder(_state.Packer))
        {
            fits += (long)group.Count * group.Free.Fits(option.Need);
        }

        var count = (int)Math.Min(most, fits - _counts[option.Index]);
        var nodes = count > 0 ? Nodes(option, count) : -1;
        return nodes >= 0 ? (count, nodes) : (0, 0);
    }

    /// <returns>New nodes opened by that many further replicas, or -1 if they do not fit.</returns>
    internal int Nodes(Option option, int count)
    {
        var pool = _state.Pool(option.Pool.Index);
        if (FitsBeside(pool, option, _counts[option.Index] + count))
        {
            return 0;
        }

        var packed = _state.Packer.Pack(pool.Pool, With(pool, new Batch(option.Need, _counts[option.Index] + count)));
        var before = pool.NewNodes + _newNodes[option.Index];
        if (!packed.Fits)
        {
            return -1;
        }

        var opened = Math.Max(0, packed.NewNodes - before);
        return opened == 0 || _state.Ledger.Room(option.Pool.NodeLimits, opened) >= opened ? opened : -1;
    }

    /// <summary>Whether so many replicas fit on what is free without moving anything: most questions end here.</summary>
    private bool FitsBeside(PoolState pool, Option option, int count)
    {
        foreach (var group in pool.Remainder(_state.Packer))
        {
            count -= (int)Math.Min(count, (long)group.Count * group.Free.Fits(option.Need));
            if (count == 0)
            {
                return true;
            }
        }

        return false;
    }

    internal void Add(Option option, int count, int newNodes)
    {
        if (_counts[option.Index] == 0)
        {
            _used.Add(option.Index);
        }

        Leaving -= Stays(option, count);
        Take(option.Index, count, newNodes);
        _counts[option.Index] += count;
        _newNodes[option.Index] += newNodes;
        Tally.Add(option, count);
    }

    /// <summary>How many of that many further replicas are those that run there now.</summary>
    internal int Stays(Option option, int count) => Math.Clamp(option.Current - _counts[option.Index], 0, count);

    /// <summary>Takes away replicas nobody needs, the dearest first: the demand stays met and the rules obeyed.</summary>
    internal void Trim()
    {
        var removed = true;
        while (removed && Model.Missing(Tally.Units) <= 0)
        {
            removed = false;
            foreach (var index in _used.Where(o => _counts[o] > 0).OrderByDescending(o => Model.Options[o].ListRate).ThenBy(o => o))
            {
                var option = Model.Options[index];
                Tally.Add(option, -1);
                if (Model.Missing(Tally.Units) <= 0 && Tally.Replicas > 0 && Tally.Obeys())
                {
                    Take(index, -1, 0);
                    _counts[index]--;
                    removed = true;
                    break;
                }

                Tally.Add(option, 1);
            }
        }
    }

    internal Part[] Parts() => _used.Where(o => _counts[o] > 0).Order().Select(o => new Part(o, _counts[o])).ToArray();

    private void Take(int option, int count, int newNodes)
    {
        _state.Ledger.Add(Model.Options[option].Limits, count);
        _state.Ledger.AddNodes(Model.Options[option].Pool, newNodes);
    }

    private ReadOnlySpan<Batch> With(PoolState pool, Batch more)
    {
        var batches = pool.Batches;
        if (_batches.Length <= batches.Length)
        {
            _batches = new Batch[2 * (batches.Length + 1)];
        }

        var at = 0;
        while (at < batches.Length && Batch.Order(batches[at], more) < 0)
        {
            at++;
        }

        batches.CopyTo(_batches);
        if (at < batches.Length && batches[at].Need == more.Need)
        {
            _batches[at] = more with { Count = batches[at].Count + more.Count };
            return _batches.AsSpan(0, batches.Length);
        }

        batches[at..].CopyTo(_batches.AsSpan(at + 1));
        _batches[at] = more;
        return _batches.AsSpan(0, batches.Length + 1);
    }
}
