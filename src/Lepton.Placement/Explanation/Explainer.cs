using Lepton.Placement.Admission;
using Lepton.Placement.Core;
using Lepton.Placement.Rules;
using Lepton.Placement.Search;

namespace Lepton.Placement.Explanation;

/// <summary>Says for one model what every pool would have cost and why it was chosen or not, against the finished placement.</summary>
internal sealed class Explainer(State state)
{
    internal ModelDecision Explain(ModelData model)
    {
        var chosen = state.Parts(model.Index);
        var hourly = Listed(model, chosen);
        var saved = state.Save();
        state.Clear(model.Index);
        var comparison = new Comparison(state, model, chosen, hourly, Total(model, chosen, saved));
        var options = model.Options.ToDictionary(o => o.Pool.Index);
        var candidates = state.Instance.Pools
            .Select(p => options.TryGetValue(p.Index, out var option) ? Allowed(comparison, model, chosen, option) : NotAllowed(model, p))
            .OrderBy(c => c.Verdict).ThenBy(c => c.HourlyCost ?? double.MaxValue).ThenBy(c => c.Pool, StringComparer.Ordinal).ToList();
        state.Restore(saved);
        return new ModelDecision
        {
            Model = model.Source.Id,
            HourlyCost = hourly,
            CheapestPossibleHourly = CheapestPossible.Hourly(state.Instance, model),
            Candidates = candidates,
        };
    }

    private static double Listed(ModelData model, Part[] parts) =>
        parts.Sum(p => p.Count * model.Options[p.Option].ListRate) + (parts.Length > 0 ? model.GangCost[parts[0].Option] : 0);

    /// <summary>The plan's objective with the model where it is.</summary>
    private double Total(ModelData model, Part[] chosen, State.Snapshot saved)
    {
        var nodes = state.Instance.Pools.Sum(p => (saved.NewNodes[p.Index] - state.Pool(p.Index).NewNodes) * p.NodePrice);
        return state.Total - state.ModelObjective(model.Index) + ModelCost.Objective(model, chosen) + nodes;
    }

    private static Candidate Allowed(Comparison comparison, ModelData model, Part[] chosen, Option option)
    {
        var all = Listed(model, [new Part(option.Index, model.Needed(option.Units))]);
        var part = Array.Find(chosen, p => p.Option == option.Index);
        if (part.Count > 0)
        {
            var cost = Money.Hourly(Listed(model, chosen.Length == 1 ? chosen : [part]));
            return new Candidate(option.Pool.Source.Id, CandidateVerdict.Chosen, $"{part.Count} {(part.Count == 1 ? "replica" : "replicas")}, {cost}", all);
        }

        var (verdict, reason) = comparison.Judge(option, all);
        return new Candidate(option.Pool.Source.Id, verdict, reason, all);
    }

    private Candidate NotAllowed(ModelData model, PoolData pool)
    {
        var rules = Eligibility.Exclusions(model.Source, pool.Source).ToList();
        if (rules.Count > 0)
        {
            return new Candidate(pool.Source.Id, CandidateVerdict.Excluded, $"excluded: {string.Join("; ", rules)}", null);
        }

        var findings = Misfit.Find(state.Instance, model.Source, pool).ToList();
        var verdict = findings.Any(f => f.ByRule) ? CandidateVerdict.Excluded : CandidateVerdict.NoCapacity;
        var reason = string.Join("; ", findings.Select(f => f.Reason));
        return new Candidate(pool.Source.Id, verdict, verdict == CandidateVerdict.Excluded ? $"excluded: {reason}" : reason, null);
    }
}
