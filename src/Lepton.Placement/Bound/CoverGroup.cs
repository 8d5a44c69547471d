using Lepton.Placement.Core;

namespace Lepton.Placement.Bound;

/// <summary>
/// The least a model can pay at given prices per replica when it has the pools for itself: its demand covered by whole replicas of its tiers
/// (an integer knapsack cover), or left unplaced at the penalty. A relaxation of the model's rules, so never more than the truth.
/// </summary>
internal sealed class CoverGroup
{
    private const int MostSteps = 4000;

    private readonly ModelData _model;
    private readonly double _penaltyPerUnit;
    private readonly CoverTier[] _tiers;
    private readonly int[] _chosen;
    private readonly int[] _bestChosen;
    private readonly double[] _restEfficiency;
    private readonly int _leastReplicas;
    private double _best;
    private int _steps;

    /// <param name="options">All options of an inference model, or a gang's in one cluster.</param>
    /// <param name="penaltyPerUnit">$/h of a missing unit; infinite where all or nothing must be covered.</param>
    internal CoverGroup(Instance instance, ModelData model, IEnumerable<Option> options, double penaltyPerUnit)
    {
        (_model, _penaltyPerUnit) = (model, penaltyPerUnit);
        var cap = model.Rules.Spread.Where(s => double.IsFinite(s.CapUnits)).MinBy(s => s.CapUnits * s.Eligible.Length);
        var domains = cap is null ? 0 : instance.DomainCounts[(int)cap.Topology];
        _tiers = options.GroupBy(o => (o.Units, o.Pool.Spot)).Select(g => new CoverTier(model, g.ToArray(), cap, domains)).ToArray();
        (_chosen, _bestChosen) = (new int[_tiers.Length], new int[_tiers.Length]);
        _restEfficiency = new double[_tiers.Length + 1];
        _leastReplicas = model.Rules.LeastReplicas;
    }

    /// <summary>$/h, without a gang's region cost. A gang that cannot be covered here is infinite.</summary>
    /// <param name="arrival">See <see cref="CoverTier.Prepare"/>.</param>
    internal double Solve(ReadOnlySpan<double> prices, double arrival)
    {
        foreach (var tier in _tiers)
        {
            tier.Prepare(prices, arrival);
        }

        Array.Sort(_tiers, (a, b) => Efficiency(a).CompareTo(Efficiency(b)) is var c && c != 0 ? c : a.Options[0].Index.CompareTo(b.Options[0].Index));
        _restEfficiency[_tiers.Length] = _penaltyPerUnit;
        for (var t = _tiers.Length - 1; t >= 0; t--)
        {
            _restEfficiency[t] = Math.Min(_restEfficiency[t + 1], Efficiency(_tiers[t]));
        }

        _steps = 0;
        Array.Clear(_bestChosen);
        _best = _penaltyPerUnit * _model.Demand;
        Search(0, 0, 0, 0, 0);
        return _steps < MostSteps ? _best : Math.Min(_best, Relaxed());
    }

    /// <summary>The replicas of the last solution by option.</summary>
    internal void Collect(int[] counts)
    {
        for (var t = 0; t < _tiers.Length; t++)
        {
            _tiers[t].Collect(_bestChosen[t], counts);
        }
    }

    private static double Efficiency(CoverTier tier) => tier.Cheapest / tier.Units;

    /// <summary>Every unit at the lowest price of any tier.</summary>
    private double Relaxed() => double.IsInfinity(_restEfficiency[0]) ? double.PositiveInfinity : _restEfficiency[0] * _model.Demand;

    private void Search(int tier, double units, double cost, int replicas, int safe)
    {
        if (++_steps >= MostSteps)
        {
            return;
        }

        Consider(units, cost, replicas, safe);
        if (tier == _tiers.Length)
        {
            return;
        }

        var missing = _model.Missing(units);
        var floorsOpen = replicas < _leastReplicas || safe < _model.Rules.MinOnDemand;
        if ((missing <= 0 && !floorsOpen) || cost + (missing * FiniteRest(tier)) >= _best)
        {
            return;
        }

        var current = _tiers[tier];
        var needed = missing > 0 ? ModelData.ReplicasFor(missing, current.Units) : 0;
        if (floorsOpen)
        {
            needed = Math.Max(needed, Math.Max(_leastReplicas - replicas, current.Spot ? 0 : _model.Rules.MinOnDemand - safe));
        }

        for (var n = Math.Min(needed, current.Room); n >= 0; n--)
        {
            _chosen[tier] = n;
            Search(tier + 1, units + (n * current.Units), cost + current.Price(n), replicas + n, safe + (current.Spot ? 0 : n));
        }

        _chosen[tier] = 0;
    }

    /// <summary>An infinite price of what is missing only means that nothing can cover it: the leaves see that.</summary>
    private double FiniteRest(int tier) => double.IsInfinity(_restEfficiency[tier]) ? 0 : _restEfficiency[tier];

    private void Consider(double units, double cost, int replicas, int safe)
    {
        var missing = _model.Missing(units);
        if (replicas < _leastReplicas || safe < _model.Rules.MinOnDemand || (missing > 0 && double.IsInfinity(_penaltyPerUnit)))
        {
            return;
        }

        var total = cost + (missing > 0 ? missing * _penaltyPerUnit : 0);
        if (total < _best)
        {
            _best = total;
            _chosen.CopyTo(_bestChosen, 0);
        }
    }
}
