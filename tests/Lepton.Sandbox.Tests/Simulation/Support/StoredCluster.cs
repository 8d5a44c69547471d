using System.Text.Json.Nodes;
using Lepton.Sandbox.CustomResources;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Tests.Simulation.Support;

/// <summary>The storage and rules of a sandbox cluster without its API server, counting writes, and refusing creates when told to.</summary>
internal sealed class StoredCluster : IClusterApi
{
    public static readonly GroupVersionResource Widgets = new("example.lepton.ai", "v1", "widgets");

    private readonly ClusterApi _inner;
    private long _writes;

    public StoredCluster(TimeProvider time, string name = "test")
    {
        var context = new ClusterContext(name, time, seed: 7, new PlainSchemas());
        _inner = new ClusterApi(context, new ObjectOperations(context));
        Bootstrap.Fill(_inner);
        context.Catalog.SetCustom("widgets.example.lepton.ai", DefinitionReader.Read(Definition(), context.Schemas, conversion: null));
        _inner.Subscribe(_ => Interlocked.Increment(ref _writes));
    }

    public string ClusterName => _inner.ClusterName;

    public TimeProvider Time => _inner.Time;

    /// <summary>Changes stored so far.</summary>
    public long Writes => Interlocked.Read(ref _writes);

    /// <summary>Refuses a create by throwing; null lets all pass.</summary>
    public Action<GroupVersionResource, JsonObject>? OnCreate { get; set; }

    public IReadOnlyList<ServedResource> Resources() => _inner.Resources();

    public JsonObject? Get(GroupVersionResource resource, string? @namespace, string name) => _inner.Get(resource, @namespace, name);

    public IReadOnlyList<JsonObject> List(GroupVersionResource resource, string? @namespace = null) => _inner.List(resource, @namespace);

    public JsonObject Create(GroupVersionResource resource, string? @namespace, JsonObject value)
    {
        OnCreate?.Invoke(resource, value);
        return _inner.Create(resource, @namespace, value);
    }

    public JsonObject? Update(GroupVersionResource resource, string? @namespace, string name, Func<JsonObject, bool> change, string? subresource = null) =>
        _inner.Update(resource, @namespace, name, change, subresource);

    public bool Delete(GroupVersionResource resource, string? @namespace, string name, string? propagationPolicy = null, long? gracePeriodSeconds = null) =>
        _inner.Delete(resource, @namespace, name, propagationPolicy, gracePeriodSeconds);

    public bool Finish(GroupVersionResource resource, string? @namespace, string name) => _inner.Finish(resource, @namespace, name);

    public IDisposable Subscribe(Action<StoreEvent> handler) => _inner.Subscribe(handler);

    private static JsonObject Definition() => (JsonObject)JsonNode.Parse("""
        {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": {"name": "widgets.example.lepton.ai"},
         "spec": {"group": "example.lepton.ai", "scope": "Namespaced", "names": {"plural": "widgets", "singular": "widget", "kind": "Widget", "listKind": "WidgetList"},
                  "versions": [{"name": "v1", "served": true, "storage": true, "schema": {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": true}}}]},
         "status": {"acceptedNames": {"plural": "widgets", "singular": "widget", "kind": "Widget", "listKind": "WidgetList"}, "conditions": [{"type": "Established", "status": "True"}], "storedVersions": ["v1"]}}
        """)!;
}
