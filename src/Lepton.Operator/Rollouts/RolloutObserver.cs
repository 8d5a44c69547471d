using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Operator.Members;
using Lepton.Operator.State;
using Microsoft.Extensions.Logging;

namespace Lepton.Operator.Rollouts;

/// <summary>Looks at the members for a model's rollout, keeps revisions, and takes the rollout on.</summary>
internal sealed partial class RolloutObserver(HubState hub, MemberRegistry members, ApplyOutcomes outcomes, RevisionStore store, ILogger<RolloutObserver> logger, TimeProvider time)
{
    /// <summary>Keeps what the spec says as a revision where that is due: before a rollout with an order begins, else once it is seen at work everywhere (which is no hurry, and keeps no one waiting).</summary>
    /// <returns>The revision, null when none is due; and whether it could not be kept, which does not keep anything else from being observed.</returns>
    public async Task<(ModelRevision? Kept, bool Again)> KeepAsync(LeptonModel model, ModelKey key, CancellationToken cancellationToken)
    {
        try
        {
            return (await KeepDueAsync(model, key, cancellationToken), false);
        }
        catch (Exception e) when (e is Kubernetes.Http.KubernetesApiException or HttpRequestException or InvalidOperationException)
        {
            LogNotKept(e, model.Metadata.NamespacedName());
            return (null, true);
        }
    }

    private async Task<ModelRevision?> KeepDueAsync(LeptonModel model, ModelKey key, CancellationToken cancellationToken)
    {
        var hash = RevisionTemplate.Hash(model);
        if (hash == model.Status?.Revision?.Hash || hash == model.Status?.Rollout?.Revision.Hash || model.Status?.Placements is not { Count: > 0 })
            return null;
        var ordered = model.Status.Revision is not null && EffectiveRollout.Of(hub.PolicyOf(model), model) is not null;
        return ordered || IsAtWork(model, key, hash) ? await store.KeepAsync(model, cancellationToken) : null;
    }

    /// <summary>One step: changes the model's status in place.</summary>
    /// <param name="recorded">The revision kept just now, if any.</param>
    public void Observe(LeptonModel model, ModelKey key, ModelRevision? recorded)
    {
        var hash = RevisionTemplate.Hash(model);
        var status = model.Status!;
        if (status.Rollout is null && (hash == status.Revision?.Hash || recorded is null))
            return;
        var rules = EffectiveRollout.Of(hub.PolicyOf(model), model);
        RolloutMachine.Next(status, new RolloutTurn
        {
            Hash = hash,
            Rules = rules,
            Recorded = recorded,
            Clusters = ClusterOrder.Of(model, rules?.Stages ?? [], hub.Providers),
            Placed = (status.Placements ?? []).Select(p => p.Cluster).ToHashSet(StringComparer.Ordinal),
            Look = (cluster, of, since) => ClusterSight.Of(members.Find(cluster), model, key, cluster, of, outcomes.Get(cluster, key), since, rules?.CrashLoopRestarts ?? new RolloutPolicy().CrashLoopRestarts),
            Now = time.GetUtcNow(),
        });
    }

    /// <summary>When to look again although nothing is seen to change; null when only events count.</summary>
    public DateTimeOffset? Wake(LeptonModel model) =>
        model.Status?.Rollout is { Phase: RolloutPhase.Progressing } rollout && EffectiveRollout.Of(hub.PolicyOf(model), model) is { } rules
            ? RolloutProgress.Wake(rollout, rules, ClusterOrder.Of(model, rules.Stages, hub.Providers), time.GetUtcNow())
            : null;

    /// <summary>After a revision was kept: old ones go.</summary>
    public async Task TidyAsync(LeptonModel model, CancellationToken cancellationToken)
    {
        try
        {
            await store.PruneAsync(model, cancellationToken);
        }
        catch (Exception e) when (e is Kubernetes.Http.KubernetesApiException or HttpRequestException)
        {
            // Tried again with the next revision.
            LogNotPruned(e, model.Metadata.NamespacedName());
        }
    }

    private bool IsAtWork(LeptonModel model, ModelKey key, string hash)
    {
        var active = model.Status!.Placements!.Where(p => p.State != PlacementState.Draining).ToList();
        if (active.Count == 0 || active.Exists(p => members.Find(p.Cluster) is not { Healthy: true }))
            return false;
        return model.Spec.Workload == WorkloadKind.Training
            ? active.TrueForAll(p => p.State == PlacementState.Active && outcomes.Get(p.Cluster, key) is { Ok: true } outcome && outcome.Generation == model.Metadata.Generation)
            : active.Select(p => p.Cluster).Distinct(StringComparer.Ordinal).All(c => ClusterSight.Of(members.Find(c), model, key, c, hash, null, null, 0).Missing is null);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A revision of LeptonModel {Model} was not kept and is tried again; a rollout with an order does not begin before it is (does the operator's role in the hub have controllerrevisions?)")]
    private partial void LogNotKept(Exception error, string model);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old revisions of LeptonModel {Model} were not removed; with its next revision they are")]
    private partial void LogNotPruned(Exception error, string model);
}
