using System.Globalization;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Simulation;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Tests.Simulation.Support;

/// <summary>
/// The least storage the simulation needs: metadata, generation, status apart, grace, finalizers, propagation policies, the end of namespaces.
/// No validation and few defaults, so that the tests of the simulation depend on nothing else.
/// </summary>
internal sealed class MemoryClusterApi(TimeProvider time) : IClusterApi
{
    private readonly Lock _lock = new();
    private readonly Dictionary<GroupVersionResource, SortedDictionary<string, JsonObject>> _objects = [];
    private readonly List<Action<StoreEvent>> _handlers = [];
    private readonly Random _random = new(7);
    private readonly List<ServedResource> _resources =
    [
        new(Kinds.Pods, "Pod", true), new(Kinds.Nodes, "Node", false), new(Kinds.Namespaces, "Namespace", false), new(Kinds.Services, "Service", true),
        new(Kinds.Endpoints, "Endpoints", true), new(Kinds.ServiceAccounts, "ServiceAccount", true), new(Kinds.ConfigMaps, "ConfigMap", true),
        new(Kinds.Events, "Event", true), new(Kinds.Deployments, "Deployment", true), new(Kinds.ReplicaSets, "ReplicaSet", true), new(Kinds.Jobs, "Job", true),
        new(Kinds.HorizontalPodAutoscalers, "HorizontalPodAutoscaler", true), new(Kinds.PodDisruptionBudgets, "PodDisruptionBudget", true),
        new(Kinds.EndpointSlices, "EndpointSlice", true), new(Kinds.PriorityClasses, "PriorityClass", false),
        new(new GroupVersionResource("example.lepton.ai", "v1", "widgets"), "Widget", true),
    ];

    private long _version = 100;

    public string ClusterName => "test";

    public TimeProvider Time => time;

    /// <summary>Refuses a create by throwing; null lets all pass.</summary>
    public Action<GroupVersionResource, JsonObject>? OnCreate { get; set; }

    /// <summary>Writes so far.</summary>
    public long Writes => Interlocked.Read(ref _version) - 100;

    public IReadOnlyList<ServedResource> Resources() => _resources;

    public JsonObject? Get(GroupVersionResource resource, string? @namespace, string name)
    {
        lock (_lock)
            return Bucket(resource).GetValueOrDefault(Key(@namespace, name));
    }

    public IReadOnlyList<JsonObject> List(GroupVersionResource resource, string? @namespace = null)
    {
        lock (_lock)
            return Bucket(resource).Values.Where(json => @namespace is null || ObjectName.Of(json).Namespace == @namespace).ToList();
    }

    public JsonObject Create(GroupVersionResource resource, string? @namespace, JsonObject value)
    {
        OnCreate?.Invoke(resource, value);
        lock (_lock)
        {
            var json = (JsonObject)value.DeepClone();
            var metadata = json.Ensure("metadata");
            if (@namespace is not null)
                metadata["namespace"] = @namespace;
            if (metadata.Text("name") is null)
                metadata["name"] = metadata.Text("generateName") + Suffix();
            var key = Key(@namespace, metadata.Text("name")!);
            if (Bucket(resource).ContainsKey(key))
                throw new ApiStatusException(409, "AlreadyExists", $"{resource.Resource} \"{metadata.Text("name")}\" already exists");
            RefuseInEndingNamespace(resource, @namespace, metadata.Text("name")!);
            metadata["uid"] = new Guid(_random.Next(), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10).ToString();
            metadata["creationTimestamp"] = KubeTime.Seconds(time.GetUtcNow());
            metadata["generation"] = 1;
            MemoryDefaults.Apply(resource, json);
            return Store(resource, key, json, StoreEventType.Added);
        }
    }

    public JsonObject? Update(GroupVersionResource resource, string? @namespace, string name, Func<JsonObject, bool> change, string? subresource = null)
    {
        lock (_lock)
        {
            var key = Key(@namespace, name);
            if (!Bucket(resource).TryGetValue(key, out var live))
                return null;
            var changed = (JsonObject)live.DeepClone();
            if (!change(changed))
                return live;
            var next = Merge(resource, live, changed, subresource);
            if (JsonNode.DeepEquals(live, next))
                return live;
            if (!JsonNode.DeepEquals(live["spec"], next["spec"]) && resource != Kinds.Namespaces && subresource != "binding")
                next.Ensure("metadata")["generation"] = (live.Object("metadata").Number("generation") ?? 0) + 1;
            return IsGone(resource, next) ? Drop(resource, key, next) : Store(resource, key, next, StoreEventType.Modified);
        }
    }

    public bool Delete(GroupVersionResource resource, string? @namespace, string name, string? propagationPolicy = null, long? gracePeriodSeconds = null)
    {
        lock (_lock)
        {
            var key = Key(@namespace, name);
            if (!Bucket(resource).TryGetValue(key, out var live))
                return false;
            var json = (JsonObject)live.DeepClone();
            var metadata = json.Ensure("metadata");
            if (propagationPolicy is "Foreground" or "Orphan" && resource != Kinds.Pods)
                AddFinalizer(metadata, propagationPolicy == "Foreground" ? "foregroundDeletion" : "orphan");
            var grace = resource == Kinds.Pods && json.Object("spec").Text("nodeName") is not null ? gracePeriodSeconds ?? json.Object("spec").Number("terminationGracePeriodSeconds") ?? 30 : 0;
            if (metadata.Text("deletionTimestamp") is null || grace < metadata.Number("deletionGracePeriodSeconds"))
            {
                metadata["deletionTimestamp"] = KubeTime.Seconds(time.GetUtcNow().AddSeconds(grace));
                metadata["deletionGracePeriodSeconds"] = grace;
            }

            if (resource == Kinds.Namespaces)
                json.Ensure("status")["phase"] = "Terminating";
            if (IsGone(resource, json))
                Drop(resource, key, live);
            else
                Store(resource, key, json, StoreEventType.Modified);
            return true;
        }
    }

    public bool Finish(GroupVersionResource resource, string? @namespace, string name) => Delete(resource, @namespace, name, gracePeriodSeconds: 0);

    public IDisposable Subscribe(Action<StoreEvent> handler)
    {
        lock (_lock)
            _handlers.Add(handler);
        return new Subscription(() => _handlers.Remove(handler));
    }

    private static JsonObject Merge(GroupVersionResource resource, JsonObject live, JsonObject changed, string? subresource)
    {
        if (subresource is "binding")
            return changed;
        var next = (JsonObject)(subresource is null ? changed : live).DeepClone();
        if (subresource is null)
            Copy("status", live, next);
        else if (subresource == "finalize")
            Copy("spec", changed, next);
        else
            Copy("status", changed, next);
        if (subresource == "status" && resource == Kinds.Deployments)
            Copy("annotations", changed.Object("metadata")!, next.Object("metadata")!);
        return next;
    }

    private static void Copy(string key, JsonObject from, JsonObject to)
    {
        if (from[key] is { } value)
            to[key] = value.DeepClone();
        else
            to.Remove(key);
    }

    private static bool IsGone(GroupVersionResource resource, JsonObject json)
    {
        var metadata = json.Object("metadata");
        return metadata.Text("deletionTimestamp") is not null && metadata.Count("finalizers") == 0 && metadata.Number("deletionGracePeriodSeconds") is null or 0
            && metadata.Text("deletionTimestamp") is not null && (resource != Kinds.Namespaces || json.Object("spec").Count("finalizers") == 0);
    }

    private static void AddFinalizer(JsonObject metadata, string finalizer)
    {
        if (metadata["finalizers"] is not JsonArray finalizers)
            metadata["finalizers"] = finalizers = [];
        if (!metadata.Texts("finalizers").Contains(finalizer, StringComparer.Ordinal))
            finalizers.Add((JsonNode)finalizer);
    }

    private static string Key(string? @namespace, string name) => $"{@namespace}/{name}";

    private void RefuseInEndingNamespace(GroupVersionResource resource, string? @namespace, string name)
    {
        if (@namespace is not null && Bucket(Kinds.Namespaces).TryGetValue(Key(null, @namespace), out var owner) && owner.Object("metadata").Text("deletionTimestamp") is not null)
            throw new ApiStatusException(403, "Forbidden", $"{resource.Resource} \"{name}\" is forbidden: unable to create new content in namespace {@namespace} because it is being terminated");
    }

    private string Suffix() => string.Concat(Enumerable.Range(0, 5).Select(_ => "bcdfghjklmnpqrstvwxz2456789"[_random.Next(27)]));

    private SortedDictionary<string, JsonObject> Bucket(GroupVersionResource resource)
    {
        if (!_objects.TryGetValue(resource, out var bucket))
            _objects[resource] = bucket = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal);
        return bucket;
    }

    private JsonObject Store(GroupVersionResource resource, string key, JsonObject json, StoreEventType type)
    {
        json.Ensure("metadata")["resourceVersion"] = (++_version).ToString(CultureInfo.InvariantCulture);
        Bucket(resource)[key] = json;
        Tell(new StoreEvent(type, resource, json));
        return json;
    }

    private JsonObject Drop(GroupVersionResource resource, string key, JsonObject json)
    {
        Bucket(resource).Remove(key);
        var last = (JsonObject)json.DeepClone();
        last.Ensure("metadata")["resourceVersion"] = (++_version).ToString(CultureInfo.InvariantCulture);
        Tell(new StoreEvent(StoreEventType.Deleted, resource, last));
        return last;
    }

    private void Tell(StoreEvent change)
    {
        foreach (var handler in _handlers.ToArray())
            handler(change);
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
