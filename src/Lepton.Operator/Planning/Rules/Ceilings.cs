using Lepton.Api.Models;

namespace Lepton.Operator.Planning.Rules;

/// <summary>
/// Whether what runs is within the budgets of models and policies and the limits of providers: they may have been lowered, or prices have risen. All served models under a ceiling that is exceeded are
/// placed anew within it, and the lowest priority is cut. Training runs count, and are cut as far as their policy lets them be (<see cref="RunInterruption"/>).
/// </summary>
internal static class Ceilings
{
    /// <summary>Dollars per hour, or the fraction of a ceiling, that are rounding.</summary>
    private const double Noise = 0.005;

    public static List<ModelStanding> Mark(List<ModelStanding> standings, PlanningFacts facts)
    {
        var providers = facts.Snapshot.Providers.Where(p => p.Spec.Limits is { Gpus: not null } or { HourlyCost: not null }).ToList();
        if (providers.Count == 0 && facts.Snapshot.Policies.All(p => p.Spec.Budget is null) && standings.All(s => s.Model.Spec.Budget is null))
            return standings;
        var bill = CurrentUse.BillOf(facts, standings);
        var costs = standings.ToDictionary(s => s.Key, s => CurrentUse.Hourly(bill, s) + s.Held.Sum(h => h.HourlyCost));
        var over = new Dictionary<State.ModelKey, string>();
        foreach (var one in standings.Where(s => s.Model.Spec.Budget is { } own && IsOver(costs[s.Key], own.HourlyCost)))
            over[one.Key] = $"LeptonModel {one.Key} spec.budget.hourlyCost is ${one.Model.Spec.Budget!.HourlyCost:0.00}, and it costs ${costs[one.Key]:0.00}/h";
        foreach (var under in standings.Where(s => s.Policy?.Spec.Budget is not null).GroupBy(s => s.Policy!.Metadata.Name!, StringComparer.Ordinal))
        {
            var (budget, cost) = (under.First().Policy!.Spec.Budget!.HourlyCost, under.Sum(s => costs[s.Key]));
            Add(under, IsOver(cost, budget) ? $"PlacementPolicy {under.Key} spec.budget.hourlyCost is ${budget:0.00}, and the models under it cost ${cost:0.00}/h" : null);
        }

        foreach (var provider in providers)
        {
            var (name, limits) = (provider.Metadata.Name!, provider.Spec.Limits!);
            var there = standings.Where(s => All(s).Any(p => p.Provider == name)).ToList();
            var placements = there.SelectMany(All).Where(p => p.Provider == name).ToList();
            var cost = there.Sum(s => s.Placed.Where(k => k.Placement.Provider == name).Sum(k => bill.Hourly(s.Model, s.Policy, k.Pool, k.Placement.Replicas, k.Placement.AcceleratorCount)) + s.Held.Where(h => h.Provider == name).Sum(h => h.HourlyCost));
            Add(there, limits.HourlyCost is { } most && IsOver(cost, most) ? $"CloudProvider {name} spec.limits.hourlyCost is ${most:0.00}, and what runs there costs ${cost:0.00}/h" : null);
            var gpus = placements.Sum(p => p.Replicas * p.AcceleratorCount);
            Add(there, limits.Gpus is { } count && gpus > count ? $"CloudProvider {name} spec.limits.gpus is {count}, and {gpus} are used there" : null);
        }

        return [.. standings.Select(s => !over.TryGetValue(s.Key, out var why) || !CanBeCut(s) ? s
            : RunInterruption.MayGiveWay(s) ? s with { OverBudget = why, Yields = s.IsTraining } : s with { Spared = $"{why}; the run is not stopped for it, because {RunInterruption.Spares(s)}" })];

        void Add(IEnumerable<ModelStanding> under, string? why)
        {
            foreach (var one in why is null ? [] : under)
                over.TryAdd(one.Key, why!);
        }
    }

    private static bool IsOver(double cost, double ceiling) => cost > ceiling + Math.Max(Noise, ceiling * Noise);

    private static IEnumerable<ModelPlacement> All(ModelStanding standing) => standing.Placed.Select(p => p.Placement).Concat(standing.Held);

    private static bool CanBeCut(ModelStanding standing) => standing is { Fixed: null, Held.Count: 0, RolledBack.Count: 0 } && standing.Placed.Any();
}
