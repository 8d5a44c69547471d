using System.Text.Json.Nodes;

namespace Lepton.Sandbox.Storage;

/// <summary>Group, version and plural of a resource; the group is empty for the core.</summary>
public readonly record struct GroupVersionResource(string Group, string Version, string Resource)
{
    public override string ToString() => Group.Length == 0 ? $"{Version}/{Resource}" : $"{Group}/{Version}/{Resource}";
}

public enum StoreEventType
{
    Added,
    Modified,
    Deleted,
}

/// <summary>A resource the cluster serves, by the version its objects are stored and reported in.</summary>
public sealed record ServedResource(GroupVersionResource Resource, string Kind, bool Namespaced);

/// <summary>One change in a cluster's storage.</summary>
/// <param name="Object">Shared and never changed after it was stored: clone it before changing anything. For a deletion the last state.</param>
public sealed record StoreEvent(StoreEventType Type, GroupVersionResource Resource, JsonObject Object);

/// <summary>
/// One simulated cluster as its own controllers (scheduler, kubelets, Deployment controller …) see it: the same storage, defaulting,
/// generation and resourceVersion rules as over HTTP, without authentication. Errors are <see cref="ApiStatusException"/>.
/// </summary>
public interface IClusterApi
{
    string ClusterName { get; }

    TimeProvider Time { get; }

    /// <summary>Every resource served now, custom ones too, each once: what the garbage collector and the end of a namespace go through.</summary>
    IReadOnlyList<ServedResource> Resources() => [];

    /// <summary>Null when there is no such object. The result is shared: do not change it.</summary>
    JsonObject? Get(GroupVersionResource resource, string? @namespace, string name);

    /// <summary>All objects, in key order. The results are shared: do not change them.</summary>
    IReadOnlyList<JsonObject> List(GroupVersionResource resource, string? @namespace = null);

    JsonObject Create(GroupVersionResource resource, string? @namespace, JsonObject value);

    /// <summary>
    /// Read, change, write as one atomic step. <paramref name="change"/> gets a private copy; returning false leaves the object as it is.
    /// Null when there is no such object.
    /// </summary>
    /// <param name="subresource">
    /// Which part is written, as the subresource of a real server writes it: null is everything but status; <c>status</c> is the status (of a
    /// Deployment the annotations too: its controller writes the revision there without a new generation); <c>binding</c> (Pods) is spec, annotations
    /// and status in one write; <c>finalize</c> (Namespaces) is <c>spec.finalizers</c>.
    /// </param>
    JsonObject? Update(GroupVersionResource resource, string? @namespace, string name, Func<JsonObject, bool> change, string? subresource = null);

    /// <summary>Deletes as the API would (grace, finalizers, propagation). False when there was no such object.</summary>
    bool Delete(GroupVersionResource resource, string? @namespace, string name, string? propagationPolicy = null, long? gracePeriodSeconds = null);

    /// <summary>Removes an object at once, whatever its grace period (what a kubelet does when the containers are gone). Finalizers still hold it, then with grace 0.</summary>
    bool Finish(GroupVersionResource resource, string? @namespace, string name);

    /// <summary>Calls <paramref name="handler"/> for every change of any resource from now on, in order, after it is stored. The handler must be quick (put it in a queue).</summary>
    IDisposable Subscribe(Action<StoreEvent> handler);
}
