using System.Collections.Concurrent;
using System.Diagnostics;
using Lepton.Api.Models;
using Lepton.Operator.Members;
using Lepton.Operator.Planning;
using Lepton.Operator.State;

namespace Lepton.Operator.Monitoring;

/// <summary>
/// One trace for each change of a LeptonModel, from the moment the hub tells of it to the last apply in the last member: plan, decision, each apply with its requests. A decision
/// that no change of the model led to (a price, a lost cluster) begins a trace of its own. The planner plans for many changes at once: each gets a span of that plan, with a link to
/// the plan's own trace. Attributes are names and figures, never contents of objects.
/// </summary>
internal sealed class ChangeTraces(ModelStore models, ApplyOutcomes outcomes, TimeProvider time)
{
    /// <summary>What has not arrived after so long is told of as that: a span that never ends is never seen.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<ModelKey, OpenChange> _open = new();

    /// <summary>What arrived last: the status tells of it a moment later, and until then it looks as if it had yet to come.</summary>
    private readonly ConcurrentDictionary<ModelKey, OpenChange> _arrived = new();

    private static ActivitySource Source => OperatorTraces.Source;

    /// <summary>The hub tells of a model, as it is now.</summary>
    public void Seen(ModelKey key)
    {
        if (!Source.HasListeners())
            return;
        var model = models.Get(key);
        if (model is not null && !IsKnown(key, model) && (model.Metadata.DeletionTimestamp is not null || model.Status?.ObservedGeneration != model.Metadata.Generation))
            Begin(key, model, model.Metadata.DeletionTimestamp is null ? "change LeptonModel" : "delete LeptonModel");
        else
            EndIfArrived(key);
    }

    /// <summary>A plan was made of a picture of the fleet.</summary>
    /// <param name="plan">Its own span.</param>
    public void Planned(FleetSnapshot snapshot, FleetPlan fleet, Activity? plan) => Each(snapshot, (key, change) =>
    {
        if (!change.Planned && fleet.Models.TryGetValue(key, out var model))
            Tell(change, model, fleet, plan);
    });

    /// <summary>Nothing that a plan depends on differs in a picture: what changed (an image) goes where the model is.</summary>
    public void Looked(FleetSnapshot snapshot) => Each(snapshot, (key, change) =>
    {
        change.Planned = true;
        EndIfArrived(key);
    });

    /// <summary>The span of saving what was decided of a model; null when nobody listens or nothing new is on its way.</summary>
    public Activity? Save(LeptonModel before, ModelPlan plan)
    {
        if (!Source.HasListeners())
            return null;
        if (plan.Changed && !_open.ContainsKey(plan.Model))
            Begin(plan.Model, before, "decide LeptonModel").Planned = true;
        if (!_open.TryGetValue(plan.Model, out var change) || (change.Saved && !plan.Changed))
            return null;
        change.Saved = true;
        var span = change.Part("save decision");
        span?.SetTag("lepton.reason", plan.Reason.ToString());
        return span;
    }

    /// <summary>Makes one member what was decided, under a span when something of the model is on its way.</summary>
    /// <param name="apply">Returns how it ended, in a word.</param>
    public async Task ApplyAsync(ModelKey key, string cluster, Func<Task<string>> apply)
    {
        if (!Source.HasListeners() || !_open.TryGetValue(key, out var change))
        {
            await apply();
            return;
        }

        change.Count(1);
        try
        {
            using var span = change.Part("apply");
            span?.SetTag("k8s.cluster.name", cluster);
            await RunAsync(span, apply);
        }
        finally
        {
            change.Count(-1);
            EndIfArrived(key);
        }
    }

    /// <summary>Ends the trace when all of it is where it was to go, and what was there before is gone.</summary>
    private void EndIfArrived(ModelKey key)
    {
        if (!_open.TryGetValue(key, out var change) || change.Applying > 0)
            return;
        if (models.Get(key) is not { } model)
        {
            Close(key, "gone");
            return;
        }

        if (!change.Planned || model.Metadata.DeletionTimestamp is not null || model.Status is not { Migration: null } status)
            return;
        var placements = status.Placements ?? [];
        if (placements.Any(p => p.IsLeaving()) || outcomes.ClustersOf(key).Any(c => placements.All(p => p.Cluster != c)))
            return;
        if (placements.All(p => outcomes.Get(p.Cluster, key) is { Ok: true } outcome && outcome.Generation == model.Metadata.Generation && outcomes.DecisionOf(p.Cluster, key) == status.Decision?.Time))
            Close(key, placements.Count == 0 ? status.Decision?.Reason ?? "nothing is placed" : "applied");
    }

    private static async Task RunAsync(Activity? span, Func<Task<string>> apply)
    {
        try
        {
            var result = await apply();
            span?.SetTag("lepton.result", result);
        }
        catch (Exception e)
        {
            // Its message stands in the log; here it might carry what is nobody's business.
            span?.SetStatus(ActivityStatusCode.Error, e.GetType().Name);
            throw;
        }
    }

    /// <summary>Changes that the picture knows of.</summary>
    private void Each(FleetSnapshot snapshot, Action<ModelKey, OpenChange> see)
    {
        if (_open.IsEmpty)
            return;
        var known = snapshot.Models.ToDictionary(ModelStore.KeyOf);
        foreach (var (key, change) in _open)
        {
            if (time.GetUtcNow() - change.Since > Patience)
                Close(key, "not everywhere after an hour", ok: false);
            else if (known.TryGetValue(key, out var model) && change.IsOf(model.Metadata.Uid, Generation(model)))
                see(key, change);
        }
    }

    private bool IsKnown(ModelKey key, LeptonModel model) =>
        (_open.TryGetValue(key, out var change) && change.IsOf(model.Metadata.Uid, Generation(model))) || (_arrived.TryGetValue(key, out var last) && last.IsOf(model.Metadata.Uid, Generation(model)));

    /// <summary>A deletion is a change of its own, which servers count too; not all do.</summary>
    private static long? Generation(LeptonModel model) => model.Metadata.DeletionTimestamp is null ? model.Metadata.Generation : -1;

    private OpenChange Begin(ModelKey key, LeptonModel model, string name)
    {
        Close(key, "replaced by another change");
        // A trace of its own, whatever is under way where it is noticed.
        var around = Activity.Current;
        Activity.Current = null;
        var root = Source.StartActivity(name, ActivityKind.Consumer);
        Activity.Current = around;
        root?.SetTag("k8s.namespace.name", key.Namespace).SetTag("lepton.model", key.Name).SetTag("lepton.generation", model.Metadata.Generation);
        // One that is not recorded is remembered as well, or it would be drawn for again and again.
        return _open[key] = new OpenChange(root, model.Metadata.Uid, Generation(model), time.GetUtcNow());
    }

    private void Close(ModelKey key, string outcome, bool ok = true)
    {
        if (!_open.TryRemove(key, out var change))
            return;
        change.End(outcome, ok);
        if (models.Get(key) is null)
            _arrived.TryRemove(key, out _);
        else
            _arrived[key] = change;
    }

    private static void Tell(OpenChange change, ModelPlan model, FleetPlan fleet, Activity? plan)
    {
        change.Planned = true;
        ActivityLink[] links = plan is null ? [] : [new ActivityLink(plan.Context)];
        using var span = change.Part("plan", plan?.StartTimeUtc ?? default(DateTimeOffset), links);
        span?.SetTag("lepton.reason", model.Reason.ToString()).SetTag("lepton.models", fleet.Models.Count).SetTag("lepton.gap", fleet.Gap).SetTag("lepton.hourly_cost_dollars", model.HourlyCost);
    }
}
