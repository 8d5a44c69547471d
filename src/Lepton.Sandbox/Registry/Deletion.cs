using System.Text.Json.Nodes;
using Lepton.Sandbox.Admission;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Resources;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Registry;

/// <summary>How an object goes: at once, after its finalizers are gone, or after its grace period.</summary>
internal sealed class Deletion(ClusterContext cluster, KindRules kinds, WebhookAdmission admission)
{
    private const long DefaultPodGrace = 30;

    /// <exception cref="ApiStatusException">403, 404, 409.</exception>
    public DeleteOutcome Delete(ResourceType type, string? @namespace, string name, DeleteOptions options)
    {
        NamespaceGuard.BeforeDelete(type, name);
        var resource = Views.StorageOf(type);
        while (true)
        {
            var stored = cluster.Store.Find(resource, StoredObject.KeyOf(@namespace, name)) ?? throw ApiErrors.NotFound(type.Resource, name);
            CheckPreconditions(type, name, stored, options);
            if (options.Caller is { } caller)
                Admit(new AdmissionAttributes(type, null, "DELETE", @namespace, options.OfCollection ? "" : name, null, Views.Show(type, stored), caller, options.DryRun), options.Warnings);
            var next = JsonTree.Clone(stored.Value);
            var grace = Mark(type, next, options);
            if (options.DryRun)
                return new DeleteOutcome(Views.Show(type, next), !Stays(next, grace));
            if (Stays(next, grace) || (grace is not null && stored.Value.Obj("metadata")?["deletionTimestamp"] is null))
            {
                if (!JsonNode.DeepEquals(next, stored.Value))
                {
                    if (cluster.Store.TryWrite(resource, stored.Key, stored, next) is not { } written)
                        continue;
                    stored = written;
                }

                if (Stays(next, grace))
                    return new DeleteOutcome(Views.Show(type, stored), false);
            }

            if (cluster.Store.TryRemove(resource, stored, grace is null ? JsonTree.Clone(stored.Value) : next) is { } gone)
                return new DeleteOutcome(Views.Show(type, grace is null ? stored : gone), true);
        }
    }

    private void Admit(AdmissionAttributes write, List<string> warnings)
    {
        admission.Mutate(write, warnings);
        admission.Validate(write, warnings);
    }

    /// <summary>Removes an object whose processes are known to be gone.</summary>
    public bool Finish(ResourceType type, string? @namespace, string name)
    {
        var resource = Views.StorageOf(type);
        while (cluster.Store.Find(resource, StoredObject.KeyOf(@namespace, name)) is { } stored)
        {
            var next = JsonTree.Clone(stored.Value);
            var metadata = next.Child("metadata");
            metadata["deletionTimestamp"] ??= cluster.Timestamp();
            metadata["deletionGracePeriodSeconds"] = 0;
            if (metadata.Arr("finalizers") is { Count: > 0 })
            {
                if (JsonNode.DeepEquals(next, stored.Value) || cluster.Store.TryWrite(resource, stored.Key, stored, next) is not null)
                    return true;
            }
            else if (cluster.Store.TryRemove(resource, stored, next) is not null)
                return true;
        }

        return false;
    }

    private static void CheckPreconditions(ResourceType type, string name, StoredObject stored, DeleteOptions options)
    {
        if (options.Uid is { } uid && uid != stored.Uid)
        {
            throw ApiErrors.Precondition(type, name,
                $"the UID in the precondition ({uid}) does not match the UID in record ({stored.Uid}). The object might have been deleted and then recreated");
        }

        if (options.ResourceVersion is { } version && version != stored.ResourceVersion.ToString())
        {
            throw ApiErrors.Precondition(type, name,
                $"the ResourceVersion in the precondition ({version}) does not match the ResourceVersion in record ({stored.ResourceVersion}). The object might have been modified");
        }
    }

    /// <summary>Writes what a delete writes: finalizers of the propagation policy, deletionTimestamp, grace period.</summary>
    /// <returns>The grace period of kinds that have one; null for the others.</returns>
    private long? Mark(ResourceType type, JsonObject value, DeleteOptions options)
    {
        var metadata = value.Child("metadata");
        Propagate(metadata, options.PropagationPolicy);
        kinds.BeforeDelete(type, value);
        var grace = GracePeriod(type, value, options);
        var pending = metadata["deletionTimestamp"] is not null;
        if (pending && grace is { } shorter && shorter >= (metadata.Int("deletionGracePeriodSeconds") ?? 0))
            return metadata.Int("deletionGracePeriodSeconds") ?? 0;
        if (pending && grace is null)
            return null;
        var plain = type.Resource == NamespaceGuard.Namespaces || type.Resource == CustomResources.DefinitionController.Definitions;
        if (!pending && !plain && metadata.Int("generation") is > 0 and var generation)
            metadata["generation"] = JsonNumbers.From(generation + 1);
        metadata["deletionTimestamp"] = ClusterContext.Timestamp(cluster.Now.AddSeconds(grace ?? 0));
        if (type.Resource == NamespaceGuard.Namespaces)
            value.Child("status")["phase"] = "Terminating";
        if (!plain)
            metadata["deletionGracePeriodSeconds"] = JsonNumbers.From(grace ?? 0);
        var ordered = ObjectOrder.Apply(JsonTree.Clone(value), type.IsCustom);
        value.Clear();
        foreach (var field in ordered.Select(p => p.Key).ToArray())
        {
            var child = ordered[field];
            ordered.Remove(field);
            value.Add(field, child);
        }

        return grace;
    }

    private static void Propagate(JsonObject metadata, string? policy)
    {
        if (policy is null)
            return;
        var finalizers = metadata.Arr("finalizers").Strings().Where(f => f is not ("orphan" or "foregroundDeletion")).ToList();
        if (policy == "Orphan")
            finalizers.Add("orphan");
        else if (policy == "Foreground")
            finalizers.Add("foregroundDeletion");
        if (finalizers.Count == 0)
            metadata.Remove("finalizers");
        else
            metadata["finalizers"] = new JsonArray([.. finalizers.Select(f => (JsonNode)f)]);
    }

    private static long? GracePeriod(ResourceType type, JsonObject value, DeleteOptions options)
    {
        if (type is not { Group: "", Kind: "Pod" })
            return null;
        var spec = value.Obj("spec");
        if (string.IsNullOrEmpty(spec.Str("nodeName")) || value.Obj("status").Str("phase") is "Succeeded" or "Failed")
            return 0;
        var seconds = options.GracePeriodSeconds ?? spec.Int("terminationGracePeriodSeconds") ?? DefaultPodGrace;
        return seconds < 0 ? 1 : seconds;
    }

    private static bool Stays(JsonObject value, long? grace)
    {
        var metadata = value.Obj("metadata");
        return grace > 0
            || metadata.Arr("finalizers") is { Count: > 0 }
            || (value.Str("kind") == "Namespace" && value.Str("apiVersion") == "v1" && value.Obj("spec").Arr("finalizers") is { Count: > 0 });
    }
}
