using System.Text.Json.Nodes;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Registry;

/// <summary>The cluster from inside: what <see cref="IClusterApi"/> promises, on the same storage and rules as the HTTP side.</summary>
internal sealed class ClusterApi(ClusterContext cluster, ObjectOperations objects, string manager = "kube-controller-manager") : IClusterApi
{
    private readonly WriteOptions _options = WriteOptions.Internal with { FieldManager = manager };

    public string ClusterName => cluster.Name;

    public TimeProvider Time => cluster.Time;

    public IReadOnlyList<ServedResource> Resources() =>
    [
        .. cluster.Catalog.Current.All
            .Where(t => !t.Virtual && t.Version == t.StorageVersion && t.Resource == Views.StorageOf(t))
            .Select(t => new ServedResource(t.Gvr, t.Kind, t.Namespaced)),
    ];

    public JsonObject? Get(GroupVersionResource resource, string? @namespace, string name)
    {
        var type = cluster.Catalog.Require(resource);
        return cluster.Store.Find(Views.StorageOf(type), StoredObject.KeyOf(@namespace, name)) is { } stored ? Views.Show(type, stored) : null;
    }

    public IReadOnlyList<JsonObject> List(GroupVersionResource resource, string? @namespace = null)
    {
        if (cluster.Catalog.Find(resource) is not { } type)
            return [];
        return [.. cluster.Store.List(Views.StorageOf(type), @namespace).Items.Select(stored => Views.Show(type, stored))];
    }

    public JsonObject Create(GroupVersionResource resource, string? @namespace, JsonObject value) =>
        objects.Creation.Create(cluster.Catalog.Require(resource), @namespace, value, _options);

    public JsonObject? Update(GroupVersionResource resource, string? @namespace, string name, Func<JsonObject, bool> change, string? subresource = null)
    {
        var type = cluster.Catalog.Require(resource);
        try
        {
            return objects.Updating.Update(type, @namespace, name, value => change(value) ? value : null, _options with { Subresource = subresource });
        }
        catch (ApiStatusException e) when (e.Code == 404)
        {
            return null;
        }
    }

    public bool Delete(GroupVersionResource resource, string? @namespace, string name, string? propagationPolicy = null, long? gracePeriodSeconds = null)
    {
        try
        {
            objects.Deletion.Delete(cluster.Catalog.Require(resource), @namespace, name,
                new DeleteOptions { PropagationPolicy = propagationPolicy, GracePeriodSeconds = gracePeriodSeconds });
            return true;
        }
        catch (ApiStatusException e) when (e.Code == 404)
        {
            return false;
        }
    }

    public bool Finish(GroupVersionResource resource, string? @namespace, string name) =>
        objects.Deletion.Finish(cluster.Catalog.Require(resource), @namespace, name);

    public IDisposable Subscribe(Action<StoreEvent> handler) => cluster.Store.Subscribe(change =>
    {
        var version = Conversions.ApiVersionOf(change.Current.Value);
        handler(new StoreEvent(change.Type, new GroupVersionResource(change.Resource.Group, version, change.Resource.Resource), change.Current.Value));
    });
}
