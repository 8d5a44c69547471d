using Lepton.Placement.Core;

namespace Lepton.Placement.Bound;

/// <summary>Candidates of a model whose replicas serve alike. The cheapest are filled first; pools that are no candidates come in at one price without end.</summary>
internal sealed class CoverTier
{
    private const int MostInserted = 20;

    private readonly ModelData _model;
    private readonly Option[] _options;
    private readonly SpreadData? _cap;
    private readonly int _capReplicas;
    private readonly int[] _domainLeft;
    private readonly double[] _keys;
    private readonly int[] _order;
    private readonly double[] _prefix;
    private int _entries;

    /// <param name="options">May be empty when all its pools are no candidates.</param>
    /// <param name="most">How many replicas all its pools can take, candidates or not.</param>
    internal CoverTier(ModelData model, double units, bool spot, Option[] options, int most, SpreadData? cap, int domains)
    {
        (_model, _options, _cap, Units, Spot) = (model, options, cap, units, spot);
        _capReplicas = cap is null ? int.MaxValue : Math.Max(1, (int)Math.Min(int.MaxValue, Math.Floor(cap.CapUnits / Units)));
        _domainLeft = new int[cap is null ? 0 : domains];
        var length = options.Length + (model.CurrentReplicas > 0 ? options.Count(o => o.Current > 0) : 0) + 1;
        (_keys, _order) = (new double[length], new int[length]);
        Wanted = MostWanted(most);
        _prefix = new double[Wanted + 1];
    }

    internal double Units { get; }

    internal bool Spot { get; }

    /// <summary>No more replicas than this are ever of use.</summary>
    internal int Wanted { get; }

    /// <summary>How many replicas there is room for, at most <see cref="Wanted"/>.</summary>
    internal int Room { get; private set; }

    /// <summary>$/h per replica in any pool that is no candidate; infinite where these are not looked at.</summary>
    internal double Rest { get; set; } = double.PositiveInfinity;

    internal double Cheapest => Room > 0 ? _prefix[1] : double.PositiveInfinity;

    internal double Efficiency => Cheapest / Units;

    internal int Order => _options.Length > 0 ? _options[0].Index : int.MaxValue;

    /// <summary>Least price of n replicas: convex in n.</summary>
    internal double Price(int replicas) => _prefix[replicas];

    /// <summary>$/h of the dearest replica that may be of use.</summary>
    internal double Dearest => Room > 0 ? _prefix[Room] - _prefix[Room - 1] : double.PositiveInfinity;

    /// <param name="prices">$/h per replica by option of the model.</param>
    /// <param name="arrival">$/h added to a replica that does not run there today.</param>
    internal void Prepare(ReadOnlySpan<double> prices, double arrival)
    {
        _entries = 0;
        foreach (var option in _options)
        {
            if (option.Pool.Closed)
            {
                continue;
            }

            var stays = arrival > 0 ? Math.Min(option.Current, option.Most) : 0;
            if (stays > 0)
            {
                Enter(prices[option.Index], (option.Index << 1) | 1);
            }

            if (option.Most > stays)
            {
                Enter(prices[option.Index] + arrival, option.Index << 1);
            }
        }

        if (!double.IsInfinity(Rest))
        {
            Enter(Rest + arrival, -1);
        }

        if (_entries > MostInserted + 1)
        {
            Array.Sort(_keys, _order, 0, _entries);
        }

        Fill(arrival > 0);
    }

    /// <summary>Adds the options of the n cheapest replicas.</summary>
    /// <returns>How many of them are in pools that are no candidates.</returns>
    internal int Collect(int replicas, double arrival, List<Part> parts)
    {
        var beyond = 0;
        Array.Fill(_domainLeft, _capReplicas);
        for (var i = 0; replicas > 0; i++)
        {
            var take = Take(_order[i], replicas, arrival > 0);
            if (take > 0 && _order[i] >= 0)
            {
                parts.Add(new Part(_order[i] >> 1, take));
            }

            beyond += _order[i] < 0 ? take : 0;
            replicas -= take;
        }

        return beyond;
    }

    /// <summary>Keeps the entries in order: there are few, and most come in order already.</summary>
    private void Enter(double key, int entry)
    {
        var at = _entries++;
        if (at > MostInserted)
        {
            (_keys[at], _order[at]) = (key, entry);
            return;
        }

        for (; at > 0 && _keys[at - 1] > key; at--)
        {
            (_keys[at], _order[at]) = (_keys[at - 1], _order[at - 1]);
        }

        (_keys[at], _order[at]) = (key, entry);
    }

    private void Fill(bool moves)
    {
        Array.Fill(_domainLeft, _capReplicas);
        Room = 0;
        for (var i = 0; i < _entries && Room < Wanted; i++)
        {
            for (var take = Take(_order[i], Wanted - Room, moves); take > 0; take--)
            {
                _prefix[Room + 1] = _prefix[Room] + _keys[i];
                Room++;
            }
        }
    }

    /// <param name="entry">An option and whether its replicas of today are meant, or -1 for pools that are no candidates.</param>
    private int Take(int entry, int wanted, bool moves)
    {
        if (entry < 0)
        {
            return wanted;
        }

        var option = _model.Options[entry >> 1];
        var stays = moves ? Math.Min(option.Current, option.Most) : 0;
        wanted = Math.Min(wanted, (entry & 1) == 1 ? stays : option.Most - stays);
        if (_cap is null)
        {
            return wanted;
        }

        ref var left = ref _domainLeft[option.Pool.Domains[(int)_cap.Topology]];
        var take = Math.Min(left, wanted);
        left -= take;
        return take;
    }

    private int MostWanted(int most)
    {
        var wanted = Math.Max(_model.Needed(Units), _model.Rules.LeastReplicas);
        if (Spot && double.IsFinite(_model.Rules.SpotUnits))
        {
            wanted = Math.Min(wanted, (int)Math.Floor(_model.Rules.SpotUnits / Units));
        }

        return Math.Min(wanted, most);
    }
}
