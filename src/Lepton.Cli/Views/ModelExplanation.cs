using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Cli.Hub;
using Lepton.Cli.Output;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Serialization;

namespace Lepton.Cli.Views;

/// <summary><c>lepton explain MODEL</c>: where it is, why, what else was considered, and what it waits for.</summary>
internal static class ModelExplanation
{
    /// <exception cref="CommandException">There is no such model.</exception>
    public static async Task<Report> ReadAsync(IKubernetesClient hub, string @namespace, string name, CancellationToken cancellationToken) =>
        Of(await FindAsync(hub, @namespace, name, cancellationToken));

    /// <exception cref="CommandException">There is no such model; names those there are.</exception>
    internal static async Task<LeptonModel> FindAsync(IKubernetesClient hub, string @namespace, string name, CancellationToken cancellationToken)
    {
        if (await hub.Resource<LeptonModel>().TryGetAsync(name, @namespace, cancellationToken) is { } model)
            return model;
        var others = (await hub.Resource<LeptonModel>().ListAllAsync(cancellationToken: cancellationToken)).Items.Select(m => m.Metadata.NamespacedName()).Order(StringComparer.Ordinal).ToList();
        var elsewhere = others.Where(o => o.EndsWith($"/{name}", StringComparison.Ordinal)).ToList();
        throw new CommandException(elsewhere.Count > 0
            ? $"LeptonModel {@namespace}/{name} does not exist; found {string.Join(", ", elsewhere)}. Next: say -n NAMESPACE"
            : $"LeptonModel {@namespace}/{name} does not exist; found {(others.Count == 0 ? "no models at all" : string.Join(", ", others.Take(20)))}");
    }

    public static Report Of(LeptonModel model)
    {
        var status = model.Status ?? new LeptonModelStatus();
        var rows = (status.Decision?.Candidates ?? []).Select(c => (IReadOnlyList<string>)[c.Cluster, c.Pool, c.Verdict.ToString(), c.HourlyCost is { } cost ? $"{cost:0.00}" : "", c.Reason ?? ""]).ToList();
        return new Report(rows.Count == 0 ? [] : ["CLUSTER", "POOL", "VERDICT", "$/HOUR", "WHY"], rows, Data(model)) { Title = "What was considered", Before = [.. Story(model, status)] };
    }

    private static IEnumerable<string> Story(LeptonModel model, LeptonModelStatus status)
    {
        yield return $"LeptonModel {model.Metadata.NamespacedName()}: {Where(status)}";
        if (status.Cost is { } cost)
            yield return $"Cost: {Money.PerHour(cost.Hourly)}/h{(cost.CheapestPossibleHourly is { } least ? $"; with the fleet to itself it could cost {Money.PerHour(least)}/h" : "")}";
        if (status.Decision is { } decision)
        {
            yield return $"Decision {decision.Reason}{(decision.Time is { } time ? $" of {time:u}" : "")}: {decision.Message}";
            if (decision.LowerBound is { } bound && decision.Objective is { } objective)
                yield return $"Fleet: {Money.PerHour(objective)}/h, and no plan for it is better than {Money.PerHour(bound)}/h";
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
        if (status.LastMove is { } move)
            yield return $"Last move {move.Time:u}: cost {Money.PerHour(move.Cost)}, earned {Money.PerHour(move.Earned)} until {move.AsOf:u}";
        if (status.Decision is null)
            yield return "Nothing is decided yet. Next: lepton doctor";
    }

    private static string Where(LeptonModelStatus status) => status.Placements is { Count: > 0 } places
        ? string.Join(", ", places.Select(p => $"{p.Replicas} in {p.Pool} ({p.ReadyReplicas} ready, {p.State})"))
        : "placed nowhere";

    private static JsonObject Data(LeptonModel model) => new()
    {
        ["model"] = model.Metadata.NamespacedName(),
        ["generation"] = model.Metadata.Generation,
        ["status"] = KubernetesJson.ToNode(model.Status),
    };
}
