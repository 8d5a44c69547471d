using System.Collections.Concurrent;
using Lepton.Api.Models;
using Lepton.Operator.Members;
using Lepton.Operator.Moves;
using Lepton.Operator.Planning;
using Lepton.Operator.Rollouts;
using Lepton.Operator.Scaling;
using Lepton.Operator.State;

namespace Lepton.Operator.Status;

/// <summary>
/// Fills in what is seen of a model in the members: ready counts, states, endpoints and the conditions Applied, Ready, Progressing and Degraded; lets what is
/// leaving go when its successors serve; and ends a deleted model when nothing of it is left.
/// </summary>
internal sealed class ModelObserver(HubState hub, MemberRegistry members, ApplyOutcomes outcomes, ModelStatusWriter writer, ModelFinalizer finalizer, ModelEvents events, PlannedWishes planned, TargetProbe probe, RolloutObserver rollouts, TimeProvider time)
{
    /// <summary>How long what is being applied is waited for, so that its end is reported and not every step of it.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Between two questions to a target that does not answer as expected.</summary>
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(2);

    /// <summary>Between two attempts to keep a revision that the hub refused.</summary>
    private static readonly TimeSpan KeepAgain = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<ModelKey, DateTimeOffset> _underway = new();

    /// <returns>When to look again although no event tells of anything; null when only events count.</returns>
    public async Task<TimeSpan?> ReconcileAsync(ModelKey key, CancellationToken cancellationToken)
    {
        var model = hub.Models.Get(key);
        if (model is null)
        {
            writer.Forget(key);
            _underway.TryRemove(key, out _);
            return null;
        }

        if (model.Metadata.DeletionTimestamp is not null)
        {
            await FinishAsync(model, key, cancellationToken);
            return null;
        }

        if (model.Status?.Conditions is not { Count: > 0 } || IsEarly(model))
            return null;
        if (Wait(model, key) is { } wait)
            return wait;
        var before = model;
        var problem = await probe.AskAsync(model, key, MigrationOf(model), cancellationToken);
        var (kept, again) = await rollouts.KeepAsync(model, key, cancellationToken);
        var saved = await writer.UpdateAsync(
            key,
            m =>
            {
                Observe(m, key, problem, kept);
                return true;
            },
            cancellationToken);
        if (saved is null)
            return null;
        events.Observed(before, saved);
        if (kept is not null)
            await rollouts.TidyAsync(saved, cancellationToken);
        return problem is not null ? AskAgain : again ? KeepAgain : Next(saved) is { } at ? TimeSpan.FromMilliseconds(Math.Max(10, (at - time.GetUtcNow()).TotalMilliseconds)) : null;
    }

    /// <summary>When time alone changes something.</summary>
    private DateTimeOffset? Next(LeptonModel model) => new[] { MigrationMachine.Wake(model, MigrationOf(model)) ?? Over(model), rollouts.Wake(model), MemberScaling.Wake(model) }.Min();

    /// <summary>When what leaves a silent cluster is given up: no event tells of it.</summary>
    private DateTimeOffset? Over(LeptonModel model) => (model.Status?.Placements ?? [])
        .Where(p => p.State == PlacementState.Draining && members.HealthOf(p.Cluster) is { Health: MemberHealth.Unreachable })
        .Select(p => members.HealthOf(p.Cluster)!.Since + Silence.Limit(model, hub.PolicyOf(model), p.Cluster))
        .Where(at => at > time.GetUtcNow()).Min();

    /// <summary>How much longer the members that answer may take to be given what was decided; null when there is nothing to wait for.</summary>
    private TimeSpan? Wait(LeptonModel model, ModelKey key)
    {
        var given = (model.Status?.Placements ?? []).Where(p => p.State != PlacementState.Draining && members.Find(p.Cluster) is { Healthy: true })
            .All(p => outcomes.Get(p.Cluster, key)?.Generation == model.Metadata.Generation);
        if (given)
        {
            _underway.TryRemove(key, out _);
            return null;
        }

        var left = _underway.GetOrAdd(key, time.GetUtcNow()) + Patience - time.GetUtcNow();
        return left > TimeSpan.Zero ? left : null;
    }

    /// <summary>Before the members a model is in were read, nothing may be concluded about it: it is looked at again when they were.</summary>
    private bool IsEarly(LeptonModel model) => !members.Synced || (model.Status?.Placements ?? []).Any(p => members.HealthOf(p.Cluster)?.Health == MemberHealth.Unknown);

    /// <summary>
    /// Members that are silent do not hold a deletion up: what they still run is swept when they return. Those that were not looked at yet since the start do:
    /// whether they answer is known within a few probes, and what they hold must not be taken for nothing.
    /// </summary>
    private async Task FinishAsync(LeptonModel model, ModelKey key, CancellationToken cancellationToken)
    {
        if (model.Metadata.Finalizers?.Contains(ModelFinalizer.Name) != true)
            return;
        if (members.AnyUnread)
            return;
        foreach (var member in members.Sessions.Where(m => m.Healthy))
        {
            if (member.Caches.OfModel(key).Count == 0)
                continue;
            member.Queue.Add(key);
            return;
        }

        await finalizer.RemoveAsync(model, cancellationToken);
    }

    /// <param name="problem">How the target of a move answers, if not as expected.</param>
    /// <param name="kept">The revision kept just now, if any.</param>
    private void Observe(LeptonModel model, ModelKey key, string? problem, ModelRevision? kept)
    {
        var status = model.Status!;
        var placements = status.Placements ?? [];
        foreach (var placement in placements)
            ObservePlacement(model, key, placement);
        if (MigrationMachine.Next(model, placements, MigrationOf(model), IsGone, cluster => members.HealthOf(cluster)?.Health, time.GetUtcNow(), problem, p => ReturnedPlacements.Keeps(model, hub.PolicyOf(model), p, members.HealthOf(p.Cluster)?.Health), cluster => DataIn(model, key, cluster)) is { } next)
            status.Placements = placements = next;
        // What fails by itself at the target is no reason to start it over somewhere else.
        if (status.Migration is { Phase: MigrationPhase.Starting or MigrationPhase.Verifying } && HasFailed(model, key, placements))
            status.Migration = null;
        rollouts.Observe(model, key, kept);

        var active = placements.Where(p => p.State != PlacementState.Draining).ToList();
        status.Scaling = MemberScaling.Next(model, active, time.GetUtcNow());
        status.ObservedGeneration = model.Metadata.Generation;
        status.Replicas = active.Sum(p => p.Replicas);
        status.ReadyReplicas = placements.Sum(p => p.ReadyReplicas);
        status.Selector = $"{Emission.Ownership.ModelLabel}={key.Name},{Emission.Ownership.ModelNamespaceLabel}={key.Namespace}";
        status.Endpoints = Endpoints(model, placements);
        status.Conditions ??= [];
        foreach (var (type, value, reason, message) in ModelConditions.Of(model, active, placements, p => Outcome(p, key), members.HealthOf, IsComplete(model, key, active), cluster => Silence.Waits(model, hub.PolicyOf(model), cluster)))
            ConditionText.Set(status.Conditions, type, value, reason, message, model.Metadata.Generation, time.GetUtcNow());
        // The plan of a generation that wishes for the same places is the plan that stands.
        if (status.Conditions.Find(c => c.Type == "Scheduled") is { Status: "True" } scheduled && scheduled.ObservedGeneration < model.Metadata.Generation && planned.Covers(model))
            scheduled.ObservedGeneration = model.Metadata.Generation;
        WaitConditions.OfModel(model, time.GetUtcNow());
        status.Summary = ModelSummary.Of(status);

        // Seen, or certain without being seen: a run in a cluster that has been silent for longer than its fence has ended.
        bool IsGone(string cluster) => members.Find(cluster) is { Healthy: true } m
            ? m.Caches.OfModel(key).Count == 0 && m.Caches.PodsOf(key) == 0
            : members.HealthOf(cluster) is { } silent && PlanningFacts.IsLost(silent, model, hub.PolicyOf(model), time.GetUtcNow());
    }

    private DataCopy? DataIn(LeptonModel model, ModelKey key, string cluster) => members.Find(cluster) is { Healthy: true } member && Targets.Data(cluster, model) is { } target
        ? DataSight.Of(member.Caches, model, key, target, outcomes.Get(cluster, key))
        : null;

    private Api.Policies.MigrationPolicy MigrationOf(LeptonModel model) => hub.PolicyOf(model)?.Spec.Migration ?? new();

    private void ObservePlacement(LeptonModel model, ModelKey key, ModelPlacement placement)
    {
        // Of a silent member the last that was seen stands: its pods run on as far as anybody knows.
        if (members.Find(placement.Cluster) is not { Healthy: true } member)
            return;
        placement.ReadyReplicas = MemberReadiness.Ready(member.Caches, model, key, placement);
        if (placement.State == PlacementState.Draining)
            return;
        placement.AutoscaledReplicas = MemberScaling.Applies(model) ? MemberReadiness.Autoscaled(member.Caches, key, placement) : null;
        placement.State = placement.ReadyReplicas >= MemberScaling.Expected(model, placement) && placement.Replicas > 0 ? PlacementState.Active : PlacementState.Pending;
    }

    private ApplyOutcome? Outcome(ModelPlacement placement, ModelKey key) => outcomes.Get(placement.Cluster, key);

    private bool HasFailed(LeptonModel model, ModelKey key, IReadOnlyList<ModelPlacement> placements) =>
        placements is [{ Cluster: var cluster }, ..] && members.Find(cluster) is { Healthy: true } member && MemberReadiness.HasFailed(member.Caches, model, key);

    private bool IsComplete(LeptonModel model, ModelKey key, IReadOnlyList<ModelPlacement> active) =>
        active.Count > 0 && members.Find(active[0].Cluster) is { Healthy: true } member && MemberReadiness.IsComplete(member.Caches, model, key);

    /// <summary>The Service's name in each cluster where something is ready that requests are meant for.</summary>
    private static List<ModelEndpoint>? Endpoints(LeptonModel model, IReadOnlyList<ModelPlacement> placements)
    {
        var port = model.Spec.Service?.Ports?.FirstOrDefault()?.Port ?? model.Spec.Ports?.FirstOrDefault()?.ContainerPort;
        if (port is null || model.Spec.Workload == WorkloadKind.Training)
            return null;
        var endpoints = RequestShares.Of(model, placements)
            .Select(s => new ModelEndpoint { Cluster = s.Key, Address = $"{Emission.Names.ForModel(model.Metadata.Name!)}.{model.Metadata.Namespace}.svc:{port}", Weight = s.Value })
            .ToList();
        return endpoints.Count == 0 ? null : endpoints;
    }
}
