using System.Text.Json.Nodes;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Serialization;

namespace Lepton.Testing.Fakes;

/// <summary>Writing.</summary>
public sealed partial class FakeResource<T>
{
    /// <summary>Creates or replaces an object without a request, whatever its resourceVersion says.</summary>
    public T Put(T value)
    {
        var json = ToJson(value);
        return Read(_store.Change(value.Metadata.Namespace, value.Metadata.Name!, before =>
        {
            Identify(json, before);
            return json;
        })!);
    }

    /// <summary>Removes an object without a request, whatever its finalizers say.</summary>
    public void Remove(string name, string? @namespace = null) => _store.Change(@namespace, name, _ => null);

    public async Task<T> CreateAsync(T value, WriteOptions? options = null, CancellationToken cancellationToken = default)
    {
        var json = ToJson(value);
        await EnterAsync(new("create", value.Metadata.Name, value.Metadata.Namespace) { Body = json.DeepClone() }, cancellationToken);
        return Read(_store.Change(value.Metadata.Namespace, value.Metadata.Name!, before =>
        {
            if (before is not null)
                throw FakeErrors.AlreadyExists($"{Definition.QualifiedName} \"{value.Metadata.Name}\"");
            Identify(json, null);
            return json;
        })!);
    }

    public Task<T> UpdateAsync(T value, WriteOptions? options = null, CancellationToken cancellationToken = default) =>
        ReplaceAsync(value, "update", statusOnly: false, cancellationToken);

    public Task<T> UpdateStatusAsync(T value, WriteOptions? options = null, CancellationToken cancellationToken = default) =>
        ReplaceAsync(value, "update/status", statusOnly: true, cancellationToken);

    /// <summary>Merge patches only, of the object or its status.</summary>
    public async Task<T> PatchAsync(
        string name, string? @namespace, Patch patch, string? subresource = null, WriteOptions? options = null, CancellationToken cancellationToken = default)
    {
        var body = (JsonObject)patch.Body.DeepClone();
        await EnterAsync(new(subresource is null ? "patch" : $"patch/{subresource}", name, @namespace) { Body = body.DeepClone() }, cancellationToken);
        if (patch.Type != PatchType.Merge)
            throw new NotSupportedException($"a {patch.Type} patch of {name}: this fake knows merge patches; use the sandbox for the others");
        return Read(_store.Change(@namespace, name, before =>
        {
            var existing = before ?? throw FakeErrors.NotFound($"{Definition.QualifiedName} \"{name}\"");
            CheckVersion(existing, (string?)body["metadata"]?["resourceVersion"]);
            FakeMerge.Apply(existing, body, subresource);
            return existing["metadata"]?["deletionTimestamp"] is not null && !HasFinalizers(existing) ? null : existing;
        }) ?? body);
    }

    public async Task DeleteAsync(string name, string? @namespace = null, DeleteOptions? options = null, CancellationToken cancellationToken = default)
    {
        await EnterAsync(new("delete", name, @namespace), cancellationToken);
        _store.Change(@namespace, name, before =>
        {
            var existing = before ?? throw FakeErrors.NotFound($"{Definition.QualifiedName} \"{name}\"");
            if (!HasFinalizers(existing))
                return null;
            existing["metadata"]!["deletionTimestamp"] ??= KubernetesJson.ToNode(_time.GetUtcNow());
            return existing;
        });
    }

    /// <summary>
    /// As a server does where nobody disputes a field: what this manager applied before and no longer applies goes, the rest is merged, lists are replaced as
    /// wholes; nothing is written when nothing changes.
    /// </summary>
    public async Task<T> ApplyAsync(T value, ApplyOptions options, CancellationToken cancellationToken = default)
    {
        var json = ToJson(value);
        Admission?.Invoke(json);
        await EnterAsync(new("apply", value.Metadata.Name, value.Metadata.Namespace) { Body = json.DeepClone() }, cancellationToken);
        var key = (value.Metadata.Namespace, value.Metadata.Name!, options.FieldManager!);
        return Read(_store.Change(value.Metadata.Namespace, value.Metadata.Name!, before =>
        {
            if (before is not null && options.ResourceVersion is { } version && version != (string?)before["metadata"]!["resourceVersion"])
                throw FakeErrors.Conflict($"{Definition.QualifiedName} \"{value.Metadata.Name}\"");
            var after = FakeApply.Merge(before, before is null ? null : _applied.GetValueOrDefault(key), json);
            _applied[key] = (JsonObject)json.DeepClone();
            Identify(after, before);
            if (before is null || !JsonNode.DeepEquals(before["spec"], after["spec"]))
                after["metadata"]!["generation"] = ((long?)before?["metadata"]?["generation"] ?? 0) + 1;
            return after;
        }, unlessSame: true)!);
    }

    public Task<T> ApplyStatusAsync(T value, ApplyOptions options, CancellationToken cancellationToken = default) => throw NoApply(value);

    public Task DeleteCollectionAsync(string? @namespace = null, ListOptions? selection = null, DeleteOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.WhenAll(_store.List(new(@namespace, selection?.LabelSelector, selection?.FieldSelector), null).Items
            .ConvertAll(o => DeleteAsync((string)o["metadata"]!["name"]!, (string?)o["metadata"]!["namespace"], options, cancellationToken)));

    public Task<V1Scale> GetScaleAsync(string name, string? @namespace = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException($"the scale of {name}: this fake has none; use the sandbox");

    public Task<V1Scale> UpdateScaleAsync(string name, string? @namespace, int replicas, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException($"the scale of {name}: this fake has none; use the sandbox");

    private async Task<T> ReplaceAsync(T value, string verb, bool statusOnly, CancellationToken cancellationToken)
    {
        var json = ToJson(value);
        await EnterAsync(new(verb, value.Metadata.Name, value.Metadata.Namespace) { Body = json.DeepClone() }, cancellationToken);
        return Read(_store.Change(value.Metadata.Namespace, value.Metadata.Name!, before =>
        {
            var existing = before ?? throw FakeErrors.NotFound($"{Definition.QualifiedName} \"{value.Metadata.Name}\"");
            CheckVersion(existing, value.Metadata.ResourceVersion);
            if (!statusOnly)
            {
                Identify(json, existing);
                return json;
            }

            existing["status"] = json["status"]?.DeepClone();
            return existing;
        })!);
    }

    private void CheckVersion(JsonObject existing, string? version)
    {
        if (version is not null && version != (string?)existing["metadata"]!["resourceVersion"])
            throw FakeErrors.Conflict($"{Definition.QualifiedName} \"{existing["metadata"]!["name"]}\"");
    }

    private void Identify(JsonObject json, JsonObject? before)
    {
        var metadata = json["metadata"]!;
        metadata["uid"] = (string?)before?["metadata"]?["uid"] ?? (string?)metadata["uid"] ?? $"uid-{Interlocked.Increment(ref _uids)}";
        metadata["creationTimestamp"] ??= KubernetesJson.ToNode(_time.GetUtcNow());
    }

    private static bool HasFinalizers(JsonObject value) => value["metadata"]?["finalizers"] is JsonArray { Count: > 0 };

    private static JsonObject ToJson(T value) => (JsonObject)KubernetesJson.ToNode(value)!;

    private static NotSupportedException NoApply(T value) =>
        new($"server-side apply of {value.Metadata.NamespacedName()}: this fake keeps no field owners of a status; use the sandbox");
}
