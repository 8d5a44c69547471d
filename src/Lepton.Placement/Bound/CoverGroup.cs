using Lepton.Placement.Core;

namespace Lepton.Placement.Bound;

/// <summary>
/// The least a model can pay at given prices per replica when it has the pools for itself: its demand covered by whole replicas of its tiers
/// (an integer knapsack cover), or left unplaced at the penalty. A relaxation of the model's rules, so never more than the truth.
/// </summary>
internal sealed class CoverGroup
{
    private const int MostSteps = 1500;

    private readonly ModelData _model;
    private readonly double _penaltyPerUnit;
    private readonly CoverTier[] _tiers;
    private readonly int[] _chosen;
    private readonly int[] _bestChosen;
    private readonly double[] _restEfficiency;
    private readonly int _leastReplicas;
    private double _best;
    private double _arrival;
    private int _steps;

    /// <param name="options">All candidates of an inference model, or a gang's in one cluster.</param>
    /// <param name="tiers">Kinds of replica with the room for them over all pools that are meant.</param>
    /// <param name="penaltyPerUnit">$/h of a missing unit; infinite where all or nothing must be covered.</param>
    internal CoverGroup(Instance instance, ModelData model, IReadOnlyCollection<Option> options, IEnumerable<Tier> tiers, double penaltyPerUnit)
    {
        (_model, _penaltyPerUnit) = (model, penaltyPerUnit);
        var cap = model.Rules.Spread.Where(s => double.IsFinite(s.CapUnits)).MinBy(s => s.CapUnits * s.Eligible.Length);
        var domains = cap is null ? 0 : instance.DomainCounts[(int)cap.Topology];
        _tiers = tiers.Select(t => new CoverTier(model, t.Units, t.Spot, options.Where(o => o.Units == t.Units && o.Pool.Spot == t.Spot).ToArray(), t.Most, cap, domains)).ToArray();
        (_chosen, _bestChosen) = (new int[_tiers.Length], new int[_tiers.Length]);
        _restEfficiency = new double[_tiers.Length + 1];
        _leastReplicas = model.Rules.LeastReplicas;
    }

    internal CoverTier[] Tiers => _tiers;

    /// <summary>The tiers of these options alone.</summary>
    internal static IEnumerable<Tier> TiersOf(IEnumerable<Option> options) => options.GroupBy(o => (o.Units, o.Pool.Spot))
        .Select(g => new Tier(g.Key.Units, g.Key.Spot, (int)Math.Min(ProblemErrors.AbsurdCount, g.Sum(o => (long)o.Most))));

    /// <summary>$/h, without a gang's region cost. A gang that cannot be covered here is infinite.</summary>
    /// <param name="arrival">See <see cref="CoverTier.Prepare"/>.</param>
    internal double Solve(ReadOnlySpan<double> prices, double arrival)
    {
        _arrival = arrival;
        foreach (var tier in _tiers)
        {
            tier.Prepare(prices, arrival);
        }

        Sort();
        _restEfficiency[_tiers.Length] = _penaltyPerUnit;
        for (var t = _tiers.Length - 1; t >= 0; t--)
        {
            _restEfficiency[t] = Math.Min(_restEfficiency[t + 1], _tiers[t].Efficiency);
        }

        _steps = 0;
        Array.Clear(_bestChosen);
        Array.Clear(_chosen);
        _best = _penaltyPerUnit * _model.Demand;
        Search(0, 0, 0, 0, 0);
        return _steps < MostSteps ? _best : Math.Min(_best, Relaxed());
    }

    /// <summary>Adds the replicas of the last solution.</summary>
    /// <returns>How many of them are in pools that are no candidates.</returns>
    internal int Collect(List<Part> parts)
    {
        var beyond = 0;
        for (var t = 0; t < _tiers.Length; t++)
        {
            beyond += _tiers[t].Collect(_bestChosen[t], _arrival, parts);
        }

        return beyond;
    }

    /// <summary>By insertion: the order hardly changes from one time to the next.</summary>
    private void Sort()
    {
        for (var i = 1; i < _tiers.Length; i++)
        {
            for (var j = i; j > 0 && Before(_tiers[j], _tiers[j - 1]); j--)
            {
                (_tiers[j], _tiers[j - 1]) = (_tiers[j - 1], _tiers[j]);
            }
        }
    }

    private static bool Before(CoverTier a, CoverTier b) => a.Efficiency < b.Efficiency || (a.Efficiency == b.Efficiency && a.Order < b.Order);

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

        var (rest, before) = (FiniteRest(tier + 1), double.PositiveInfinity);
        for (var n = Math.Min(needed, current.Room); n >= 0; n--)
        {
            // Convex in n: once it rises beyond the best it only gets worse.
            var least = cost + current.Price(n) + (Math.Max(0, missing - (n * current.Units)) * rest);
            if (least >= _best && least >= before)
            {
                break;
            }

            before = least;
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
