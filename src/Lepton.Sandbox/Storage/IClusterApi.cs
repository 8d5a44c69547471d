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

    /// <summary>Null when there is no such object. The result is shared: do not change it.</summary>
    JsonObject? Get(GroupVersionResource resource, string? @namespace, string name);

    /// <summary>All objects, in key order. The results are shared: do not change them.</summary>
    IReadOnlyList<JsonObject> List(GroupVersionResource resource, string? @namespace = null);

    JsonObject Create(GroupVersionResource resource, string? @namespace, JsonObject value);

    /// <summary>
    /// Read, change, write as one atomic step. <paramref name="change"/> gets a private copy; returning false leaves the object as it is.
    /// Null when there is no such object.
    /// </summary>
    /// <param name="subresource"><c>status</c> or null.</param>
    JsonObject? Update(GroupVersionResource resource, string? @namespace, string name, Func<JsonObject, bool> change, string? subresource = null);

    /// <summary>Deletes as the API would (grace, finalizers, propagation). False when there was no such object.</summary>
    bool Delete(GroupVersionResource resource, string? @namespace, string name, string? propagationPolicy = null, long? gracePeriodSeconds = null);

    /// <summary>Removes an object at once, whatever its grace period (what a kubelet does when the containers are gone).</summary>
    bool Finish(GroupVersionResource resource, string? @namespace, string name);

    /// <summary>Calls <paramref name="handler"/> for every change of any resource from now on, in order, after it is stored. The handler must be quick (put it in a queue).</summary>
    IDisposable Subscribe(Action<StoreEvent> handler);
}
