using System.Text.Json.Nodes;
using System.Threading.Channels;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Resources;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.CustomResources;

/// <summary>
/// Accepts the names of CRDs, serves them, follows their changes, and takes their instances with them when they go. Works off a queue, so that a
/// CRD is served some moments after it was created, as with a real server.
/// </summary>
internal sealed class DefinitionController : IAsyncDisposable
{
    public static readonly GroupResource Definitions = new("apiextensions.k8s.io", "customresourcedefinitions");
    private static readonly GroupVersionResource DefinitionsV1 = new(Definitions.Group, "v1", Definitions.Resource);

    private readonly ClusterContext _cluster;
    private readonly ObjectOperations _objects;
    private readonly Channel<string> _queue = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true });
    private readonly IDisposable _subscription;
    private readonly Task _worker;

    public DefinitionController(ClusterContext cluster, ObjectOperations objects)
    {
        _cluster = cluster;
        _objects = objects;
        _subscription = cluster.Store.Subscribe(change =>
        {
            if (change.Resource == Definitions)
                _queue.Writer.TryWrite(change.Current.Key);
            else if (change.Type == StoreEventType.Deleted && change.Resource.Group.Contains('.'))
                _queue.Writer.TryWrite($"{change.Resource.Resource}.{change.Resource.Group}");
        });
        _worker = Task.Run(WorkAsync);
    }

    public async ValueTask DisposeAsync()
    {
        _subscription.Dispose();
        _queue.Writer.TryComplete();
        await _worker;
    }

    private async Task WorkAsync()
    {
        await foreach (var name in _queue.Reader.ReadAllAsync())
        {
            try
            {
                Reconcile(name);
            }
            catch (ApiStatusException e) when (e.Code is 404 or 409)
            {
                // The CRD changed or went away meanwhile: its own event is in the queue.
            }
        }
    }

    private void Reconcile(string name)
    {
        if (_cluster.Store.Find(Definitions, name)?.Value is not { } definition)
        {
            StopServing(name);
            RetryRefused();
            return;
        }

        if (definition.Obj("metadata")?["deletionTimestamp"] is not null)
            Terminate(name, definition);
        else if (!Conditions.IsTrue(definition, "Established"))
            Establish(name, definition);
        else
            Serve(name, definition);
    }

    private void Establish(string name, JsonObject definition)
    {
        var (accepted, conflict) = DefinitionNames.Check(name, definition, _cluster.Catalog.Current);
        if (conflict is { } refused)
        {
            UpdateStatus(name, d =>
            {
                d.Child("status")["acceptedNames"] = accepted.DeepClone();
                Conditions.Set(d, "NamesAccepted", "False", refused.Reason, refused.Message, _cluster.Timestamp());
                Conditions.Set(d, "Established", "False", "NotAccepted", "not all names are accepted", _cluster.Timestamp());
            });
            return;
        }

        UpdateStatus(name, d =>
        {
            d.Child("status")["acceptedNames"] = accepted.DeepClone();
            Conditions.Set(d, "NamesAccepted", "True", "NoConflicts", "no conflicts found", _cluster.Timestamp());
            Conditions.Set(d, "Established", "False", "Installing", "the initial names have been accepted", _cluster.Timestamp());
        });
        Serve(name, definition);
        UpdateStatus(name, d => Conditions.Set(d, "Established", "True", "InitialNamesAccepted", "the initial names have been accepted", _cluster.Timestamp()));
    }

    private void Serve(string name, JsonObject definition)
    {
        var types = DefinitionReader.Read(definition, _cluster.Schemas, ConversionWebhook.Of(definition, _cluster.Webhooks, _cluster.Ids.Uid));
        var served = _cluster.Catalog.Current.All.FirstOrDefault(t => t.IsCustom && t.Resource.ToString() == name);
        if (served is not null && JsonNode.DeepEquals(served.Custom!.Definition["spec"], definition["spec"]))
            return;
        _cluster.Catalog.SetCustom(name, types);
        if (served is null)
            return;
        Reread(types);
        _cluster.Store.EndWatches(served.Resource);
    }

    /// <summary>New defaults and pruning show on stored objects at once, without a new version of them.</summary>
    private void Reread(IReadOnlyList<ResourceType> types)
    {
        if (types.FirstOrDefault(t => t.Version == t.StorageVersion) is not { Schema: { } schema } storage)
            return;
        _cluster.Store.Rewrite(storage.Resource, value =>
        {
            if (value.Str("apiVersion") != storage.ApiVersion)
                return value;
            schema.Prune(value);
            schema.ApplyDefaults(value);
            return ObjectOrder.Apply(value, custom: true);
        });
    }

    private void Terminate(string name, JsonObject definition)
    {
        if (!definition.Obj("metadata").Arr("finalizers").Strings().Contains(DefinitionRules.CleanupFinalizer))
            return;
        var type = _cluster.Catalog.Current.All.FirstOrDefault(t => t.IsCustom && t.Resource.ToString() == name);
        if (type is not null && DeleteInstances(type, name))
            return;
        RemoveFinalizer(name);
    }

    /// <returns>Whether instances with finalizers of their own are left.</returns>
    private bool DeleteInstances(ResourceType type, string name)
    {
        var instances = _cluster.Store.List(type.Resource, null).Items;
        if (instances.Count == 0)
            return false;
        UpdateStatus(name, d => Conditions.Set(d, "Terminating", "True", "InstanceDeletionInProgress", "CustomResource deletion is in progress", _cluster.Timestamp()));
        foreach (var instance in instances.Where(i => i.Value.Obj("metadata")?["deletionTimestamp"] is null))
        {
            var metadata = instance.Value.Obj("metadata");
            _objects.Deletion.Delete(type, metadata.Str("namespace"), metadata.Str("name")!, new DeleteOptions());
        }

        return _cluster.Store.List(type.Resource, null).Items.Count > 0;
    }

    /// <summary>Names that are free again may be what another definition waits for.</summary>
    private void RetryRefused()
    {
        foreach (var other in _cluster.Store.List(Definitions, null).Items.Where(i => !Conditions.IsTrue(i.Value, "Established")))
            _queue.Writer.TryWrite(other.Key);
    }

    private void StopServing(string name)
    {
        var type = _cluster.Catalog.Current.All.FirstOrDefault(t => t.IsCustom && t.Resource.ToString() == name);
        if (type is null)
            return;
        _cluster.Catalog.SetCustom(name, []);
        _cluster.Store.EndWatches(type.Resource);
    }

    private void UpdateStatus(string name, Action<JsonObject> change) => _objects.Updating.Update(_cluster.Catalog.Require(DefinitionsV1), null, name, d =>
    {
        change(d);
        return d;
    }, Options("status"));

    private void RemoveFinalizer(string name) => _objects.Updating.Update(_cluster.Catalog.Require(DefinitionsV1), null, name, d =>
    {
        var left = d.Obj("metadata").Arr("finalizers").Strings().Where(f => f != DefinitionRules.CleanupFinalizer).Select(f => (JsonNode)f).ToArray();
        d.Child("metadata")["finalizers"] = new JsonArray(left);
        return d;
    }, Options(null));

    private static WriteOptions Options(string? subresource) =>
        new() { FieldManager = "kube-apiserver", Validation = FieldValidation.Ignore, Subresource = subresource };
}
