using Lepton.Placement.Core;

namespace Lepton.Placement.Rules;

/// <summary>Counts a model's replicas by domain while a placement is put together, and judges the rules that concern them together.</summary>
internal sealed class Tally
{
    private readonly ModelData _model;
    private readonly SpreadData[] _spread;
    private readonly int[][] _replicas;
    private readonly double[][] _units;

    /// <summary>By spread rule, so that nobody has to count over hundreds of domains: how many are used, and how many hold more than their share.</summary>
    private readonly int[] _used;
    private readonly int[] _over;
    private double _spotUnits;
    private int _safeReplicas;
    private double _gangCost;

    internal Tally(Instance instance, ModelData model)
    {
        (_model, _spread) = (model, [.. model.Rules.Spread]);
        _replicas = Array.ConvertAll(_spread, s => new int[instance.DomainCounts[(int)s.Topology]]);
        _units = Array.ConvertAll(_spread, s => new double[instance.DomainCounts[(int)s.Topology]]);
        (_used, _over) = (new int[_spread.Length], new int[_spread.Length]);
    }

    internal int Replicas { get; private set; }

    internal double Units { get; private set; }

    internal double ListCost { get; private set; }

    internal void Clear()
    {
        for (var i = 0; i < _replicas.Length; i++)
        {
            Array.Clear(_replicas[i]);
            Array.Clear(_units[i]);
            (_used[i], _over[i]) = (0, 0);
        }

        (_spotUnits, _safeReplicas, _gangCost, Replicas, Units, ListCost) = (0, 0, 0, 0, 0, 0);
    }

    /// <param name="count">May be negative, to take back.</param>
    internal void Add(Option option, int count)
    {
        var units = count * option.Units;
        for (var i = 0; i < _replicas.Length; i++)
        {
            var domain = option.Pool.Domains[(int)_spread[i].Topology];
            _used[i] -= _replicas[i][domain] > 0 ? 1 : 0;
            _over[i] -= IsOver(i, domain) ? 1 : 0;
            _replicas[i][domain] += count;
            _units[i][domain] += units;
            _used[i] += _replicas[i][domain] > 0 ? 1 : 0;
            _over[i] += IsOver(i, domain) ? 1 : 0;
        }

        Replicas += count;
        Units += units;
        ListCost += count * option.ListRate;
        _gangCost = _model.GangCost[option.Index];
        if (option.Pool.Spot)
        {
            _spotUnits += units;
        }
        else
        {
            _safeReplicas += count;
        }
    }

    internal void Load(ReadOnlySpan<Part> parts)
    {
        Clear();
        foreach (var part in parts)
        {
            Add(_model.Options[part.Option], part.Count);
        }
    }

    /// <summary>Most replicas of the option that the ceilings leave room for beside what is counted. Skew is judged when all are placed.</summary>
    internal int Room(Option option, int wanted)
    {
        var room = Math.Min(wanted, option.Most);
        if (option.Pool.Spot && double.IsFinite(_model.Rules.SpotUnits))
        {
            room = Math.Min(room, Whole(_model.Rules.SpotUnits - _spotUnits, option.Units));
        }

        if (double.IsFinite(_model.Budget))
        {
            var left = _model.Budget + Money.Tolerance(_model.Budget) - ListCost - _model.GangCost[option.Index];
            room = Math.Min(room, option.ListRate > 0 ? Whole(left, option.ListRate) : left >= 0 ? room : 0);
        }

        for (var i = 0; i < _replicas.Length && room > 0; i++)
        {
            room = Math.Min(room, DomainRoom(i, option));
        }

        return room;
    }

    /// <summary>Whether the placement counted so far obeys every rule. Nothing placed obeys them all.</summary>
    internal bool Obeys()
    {
        if (Replicas == 0)
        {
            return true;
        }

        if (_spotUnits > _model.Rules.SpotUnits || _safeReplicas < _model.Rules.MinOnDemand || ListCost + _gangCost > _model.Budget + Money.Tolerance(_model.Budget))
        {
            return false;
        }

        for (var i = 0; i < _replicas.Length; i++)
        {
            if (!ObeysSpread(i))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>How many floors (domains still to be used, replicas outside spot) a replica here would help with.</summary>
    internal int Helps(Option option)
    {
        var helps = !option.Pool.Spot && _safeReplicas < _model.Rules.MinOnDemand ? 1 : 0;
        for (var i = 0; i < _replicas.Length; i++)
        {
            var rule = _spread[i];
            var domain = option.Pool.Domains[(int)rule.Topology];
            if (rule.MinDomains > 0 && _replicas[i][domain] == 0 && _used[i] < rule.MinDomains)
            {
                helps++;
            }
        }

        return helps;
    }

    /// <summary>Whether a replica here keeps the skew as it should be when replicas are placed one by one.</summary>
    internal bool KeepsSkew(Option option)
    {
        for (var i = 0; i < _replicas.Length; i++)
        {
            var rule = _spread[i];
            if (rule.MaxSkew < int.MaxValue && _replicas[i][option.Pool.Domains[(int)rule.Topology]] + 1 - Emptiest(i) > rule.MaxSkew)
            {
                return false;
            }
        }

        return true;
    }

    private static int Whole(double room, double per) => room <= 0 ? 0 : (int)Math.Min(ProblemErrors.AbsurdCount, Math.Floor(room / per));

    private int DomainRoom(int rule, Option option)
    {
        var data = _spread[rule];
        var domain = option.Pool.Domains[(int)data.Topology];
        if (!double.IsFinite(data.CapUnits))
        {
            return int.MaxValue;
        }

        var room = Whole(data.CapUnits - _units[rule][domain], option.Units);
        return room == 0 && _replicas[rule][domain] == 0 ? 1 : room;
    }

    private bool ObeysSpread(int index)
    {
        var rule = _spread[index];
        return _over[index] == 0 && _used[index] >= rule.MinDomains && (rule.MaxSkew == int.MaxValue || _replicas[index].Max() - Emptiest(index) <= rule.MaxSkew);
    }

    private bool IsOver(int index, int domain) => _replicas[index][domain] > 1 && _units[index][domain] > _spread[index].CapUnits;

    private int Emptiest(int index)
    {
        var least = int.MaxValue;
        foreach (var domain in _spread[index].Eligible)
        {
            least = Math.Min(least, _replicas[index][domain]);
        }

        return least;
    }
}
