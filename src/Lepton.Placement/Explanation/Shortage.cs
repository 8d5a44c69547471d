using System.Globalization;
using Lepton.Placement.Admission;
using Lepton.Placement.Core;
using Lepton.Placement.Rules;
using Lepton.Placement.Search;

namespace Lepton.Placement.Explanation;

/// <summary>Says why a model that could run somewhere is not wholly placed: what is short, which limit is used up, which rule excludes which cluster.</summary>
internal sealed class Shortage(State state, ModelData model)
{
    internal IReadOnlyList<string> Reasons()
    {
        var reasons = new List<string>();
        var missing = model.Missing(ModelCost.Units(model, state.Parts(model.Index)));
        if (NotWorthIt() is { } tooDear)
        {
            reasons.Add(tooDear);
        }

        reasons.AddRange(model.Options.GroupBy(o => (o.Pool.Source.Accelerator, o.Units, o.Need)).Select(g => Short(g.Key.Accelerator, g.ToList(), missing)));
        reasons.AddRange(UsedUp());
        reasons.AddRange(OwnRules());
        reasons.AddRange(Excluded());
        return reasons;
    }

    private string? NotWorthIt()
    {
        var cheapest = model.Gang
            ? CheapestPossible.Hourly(state.Instance, model)
            : model.Options.Min(o => o.ListRate / o.Units) * model.Demand;
        return cheapest > model.WholePenalty
            ? $"placing it costs at least {Money.Hourly(cheapest)}, and leaving it unplaced only {Money.Hourly(model.WholePenalty)}"
            : null;
    }

    /// <summary>What is needed of one accelerator and what the allowed pools have left.</summary>
    private string Short(string? accelerator, List<Option> options, double missing)
    {
        var (need, replicas) = (options[0].Need, ModelData.ReplicasFor(missing, options[0].Units));
        var left = options.Select(o => (Pool: o.Pool.Source.Id, Free: Left(o))).ToList();
        var places = string.Join(", ", left.Take(8).Select(l => $"{l.Pool} {l.Free}")) + (left.Count > 8 ? $" and {left.Count - 8} more pools" : "");
        if (accelerator is null)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{replicas} replicas of {need.Cpu / 1000.0:0.###} vCPU are missing; room beside the other models: {places}");
        }

        var (wanted, free) = ((long)replicas * need.Gpus, left.Sum(l => (long)l.Free * need.Gpus));
        var shortOf = wanted > free ? $"short of {wanted - free} {accelerator} GPUs: " : "";
        return $"{shortOf}{replicas} replicas of {need.Gpus} {accelerator} are missing; room for replicas beside the other models: {places}";
    }

    private int Left(Option option)
    {
        var further = state.Packer.Further(option.Pool, state.Pool(option.Pool.Index).Batches, option.Need);
        return Math.Max(0, state.Ledger.Room(option.Limits, further));
    }

    private IEnumerable<string> UsedUp()
    {
        var limits = model.Options.SelectMany(o => o.Limits.Concat(o.Pool.NodeLimits)).Select(u => u.Limit).Distinct().Order();
        foreach (var limit in limits.Select(l => state.Instance.Limits[l]))
        {
            var (gpus, cost) = (state.Ledger.Gpus(limit.Index), state.Ledger.Cost(limit.Index));
            var least = model.Options.SelectMany(o => o.Limits.Concat(o.Pool.NodeLimits)).Where(u => u.Limit == limit.Index).ToArray();
            if (least.All(u => state.Ledger.Room([u], 1) < 1))
            {
                var used = double.IsFinite(limit.Gpus) ? $"{gpus:0} of {limit.Gpus:0} GPUs" : $"{Money.Hourly(cost)} of {Money.Hourly(limit.Cost)}";
                yield return $"{limit.Name} is used up: {used}";
            }
        }
    }

    private IEnumerable<string> OwnRules()
    {
        foreach (var rule in model.Rules.Spread)
        {
            var what = new List<string>();
            if (rule.MinDomains > 1)
            {
                what.Add($"at least {rule.MinDomains}");
            }

            if (double.IsFinite(rule.CapUnits))
            {
                what.Add(string.Create(CultureInfo.InvariantCulture, $"at most {Math.Floor(rule.CapUnits):0} units or one replica in each"));
            }

            if (rule.MaxSkew < int.MaxValue)
            {
                what.Add($"differing by at most {rule.MaxSkew} replicas");
            }

            if (what.Count > 0)
            {
                yield return $"its spread rule asks for {string.Join(", ", what)} of the {rule.Eligible.Length} {Refusal.Topology(rule)} that can run it";
            }
        }

        if (model.Rules.MinOnDemand > 0)
        {
            yield return $"it needs {model.Rules.MinOnDemand} replicas outside spot capacity";
        }

        if (model.Source.Budget is { } budget)
        {
            yield return $"its budget is {Money.Hourly(budget)}";
        }
    }

    private IEnumerable<string> Excluded() => state.Instance.Pools
        .Select(p => (p.Source.Cluster, Why: string.Join("; ", Eligibility.Exclusions(model.Source, p.Source))))
        .Where(x => x.Why.Length > 0)
        .GroupBy(x => x.Why, StringComparer.Ordinal)
        .Select(g => $"excluded: {string.Join(", ", g.Select(x => x.Cluster).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))}: {g.Key}")
        .Order(StringComparer.Ordinal);
}
