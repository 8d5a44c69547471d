using System.Text.Json.Nodes;
using Lepton.Sandbox.Admission;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Resources;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Registry;

/// <summary>How an object comes to be.</summary>
internal sealed class Creation(ClusterContext cluster, KindRules kinds, WebhookAdmission admission)
{
    private const int MaxNameAttempts = 8;
    private readonly NamespaceGuard _namespaces = new(cluster.Store);

    /// <param name="value">The new object in the version of <paramref name="type"/>; owned by this call.</param>
    /// <exception cref="ApiStatusException">400, 403, 404, 409, 422.</exception>
    public JsonObject Create(ResourceType type, string? @namespace, JsonObject value, WriteOptions options)
    {
        var metadata = value.Child("metadata");
        if (metadata.Str("resourceVersion") is { Length: > 0 })
            throw ApiErrors.Internal("resourceVersion should not be set on objects to be created");
        var generated = string.IsNullOrEmpty(metadata.Str("name")) && !string.IsNullOrEmpty(metadata.Str("generateName"));
        for (var attempt = 1; ; attempt++)
        {
            var candidate = JsonTree.Clone(value);
            var name = generated ? cluster.Ids.Name(metadata.Str("generateName")!) : metadata.Str("name") ?? "";
            var stored = TryCreate(type, @namespace, candidate, options, name);
            if (stored is not null)
                return stored;
            if (!generated || attempt == MaxNameAttempts)
                throw ApiErrors.AlreadyExists(type.Resource, name, IsBeingDeleted(type, @namespace, name));
        }
    }

    private JsonObject? TryCreate(ResourceType type, string? @namespace, JsonObject value, WriteOptions options, string name)
    {
        var metadata = value.Child("metadata");
        _namespaces.BeforeCreate(type, @namespace, name);
        if (type.Custom?.Definition is { } definition && IsTerminating(definition))
            throw ApiErrors.Forbidden(type.Resource, name, "create not allowed while custom resource definition is terminating");
        Clean(type, @namespace, metadata, options);
        value["kind"] = type.Kind;
        value["apiVersion"] = type.ApiVersion;
        if (type.IsCustom && type.HasStatus)
            value.Remove("status");
        kinds.Default(type, value, null);
        SchemaSteps.PruneAndDefault(type, value, options);

        // Before the server adds what is its own: nobody owns that.
        if (!options.IsApply && options.Track)
            value = type.Fields.TrackUpdate(null, value, options.FieldManager, options.Subresource, cluster.Now);
        if (name.Length > 0)
            value.Child("metadata")["name"] = name;
        if (options.Caller is { } caller)
        {
            value = admission.Mutate(new AdmissionAttributes(type, null, "CREATE", @namespace, name, value, null, caller, options.DryRun), options.Warnings)!;
            name = value.Obj("metadata").Str("name") ?? "";
        }

        Stamp(type, value.Child("metadata"));
        kinds.BeforeCreate(type, value, options.External);
        Validate(type, value, name);
        options.Warn(kinds.Warnings(type, value));
        if (options.Caller is { } asker)
            admission.Validate(new AdmissionAttributes(type, null, "CREATE", @namespace, name, value, null, asker, options.DryRun), options.Warnings);
        var key = StoredObject.KeyOf(@namespace, name);
        if (options.DryRun)
            return cluster.Store.Find(Views.StorageOf(type), key) is null ? DryRunView(type, value) : null;
        var stored = cluster.Store.TryWrite(Views.StorageOf(type), key, null, Views.ForStorage(type, value));
        return stored is null ? null : Views.Show(type, stored);
    }

    private static void Clean(ResourceType type, string? @namespace, JsonObject metadata, WriteOptions options)
    {
        foreach (var field in (string[])["selfLink", "deletionTimestamp", "deletionGracePeriodSeconds", "resourceVersion"])
            metadata.Remove(field);
        if (!options.IsApply)
            metadata.Remove("managedFields");
        if (type.Namespaced)
            metadata["namespace"] = @namespace;
        else
            metadata.Remove("namespace");
    }

    /// <summary>What only the server says; mutating webhooks do not see it yet.</summary>
    private void Stamp(ResourceType type, JsonObject metadata)
    {
        metadata["uid"] = cluster.Ids.Uid();
        metadata["creationTimestamp"] = cluster.Timestamp();
        if (type.IsCustom || type.Generation != GenerationRule.None)
            metadata["generation"] = 1;
    }

    private void Validate(ResourceType type, JsonObject value, string name)
    {
        var errors = new List<FieldError>();
        MetadataRules.Validate(type, value.Child("metadata"), errors);
        errors.AddRange(type.Schema?.Validate(value, null) ?? []);
        kinds.Validate(type, value, null, errors);
        if (errors.Count > 0)
            throw ApiErrors.Invalid(type, name, errors);
    }

    private bool IsBeingDeleted(ResourceType type, string? @namespace, string name) =>
        cluster.Store.Find(Views.StorageOf(type), StoredObject.KeyOf(@namespace, name))?.Value.Obj("metadata")?["deletionTimestamp"] is not null;

    private bool IsTerminating(JsonObject definition) => cluster.Store
        .Find(CustomResources.DefinitionController.Definitions, definition.Obj("metadata").Str("name") ?? "")?.Value.Obj("metadata")?["deletionTimestamp"] is not null;

    private static JsonObject DryRunView(ResourceType type, JsonObject value) => ObjectOrder.Apply(value, type.IsCustom);
}
