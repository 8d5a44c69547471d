using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Emission;
using Lepton.Operator.Emission.Objects;
using Lepton.Operator.Monitoring;
using Lepton.Operator.Moves;
using Lepton.Operator.Rollouts;
using Lepton.Operator.State;

namespace Lepton.Operator.Members;

/// <summary>Reads what was decided for a model and makes one member say so. Whatever was decided was saved before: this only ever reads.</summary>
internal sealed class ApplyCoordinator(HubState hub, string hubId, PropagatedSource propagated, RevisionStore revisions, ApplyOutcomes outcomes, ChangeTraces traces, TimeProvider time)
{
    private static readonly ResourceDefinition Keda = ResourceDefinition.Of<ScaledObject>();
    private readonly ApplyMetrics _metrics = new(time);

    public async Task ReconcileAsync(MemberSession member, ModelKey key, CancellationToken cancellationToken)
    {
        // A silent member is asked again when it is back; and before the hub was read nothing may be taken for unwanted.
        if (!member.Healthy || !hub.Synced)
            return;
        await traces.ApplyAsync(key, member.Cluster, async () =>
        {
            await MakeTrueAsync(member, key, cancellationToken);
            return outcomes.Get(member.Cluster, key)?.Reason ?? "Removed";
        });
    }

    private async Task MakeTrueAsync(MemberSession member, ModelKey key, CancellationToken cancellationToken)
    {
        var model = hub.Models.Get(key);
        if (model is not null && IsOrphan(model))
        {
            await ReleaseAsync(member, model, key, cancellationToken);
            return;
        }

        var targets = model is null || model.Metadata.DeletionTimestamp is not null ? [] : Targets.In(member.Cluster, model, hub.PolicyOf(model));
        var data = model is not null && model.Metadata.DeletionTimestamp is null && DataStep.ComesTo(model, member.Cluster) ? Targets.Data(member.Cluster, model) : null;
        if (model is null || (targets.Count == 0 && data is null))
        {
            await member.Applier.ReconcileAsync(key, [], AdoptionPolicy.IfOwned, shared => IsSharedWanted(member.Cluster, shared), cancellationToken);
            outcomes.Remove(member.Cluster, key);
            SweepAgain(member, key.Namespace);
            return;
        }

        var outcome = await MeasuredAsync(member, model, targets, data, cancellationToken);
        outcomes.Set(member.Cluster, key, outcome with { Generation = model.Metadata.Generation });
        // A run that is to end by itself when the hub is gone is told again and again that it is not.
        if (targets.Count > 0 && targets.Max(t => t.Fence) is { } fence && model.Spec.Workload == WorkloadKind.Training)
            member.Queue.AddAfter(key, FenceRenewal.Interval(fence));
        // What stands in the way may go without any event that we would see (a namespace that ends, a foreign object that is removed).
        if (!outcome.Ok)
            member.Queue.AddAfter(key, TimeSpan.FromSeconds(outcome.Reason is "Replacing" or "WaitingForDeletion" ? 1 : 10));
    }

    /// <summary>A namespace that is still somebody else's home goes once they have left, of which no watch tells: so it is looked at again.</summary>
    private void SweepAgain(MemberSession member, string @namespace)
    {
        if (member.Caches.SharedIn(@namespace).Any(shared => shared.Object.Metadata.DeletionTimestamp is null && !IsSharedWanted(member.Cluster, shared.Key)))
            member.Queue.AddAfter(new ModelKey(@namespace, ""), member.SweepInterval);
    }

    private async Task<ApplyOutcome> MeasuredAsync(MemberSession member, LeptonModel model, IReadOnlyList<PlacementTarget> targets, DataTarget? data, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        bool? applied = null;
        try
        {
            var outcome = await ApplyAsync(member, model, targets, data, cancellationToken);
            applied = outcome.Ok;
            if (outcome.Ok && model.Status?.Decision?.Time is { } decided && outcomes.Arrived(member.Cluster, ModelStore.KeyOf(model), decided))
                _metrics.Arrived(member.Cluster, decided);
            return outcome;
        }
        finally
        {
            ApplyMetrics.Took(member.Cluster, applied, time.GetElapsedTime(start));
        }
    }

    private async Task<ApplyOutcome> ApplyAsync(MemberSession member, LeptonModel model, IReadOnlyList<PlacementTarget> targets, DataTarget? data, CancellationToken cancellationToken)
    {
        var (objects, missing) = await propagated.GetAsync(model, cancellationToken);
        if (missing is not null)
            return new ApplyOutcome(false, "PropagatedObjectMissing", missing, null);
        var (runs, lost) = await RevisionAsync(member.Cluster, model, cancellationToken);
        if (lost is not null)
            return new ApplyOutcome(false, "RevisionMissing", lost, null);
        IReadOnlyList<DesiredObject> desired;
        try
        {
            var @namespace = model.Metadata.Namespace!;
            var ownNamespace = member.Caches.SharedIn(@namespace).Any(o => o.Key.Namespace is null);
            desired = Emitter.Emit(new EmissionInput
            {
                Model = runs,
                HubId = hubId,
                Targets = targets,
                Data = data,
                Propagated = member.IsHub ? [] : objects,
                HasKeda = member.Caches.Optional.Has(Keda),
                EmitNamespace = !member.IsHub && (ownNamespace || !member.Caches.HasNamespace(@namespace)),
            });
        }
        catch (EmissionException e)
        {
            return new ApplyOutcome(false, "InvalidSpec", e.Message, null);
        }

        var key = ModelStore.KeyOf(model);
        var problem = await member.Applier.ReconcileAsync(key, desired, model.Spec.AdoptionPolicy, shared => IsSharedWanted(member.Cluster, shared), cancellationToken);
        return problem is { Ok: false } ? problem : WithoutKeda(member, model, targets) ?? problem ?? ApplyOutcome.Done(null);
    }

    /// <summary>All that can stand there stands there: the replicas of the plan, which nothing scales.</summary>
    private static ApplyOutcome? WithoutKeda(MemberSession member, LeptonModel model, IReadOnlyList<PlacementTarget> targets) =>
        targets.Count == 0 || !Scaling.MemberScaling.Applies(model) || model.Spec.Scaling!.Engine != ScalingEngine.KEDA || member.Caches.Optional.Has(Keda)
            ? null
            : new ApplyOutcome(false, "KedaMissing", $"spec.scaling.engine is KEDA, and cluster {member.Cluster} does not serve {Keda.Kind} of {Keda.Group}/{Keda.Version}: {targets.Sum(t => t.Replicas)} replicas run there and are not scaled; install KEDA there, or keep the model out of it by a policy", null);

    /// <summary>The model as the cluster is to run it: during a rollout, and after one that failed, with the fields of an older revision. Without that nothing is touched there.</summary>
    private async Task<(LeptonModel Model, string? Lost)> RevisionAsync(string cluster, LeptonModel model, CancellationToken cancellationToken)
    {
        if (ClusterRevision.Of(model, hub.PolicyOf(model), cluster) is not { } number)
        {
            if (model.Status?.Rollout is null)
                revisions.Forget(model.Metadata.Uid!);
            return (model, null);
        }

        return await revisions.TemplateAsync(model, number, cancellationToken) is { } template
            ? (RevisionTemplate.Over(model, template), null)
            : (model, $"ControllerRevision {model.Metadata.Namespace}/{RevisionRecord.NameOf(model.Metadata.Name!, number)}: found none of this model, expected revision {number}, which cluster {cluster} is to run; what runs there stays as it is until the model's spec is changed to what shall run");
    }

    /// <summary>
    /// Whether a shared object is wanted by any model placed in the cluster; a namespace as long as the hub has models in it, so that it is not deleted and
    /// made again whenever the last one moves away and back; unless the cluster's provider is being deleted.
    /// </summary>
    /// <param name="without">A model that is not asked.</param>
    private bool IsSharedWanted(string cluster, ObjectKey shared, LeptonModel? without = null)
    {
        var @namespace = shared.Namespace ?? shared.Name;
        // What an orphan needs is not swept between its release and its end.
        var alive = hub.Models.All.Where(m => m.Metadata.Namespace == @namespace && m != without && (m.Metadata.DeletionTimestamp is null || IsOrphan(m)));
        return shared.Namespace is null
            ? alive.Any() && !hub.IsLeaving(cluster)
            : alive.Any(m => m.Status?.Placements?.Any(p => p.Cluster == cluster) == true
                && m.Spec.Propagate?.Any(p => p.Name == shared.Name && p.Kind.ToString() == shared.Resource.Kind) == true);
    }

    private static bool IsOrphan(LeptonModel model) => model is { Metadata.DeletionTimestamp: not null, Spec.DeletionPolicy: DeletionPolicy.Orphan };

    /// <summary>
    /// deletionPolicy Orphan: what runs stays and is nobody's, with the ConfigMaps and Secrets it needs unless other models keep them; without our labels no
    /// sweep will ever find it. What is shared goes first: the model ends when nothing of its own is left.
    /// </summary>
    private async Task ReleaseAsync(MemberSession member, LeptonModel model, ModelKey key, CancellationToken cancellationToken)
    {
        var own = member.Caches.OfModel(key);
        if (own.Count == 0)
            return;
        foreach (var (objectKey, live) in member.Caches.SharedIn(key.Namespace))
        {
            if (!IsSharedWanted(member.Cluster, objectKey, without: model))
                await ReleaseObjectAsync(member, objectKey, live, cancellationToken);
        }

        foreach (var (objectKey, live) in own)
            await ReleaseObjectAsync(member, objectKey, live, cancellationToken);
    }

    private static async Task ReleaseObjectAsync(MemberSession member, ObjectKey key, UnstructuredObject live, CancellationToken cancellationToken)
    {
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["uid"] = live.Metadata.Uid,
                ["labels"] = new JsonObject { [Ownership.ManagedByLabel] = null, [Ownership.HubLabel] = null },
                ["annotations"] = new JsonObject { [Ownership.HashAnnotation] = null },
            },
        };
        try
        {
            await member.Client.Resource(key.Resource).PatchAsync(
                key.Name, key.Namespace, Patch.Merge(patch), options: new WriteOptions { FieldManager = Ownership.FieldManager }, cancellationToken: cancellationToken);
        }
        catch (KubernetesApiException e) when (e.IsNotFound || e.IsConflict)
        {
            // Gone already, or made anew by somebody else.
        }
    }
}
