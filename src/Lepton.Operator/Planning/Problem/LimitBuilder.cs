using Lepton.Api.Models;
using Lepton.Operator.State;
using Lepton.Placement;

namespace Lepton.Operator.Planning.Problem;

/// <summary>Ceilings of providers and policies, less what the models that stay already use of them.</summary>
internal sealed class LimitBuilder(PlanningFacts facts, IReadOnlyList<ModelStanding> standings)
{
    public IReadOnlyList<Limit> Build(IReadOnlySet<ModelKey> movable)
    {
        var limits = new List<Limit>();
        foreach (var provider in facts.Snapshot.Providers.OrderBy(p => p.Metadata.Name, StringComparer.Ordinal))
        {
            if (provider.Spec.Limits is not { } ceiling || (ceiling.Gpus is null && ceiling.HourlyCost is null))
                continue;
            var name = provider.Metadata.Name!;
            var placements = standings.SelectMany(s => Fixed(s, movable)).Where(p => p.Provider == name).ToList();
            limits.Add(new Limit
            {
                Id = $"CloudProvider {name} spec.limits",
                Provider = name,
                Gpus = ceiling.Gpus is { } gpus ? Math.Max(0, gpus - placements.Sum(p => p.Replicas * p.AcceleratorCount)) : null,
                HourlyCost = ceiling.HourlyCost is { } cost ? Math.Max(0, cost - placements.Sum(p => p.HourlyCost)) : null,
            });
        }

        foreach (var policy in facts.Snapshot.Policies.OrderBy(p => p.Metadata.Name, StringComparer.Ordinal))
        {
            if (policy.Spec.Budget is not { } budget)
                continue;
            var under = standings.Where(s => s.Policy?.Metadata.Name == policy.Metadata.Name).ToList();
            var used = under.SelectMany(s => Fixed(s, movable)).Sum(p => p.HourlyCost);
            limits.Add(new Limit
            {
                Id = $"PlacementPolicy {policy.Metadata.Name} spec.budget",
                Models = under.Where(s => movable.Contains(s.Key)).Select(s => s.Key.ToString()).ToList(),
                HourlyCost = Math.Max(0, budget.HourlyCost - used),
            });
        }

        return limits;
    }

    /// <summary>What is not placed anew: all of a model that stays, and of one that is placed what stays whatever is decided.</summary>
    private static IEnumerable<ModelPlacement> Fixed(ModelStanding standing, IReadOnlySet<ModelKey> movable) => standing.Held
        .Concat(standing.Anchored.Select(a => a.Placement))
        .Concat(movable.Contains(standing.Key) ? [] : standing.Kept.Select(k => k.Placement));
}
