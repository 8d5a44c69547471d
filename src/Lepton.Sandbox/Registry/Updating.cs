using System.Text.Json.Nodes;
using Lepton.Sandbox.Admission;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Resources;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Registry;

/// <summary>How a stored object changes: PUT, patches, apply, subresources and the cluster's own controllers all come through here.</summary>
internal sealed class Updating(ClusterContext cluster, KindRules kinds, WebhookAdmission admission)
{
    /// <summary>Reads, changes and writes; starts again when someone else wrote in between and the caller named no resourceVersion.</summary>
    /// <param name="change">Gets a private copy in the version of <paramref name="type"/> and returns the new object; null leaves everything as it is.</param>
    /// <exception cref="ApiStatusException">404, 409, 422 and whatever <paramref name="change"/> throws.</exception>
    public JsonObject Update(ResourceType type, string? @namespace, string name, Func<JsonObject, JsonObject?> change, WriteOptions options)
    {
        var key = StoredObject.KeyOf(@namespace, name);
        var resource = Views.StorageOf(type);
        while (true)
        {
            var stored = cluster.Store.Find(resource, key) ?? throw ApiErrors.NotFound(type.Resource, name);
            var old = Views.Show(type, stored);
            var changed = change(JsonTree.Clone(old));
            if (changed is null)
                return old;
            Preconditions(type, name, key, old, changed, options);
            var next = Prepare(type, old, changed, options);
            if (JsonNode.DeepEquals(old, next))
                return old;
            if (options.DryRun)
                return ObjectOrder.Apply(next, type.IsCustom);
            if (IsFinished(next))
            {
                if (cluster.Store.TryRemove(resource, stored, JsonTree.Clone(stored.Value)) is null)
                    continue;
                next["metadata"]!["resourceVersion"] = old.Obj("metadata").Str("resourceVersion");
                return ObjectOrder.Apply(next, type.IsCustom);
            }

            if (cluster.Store.TryWrite(resource, key, stored, Views.ForStorage(type, next)) is { } written)
                return Views.Show(type, written);
        }
    }

    private static void Preconditions(ResourceType type, string name, string key, JsonObject old, JsonObject next, WriteOptions options)
    {
        var (before, after) = (old.Obj("metadata")!, next.Child("metadata"));
        if (after.Str("uid") is { Length: > 0 } uid && uid != before.Str("uid"))
        {
            throw ApiErrors.Conflict(type.Resource, name,
                $"StorageError: invalid object, Code: 4, Key: /registry/{EtcdPrefix(type)}/{key}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: "
                + $"UID in precondition: {uid}, UID in object meta: {before.Str("uid")}");
        }

        var version = after.Str("resourceVersion");
        if (string.IsNullOrEmpty(version))
        {
            if ((type.RequiresResourceVersion || type.IsCustom) && !options.IsPatch && options.Subresource is not "scale")
                throw ApiErrors.Invalid(type.Group, type.Plural, name, [new FieldError("FieldValueInvalid", "metadata.resourceVersion", "Invalid value: 0: must be specified for an update")]);
            return;
        }

        if (!ulong.TryParse(version, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out _))
            throw ApiErrors.Internal($"strconv.ParseUint: parsing {ApiErrors.Quote(version)}: invalid syntax");
        if (version != before.Str("resourceVersion"))
            throw ApiErrors.Modified(type.Resource, name);
    }

    private static string EtcdPrefix(ResourceType type) => type.Group.Length == 0 || !type.IsCustom ? type.Plural : $"{type.Group}/{type.Plural}";

    private JsonObject Prepare(ResourceType type, JsonObject old, JsonObject changed, WriteOptions options)
    {
        var next = Merge(type, old, changed, options);
        next["kind"] = type.Kind;
        next["apiVersion"] = type.ApiVersion;
        kinds.Default(type, next, old);
        SchemaSteps.PruneAndDefault(type, next, options);
        if (!options.IsApply && options.Subresource != "binding")
            next = Track(type, old, next, options);
        var write = options.Caller is { } caller ? new AdmissionAttributes(type, options.Subresource, "UPDATE", old.Obj("metadata").Str("namespace"), old.Obj("metadata").Str("name")!, next, old, caller, options.DryRun) : null;
        if (write is not null)
            next = admission.Mutate(write, options.Warnings)!;
        kinds.BeforeUpdate(type, next, old, options.Subresource);
        Generation(type, next, old, options.Subresource);
        KeepTimesOfUnchanged(old, next);
        var errors = new List<FieldError>();
        MetadataRules.Validate(type, next.Child("metadata"), errors);
        MetadataRules.ValidateUpdate(next.Child("metadata"), old.Obj("metadata")!, errors);
        errors.AddRange(type.Schema?.Validate(next, old, options.External ? options.Warnings : []) ?? []);
        kinds.Validate(type, next, old, errors);
        options.Warn(kinds.Warnings(type, next));
        if (errors.Count > 0)
            throw ApiErrors.Invalid(type, old.Obj("metadata").Str("name")!, errors);
        if (write is not null)
            admission.Validate(write with { Object = next }, options.Warnings);
        return next;
    }

    /// <summary>What the client may write through this path comes from its object, everything else from the stored one.</summary>
    private static JsonObject Merge(ResourceType type, JsonObject old, JsonObject changed, WriteOptions options)
    {
        if (options.Subresource is null or "scale")
        {
            CarryMetadata(old.Obj("metadata")!, changed.Child("metadata"), type);
            if (type.HasStatus)
                JsonTree.CopyField(old, changed, "status");
            return changed;
        }

        var next = JsonTree.Clone(old);
        foreach (var field in SubresourceFields(options.Subresource))
            JsonTree.CopyField(changed, next, field);
        if (options.Subresource is "ephemeralcontainers" or "resize")
            PodParts.Copy(changed, next, options.Subresource);
        if (options.Subresource == "binding" || (options.Subresource == "status" && type is { Group: "apps", Kind: "Deployment" } && !options.External))
            JsonTree.CopyField(changed.Obj("metadata"), next.Child("metadata"), "annotations");
        JsonTree.CopyField(changed.Obj("metadata"), next.Child("metadata"), "managedFields");
        if (next["metadata"]!["managedFields"] is null)
            JsonTree.CopyField(old.Obj("metadata"), next.Child("metadata"), "managedFields");
        return next;
    }

    private static string[] SubresourceFields(string subresource) => subresource switch
    {
        "status" => ["status"],
        "binding" => ["spec", "status"],
        "ephemeralcontainers" or "resize" => [],
        _ => ["spec"],
    };

    private static void CarryMetadata(JsonObject old, JsonObject next, ResourceType type)
    {
        foreach (var field in (string[])["name", "namespace", "uid", "resourceVersion", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds"])
            JsonTree.CopyField(old, next, field);
        next.Remove("selfLink");
        if (type.IsCustom || type.Generation != GenerationRule.None)
            JsonTree.CopyField(old, next, "generation");
        if (next["managedFields"] is not JsonArray { Count: > 0 })
            JsonTree.CopyField(old, next, "managedFields");
    }

    private static void Generation(ResourceType type, JsonObject next, JsonObject old, string? subresource)
    {
        if (subresource is not (null or "scale") || !Counts(type, next, old))
            return;
        var metadata = next.Child("metadata");
        metadata["generation"] = JsonNumbers.From((metadata.Int("generation") ?? 0) + 1);
    }

    private static bool Counts(ResourceType type, JsonObject next, JsonObject old)
    {
        if (type.IsCustom)
        {
            return next.Select(p => p.Key).Union(old.Select(p => p.Key))
                .Any(f => f is not ("metadata" or "kind" or "apiVersion") && !(f == "status" && type.HasStatus) && !JsonNode.DeepEquals(next[f], old[f]));
        }

        return type.Generation switch
        {
            GenerationRule.None => false,
            GenerationRule.Spec => !JsonNode.DeepEquals(next["spec"], old["spec"]),
            _ => !JsonNode.DeepEquals(next["spec"], old["spec"])
                || !JsonNode.DeepEquals(next.Obj("metadata")?["annotations"], old.Obj("metadata")?["annotations"]),
        };
    }

    private JsonObject Track(ResourceType type, JsonObject old, JsonObject next, WriteOptions options)
    {
        if (next.Obj("metadata").Arr("managedFields") is [JsonObject { Count: 0 }])
        {
            next.Child("metadata").Remove("managedFields");
            old = JsonTree.Clone(old);
            old.Child("metadata").Remove("managedFields");
        }

        return type.Fields.TrackUpdate(old, next, options.FieldManager, options.Subresource, cluster.Now);
    }

    /// <summary>A write that changes nothing must not change the times in managedFields either.</summary>
    private static void KeepTimesOfUnchanged(JsonObject old, JsonObject next)
    {
        var (before, after) = (old.Obj("metadata").Arr("managedFields"), next.Obj("metadata").Arr("managedFields"));
        if (before is null || after is null || before.Count != after.Count || !SameButManagedFields(old, next))
            return;
        for (var i = 0; i < before.Count; i++)
        {
            if (!JsonNode.DeepEquals(WithoutTime(before[i]), WithoutTime(after[i])))
                return;
        }

        next.Child("metadata")["managedFields"] = JsonTree.CloneNode(before);
    }

    private static JsonNode? WithoutTime(JsonNode? entry)
    {
        var copy = JsonTree.CloneNode(entry);
        (copy as JsonObject)?.Remove("time");
        return copy;
    }

    private static bool SameButManagedFields(JsonObject old, JsonObject next)
    {
        if (old.Count != next.Count || !old.All(p => p.Key == "metadata" || JsonNode.DeepEquals(p.Value, next[p.Key])))
            return false;
        var (before, after) = (old.Obj("metadata")!, next.Obj("metadata")!);
        return before.Count == after.Count && before.All(p => p.Key == "managedFields" || JsonNode.DeepEquals(p.Value, after[p.Key]));
    }

    /// <summary>Deleted, past its grace period and with nobody left to wait for.</summary>
    private static bool IsFinished(JsonObject value)
    {
        var metadata = value.Obj("metadata")!;
        return metadata["deletionTimestamp"] is not null
            && metadata.Arr("finalizers") is null or { Count: 0 }
            && metadata.Int("deletionGracePeriodSeconds") is null or 0
            && !(value.Str("kind") == "Namespace" && value.Obj("spec").Arr("finalizers") is { Count: > 0 });
    }
}
