using Lepton.Api.Models;

namespace Lepton.Operator.Views;

/// <summary>Where a model is, why, and what it waits for, in sentences: of <c>lepton explain</c> and of the dashboard.</summary>
internal static class ModelStory
{
    public static IEnumerable<string> Of(LeptonModel model)
    {
        var status = model.Status ?? new LeptonModelStatus();
        yield return $"LeptonModel {model.Metadata.NamespacedName()}: {Where(status)}";
        if (status.Cost is { } cost)
            yield return $"Cost: {Money.PerHour(cost.Hourly)}/h{(cost.CheapestPossibleHourly is { } least ? $"; with the fleet to itself it could cost {Money.PerHour(least)}/h" : "")}";
        if (status.Decision is { } decision)
        {
            yield return $"Decision {decision.Reason}{(decision.Time is { } time ? $" of {time:u}" : "")}: {decision.Message}";
            if (decision.LowerBound is { } bound && decision.Objective is { } objective)
                yield return $"Fleet as weighed then, with new nodes whole and reclaims to be expected: {Money.PerHour(objective)}/h, and no plan for it is better than {Money.PerHour(bound)}/h";
        }

        foreach (var condition in status.Conditions ?? [])
        {
            var good = condition.Type is "Degraded" or "Progressing" ? "False" : "True";
            if (condition.Status != good)
                yield return $"{condition.Type} is {condition.Status} ({condition.Reason}): {condition.Message}";
        }

        if (status.Rollout is { } rollout)
            yield return $"Rollout of revision {rollout.Revision.Number} ({rollout.Phase}): {rollout.Message} Next: lepton history {model.Metadata.Name} -n {model.Metadata.Namespace}";
        if (status.Migration is { } migration)
            yield return $"Moving ({migration.Reason}, {migration.Strategy}, {migration.Phase}): {migration.Message}";
        if (status.Proposal is { } proposal)
            yield return $"Proposed, {proposal.Reason}: {proposal.Message}{(proposal.Reason == MoveHold.AwaitingApproval ? $" Next: lepton approve {model.Metadata.Name} -n {model.Metadata.Namespace}" : "")}";
        if (status.Failback is { } back)
            yield return $"Goes back to {string.Join(", ", (back.Places ?? []).Select(p => p.Cluster).Distinct(StringComparer.Ordinal))}, {back.Reason}: {back.Message}";
        if (status.LastMove is { } move)
            yield return $"Last move {move.Time:u}: cost {Money.PerHour(move.Cost)}, earned {Money.PerHour(move.Earned)} until {move.AsOf:u}";
        if (status.Decision is null)
            yield return "Nothing is decided yet. Next: lepton doctor";
    }

    public static string Where(LeptonModelStatus status) => status.Placements is { Count: > 0 } places
        ? string.Join(", ", places.Select(p => $"{p.Replicas} in {p.Pool} ({p.ReadyReplicas} ready, {p.State})"))
        : "placed nowhere";
}
