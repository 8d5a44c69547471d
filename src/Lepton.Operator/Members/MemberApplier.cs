using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Emission;
using Lepton.Operator.State;
using Microsoft.Extensions.Logging;

namespace Lepton.Operator.Members;

/// <summary>Makes one member say of one model what was decided: writes what differs, removes what is ours and not wanted, takes over nothing.</summary>
internal sealed partial class MemberApplier(string cluster, string hubId, IKubernetesClient client, IMemberObjects objects, ILogger logger, TimeProvider? time = null)
{
    private static readonly ApplyOptions Force = new(Ownership.FieldManager) { Force = true };
    private static readonly ApplyOptions Handover = new(ReplicasHandover.FieldManager) { Force = true };
    private static readonly ApplyOptions Create = new(Ownership.FieldManager) { ResourceVersion = ApplyOptions.NoObject };

    /// <summary>Objects written since start, for metrics and tests.</summary>
    public long Writes => Interlocked.Read(ref _writes);

    /// <summary>Objects that somebody had changed and that were put right, since start: not those of which something else is wanted now.</summary>
    public long Repairs => Interlocked.Read(ref _repairs);

    private long _writes;
    private long _repairs;

    /// <param name="desired">In the order in which they are applied; empty when nothing of the model belongs here.</param>
    /// <param name="sharedWanted">Shared objects that any model here wants.</param>
    /// <returns>Null when all is in place, else what stands in the way.</returns>
    public async Task<ApplyOutcome?> ReconcileAsync(
        ModelKey model, IReadOnlyList<DesiredObject> desired, AdoptionPolicy adoption, Func<ObjectKey, bool> sharedWanted, CancellationToken cancellationToken)
    {
        ApplyOutcome? problem = null;
        foreach (var wanted in desired)
        {
            // What failed tells more than what was only kept otherwise.
            var outcome = await ApplyAsync(model, wanted, adoption, cancellationToken);
            problem = outcome is null or { Ok: true } && problem is not null ? problem : outcome;
        }

        var keep = desired.Select(d => d.Key).ToHashSet();
        foreach (var (key, live) in objects.OfModel(model).OrderBy(o => OwnedKinds.DeletionOrder(o.Key.Resource)))
        {
            if (!keep.Contains(key))
                await DeleteAsync(key, live, cancellationToken);
        }

        await SweepSharedAsync(model.Namespace, keep, sharedWanted, cancellationToken);
        return problem;
    }

    private async Task<ApplyOutcome?> ApplyAsync(ModelKey model, DesiredObject wanted, AdoptionPolicy adoption, CancellationToken cancellationToken)
    {
        var live = objects.Get(wanted.Key);
        if (live is not null && !MayTake(model, live, adoption))
            return NameTaken(wanted, live);
        if (live is { Metadata.DeletionTimestamp: not null })
            return new ApplyOutcome(false, "WaitingForDeletion", $"{wanted.Key} in cluster {cluster} is still being deleted", null);
        try
        {
            if (live is null)
                return await CreateAsync(model, wanted, adoption, cancellationToken);
            var stands = live.ReadJson();
            wanted = FenceRenewal.Renewed(wanted, stands, (time ?? TimeProvider.System).GetUtcNow());
            if (IsCurrent(wanted, live, stands))
                return null;
            if (JobReplacement.Needed(wanted.Json, stands))
            {
                await DeleteAsync(wanted.Key, live, cancellationToken, JobReplacement.Propagation);
                return new ApplyOutcome(false, "Replacing", $"{wanted.Key} in cluster {cluster} cannot be changed in place and is made anew", null);
            }

            if (JobReplacement.Keeps(wanted.Json, stands))
                return null;
            // The number of replicas is handed to an autoscaler without a dip.
            if (ReplicasHandover.Needed(wanted.Json, stands) is { } handover)
                await client.Resource(wanted.Resource).ApplyAsync(new UnstructuredObject(handover), Handover, cancellationToken);
            var drift = Drift(wanted, live, stands);
            var kept = await RepairAsync(wanted, cancellationToken);
            if (kept is not null)
                return KeptOtherwise(wanted, kept);
            if (drift is null)
            {
                LogUpdate(cluster, wanted.Key.ToString());
                return null;
            }

            LogRepair(cluster, wanted.Key.ToString(), drift);
            Interlocked.Increment(ref _repairs);
            return null;
        }
        catch (KubernetesApiException e) when (e.HttpStatus is System.Net.HttpStatusCode.UnprocessableEntity or System.Net.HttpStatusCode.BadRequest or System.Net.HttpStatusCode.Forbidden)
        {
            if (e.Status.Details?.Causes?.Any(c => c.Reason == "NamespaceTerminating") == true)
                return new ApplyOutcome(false, "WaitingForDeletion", $"namespace {wanted.Namespace} in cluster {cluster} is still being deleted", null);
            return new ApplyOutcome(false, e.IsForbidden ? "Forbidden" : "Rejected", $"cluster {cluster} refused {wanted.Key}: {e.Message}", null);
        }
    }

    /// <summary>An object the watch does not show is created, and only created: one of the same name that is not ours is left alone unless the model adopts.</summary>
    private async Task<ApplyOutcome?> CreateAsync(ModelKey model, DesiredObject wanted, AdoptionPolicy adoption, CancellationToken cancellationToken)
    {
        // A namespace that somebody made is used as it is.
        if (wanted.Namespace is null && objects.HasNamespace(wanted.Name))
            return null;
        UnstructuredObject? live;
        try
        {
            return KeptOtherwise(wanted, await WriteAsync(wanted, Create, cancellationToken));
        }
        catch (KubernetesApiException e) when (e.IsConflict)
        {
            // There is one: the watch is behind, somebody was quicker, or it never was ours.
            live = await client.Resource(wanted.Resource).TryGetAsync(wanted.Name, wanted.Namespace, cancellationToken);
        }

        if (wanted.Namespace is null && live is not null && !Ownership.IsOurs(live.Metadata, hubId))
            return null;
        if (live is null || !MayTake(model, live, adoption))
            return NameTaken(wanted, live);
        // Ours, only the watch is behind; or the model says that it takes over.
        return KeptOtherwise(wanted, await WriteAsync(wanted, Force, cancellationToken));
    }

    /// <summary>
    /// What the hub made for other models is taken over unless the policy is Never: then only what this model made is written. Objects without a model (propagated
    /// ones, the namespace) are made for all models of the namespace together.
    /// </summary>
    private bool MayTake(ModelKey model, UnstructuredObject live, AdoptionPolicy adoption) => adoption switch
    {
        AdoptionPolicy.Always => true,
        AdoptionPolicy.Never => Ownership.IsOurs(live.Metadata, hubId) && (Ownership.ModelOf(live.Metadata) is not { } maker || new ModelKey(maker.Namespace, maker.Name) == model),
        _ => Ownership.IsOurs(live.Metadata, hubId),
    };

    private ApplyOutcome NameTaken(DesiredObject wanted, UnstructuredObject? live)
    {
        if (live is not null && Ownership.IsOurs(live.Metadata, hubId) && Ownership.ModelOf(live.Metadata) is { } maker)
        {
            return new ApplyOutcome(false, "NameTaken",
                $"{wanted.Key} in cluster {cluster} was made for LeptonModel {maker.Namespace}/{maker.Name} and is not touched, as spec.adoptionPolicy is Never; rename one of the models, or set spec.adoptionPolicy to IfOwned",
                null);
        }

        var owner = live?.Metadata.Labels?.GetValueOrDefault(Ownership.HubLabel) is { } other ? $"hub {other}" : "somebody else";
        return new ApplyOutcome(false, "NameTaken",
            $"{wanted.Key} in cluster {cluster} belongs to {owner} and is not touched: found no label {Ownership.HubLabel}={hubId}; rename the model, remove the object, or set spec.adoptionPolicy to Always",
            null);
    }

    /// <summary>
    /// What somebody put into a list beside ours may contradict it: a port of a Service that was given another number is a second port of the same name to a server-side apply, which
    /// is refused. Then the spec's lists are set whole, and applied again so that they are ours.
    /// </summary>
    private async Task<string?> RepairAsync(DesiredObject wanted, CancellationToken cancellationToken)
    {
        try
        {
            return await WriteAsync(wanted, Force, cancellationToken);
        }
        catch (KubernetesApiException e) when (e.HttpStatus == System.Net.HttpStatusCode.UnprocessableEntity && wanted.Json["spec"] is not null)
        {
            var whole = Patch.Merge(new JsonObject { ["spec"] = wanted.Json["spec"]!.DeepClone() });
            await client.Resource(wanted.Resource).PatchAsync(wanted.Name, wanted.Namespace, whole, options: new WriteOptions { FieldManager = Ownership.FieldManager }, cancellationToken: cancellationToken);
            return await WriteAsync(wanted, Force, cancellationToken);
        }
    }

    /// <returns>The first field that the server keeps otherwise than it was written; null when there is none.</returns>
    private async Task<string?> WriteAsync(DesiredObject wanted, ApplyOptions options, CancellationToken cancellationToken)
    {
        var answer = await client.Resource(wanted.Resource).ApplyAsync(new UnstructuredObject((JsonObject)wanted.Json.DeepClone()), options, cancellationToken);
        Interlocked.Increment(ref _writes);
        return LiveComparison.FirstDifference(wanted.Json, answer.Json);
    }

    /// <summary>
    /// A server drops a field whose feature it has switched off without a word, and a mutating webhook may set another value: all that can be written is, and the model's condition tells
    /// what is not as it was written.
    /// </summary>
    private ApplyOutcome? KeptOtherwise(DesiredObject wanted, string? field) => field is null ? null : new ApplyOutcome(true, "KeptOtherwise",
        $"cluster {cluster} took {wanted.Key} and keeps {field} otherwise than written: it does not know the field or has it switched off, or an admission webhook there changes it", null);

    private static bool IsCurrent(DesiredObject wanted, UnstructuredObject live, JsonObject stands) =>
        live.Metadata.Annotations?.GetValueOrDefault(Ownership.HashAnnotation) == wanted.Hash
        && LiveComparison.FirstDifference(wanted.Json, stands) is null;

    /// <summary>The field by which an object differs though what is wanted of it is what was applied last; null when what is wanted has changed, or only a fence is to be moved on.</summary>
    private static string? Drift(DesiredObject wanted, UnstructuredObject live, JsonObject stands) =>
        live.Metadata.Annotations?.GetValueOrDefault(Ownership.HashAnnotation) == wanted.Hash ? LiveComparison.FirstDifference(FenceRenewal.Unmoved(wanted, stands).Json, stands) : null;

    private async Task DeleteAsync(ObjectKey key, UnstructuredObject live, CancellationToken cancellationToken, string? propagation = null, string? version = null)
    {
        if (live.Metadata.DeletionTimestamp is not null)
            return;
        var options = new DeleteOptions { PropagationPolicy = propagation ?? OwnedKinds.Of(key.Resource).Propagation, PreconditionUid = live.Metadata.Uid, PreconditionResourceVersion = version };
        try
        {
            await client.Resource(key.Resource).DeleteAsync(key.Name, key.Namespace, options, cancellationToken);
            Interlocked.Increment(ref _writes);
            LogDelete(cluster, key.ToString());
        }
        catch (KubernetesApiException e) when (e.IsNotFound || e.IsConflict)
        {
            // Gone, or gone and made anew by somebody else: either way no longer the one we meant.
        }
    }

    private async Task SweepSharedAsync(string @namespace, HashSet<ObjectKey> keep, Func<ObjectKey, bool> wanted, CancellationToken cancellationToken)
    {
        foreach (var (key, live) in objects.SharedIn(@namespace).OrderBy(o => OwnedKinds.DeletionOrder(o.Key.Resource)))
        {
            if (keep.Contains(key) || wanted(key))
                continue;
            if (key.Namespace is null && !await NamespaceCleanup.IsEmptyAsync(client, key.Name, hubId, cancellationToken))
                continue;
            // Only in the state it was judged by: released meanwhile, it is no longer ours to delete.
            await DeleteAsync(key, live, cancellationToken, version: live.Metadata.ResourceVersion);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Cluster {Cluster}: {Object} differs at {Field}; applied again")]
    private partial void LogRepair(string cluster, string @object, string field);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Cluster {Cluster}: {Object} applied as it is wanted now")]
    private partial void LogUpdate(string cluster, string @object);

    [LoggerMessage(Level = LogLevel.Information, Message = "Cluster {Cluster}: {Object} deleted")]
    private partial void LogDelete(string cluster, string @object);
}
