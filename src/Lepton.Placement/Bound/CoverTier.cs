using Lepton.Placement.Core;

namespace Lepton.Placement.Bound;

/// <summary>Options of a model whose replicas serve alike: same units, spot or not. Within a tier the cheapest options are filled first.</summary>
internal sealed class CoverTier
{
    private readonly ModelData _model;
    private readonly SpreadData? _cap;
    private readonly int _capReplicas;
    private readonly int[] _domainLeft;
    private readonly (double Price, int Option, int Most)[] _order;
    private readonly double[] _prefix;

    internal CoverTier(ModelData model, Option[] options, SpreadData? cap, int domains)
    {
        (_model, Options, _cap) = (model, options, cap);
        Units = options[0].Units;
        Spot = options[0].Pool.Spot;
        _capReplicas = cap is null ? int.MaxValue : Math.Max(1, (int)Math.Min(int.MaxValue, Math.Floor(cap.CapUnits / Units)));
        _domainLeft = new int[cap is null ? 0 : domains];
        _order = new (double, int, int)[2 * options.Length];
        Wanted = MostWanted();
        _prefix = new double[Wanted + 1];
    }

    internal Option[] Options { get; }

    internal double Units { get; }

    internal bool Spot { get; }

    /// <summary>No more replicas than this are ever of use.</summary>
    internal int Wanted { get; }

    /// <summary>How many replicas the options have room for, at most <see cref="Wanted"/>.</summary>
    internal int Room { get; private set; }

    internal double Cheapest => Room > 0 ? _prefix[1] : double.PositiveInfinity;

    /// <summary>Least price of n replicas: convex in n.</summary>
    internal double Price(int replicas) => _prefix[replicas];

    /// <param name="prices">$/h per replica by option of the model.</param>
    /// <param name="arrival">$/h added to a replica that does not run there today.</param>
    internal void Prepare(ReadOnlySpan<double> prices, double arrival)
    {
        var entries = 0;
        foreach (var option in Options)
        {
            var stays = arrival > 0 ? Math.Min(option.Current, option.Most) : 0;
            if (stays > 0)
            {
                _order[entries++] = (prices[option.Index], option.Index, stays);
            }

            if (option.Most > stays)
            {
                _order[entries++] = (prices[option.Index] + arrival, option.Index, option.Most - stays);
            }
        }

        _order.AsSpan(0, entries).Sort((a, b) => a.Price.CompareTo(b.Price) is var c && c != 0 ? c : a.Option.CompareTo(b.Option));
        Fill(entries);
    }

    /// <summary>Adds the options of the n cheapest replicas.</summary>
    internal void Collect(int replicas, int[] counts)
    {
        Array.Fill(_domainLeft, _capReplicas);
        for (var i = 0; replicas > 0; i++)
        {
            var take = Take(_order[i].Option, Math.Min(_order[i].Most, replicas));
            counts[_order[i].Option] += take;
            replicas -= take;
        }
    }

    private void Fill(int entries)
    {
        Array.Fill(_domainLeft, _capReplicas);
        Room = 0;
        for (var i = 0; i < entries && Room < Wanted; i++)
        {
            for (var take = Take(_order[i].Option, Math.Min(_order[i].Most, Wanted - Room)); take > 0; take--)
            {
                _prefix[Room + 1] = _prefix[Room] + _order[i].Price;
                Room++;
            }
        }
    }

    private int Take(int option, int wanted)
    {
        if (_cap is null)
        {
            return wanted;
        }

        ref var left = ref _domainLeft[_model.Options[option].Pool.Domains[(int)_cap.Topology]];
        var take = Math.Min(left, wanted);
        left -= take;
        return take;
    }

    private int MostWanted()
    {
        var wanted = Math.Max(_model.Needed(Units), _model.Rules.LeastReplicas);
        if (Spot && double.IsFinite(_model.Rules.SpotUnits))
        {
            wanted = Math.Min(wanted, (int)Math.Floor(_model.Rules.SpotUnits / Units));
        }

        return (int)Math.Min(wanted, Options.Sum(o => (long)o.Most));
    }
}
