using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Serialization;

namespace Lepton.Testing.Fakes;

/// <summary>
/// One resource of an API server in memory: resourceVersions, watches with history, bookmarks and streaming lists, optimistic locking, finalizers — and
/// faults. For tests of what stands on the client; for server-side apply, defaulting and admission use the sandbox.
/// </summary>
public sealed partial class FakeResource<T> : IResourceClient<T> where T : class, IKubernetesObject
{
    private readonly FakeStore _store = new();
    private readonly ConcurrentQueue<FakeRequest> _requests = new();
    private readonly ConcurrentDictionary<(string? Namespace, string Name, string Manager), JsonObject> _applied = new();
    private readonly TimeProvider _time;
    private long _uids;

    public FakeResource(TimeProvider? time = null, ResourceDefinition? definition = null)
    {
        _time = time ?? TimeProvider.System;
        Definition = definition ?? ResourceDefinition.Of<T>();
    }

    public ResourceDefinition Definition { get; }

    /// <summary>Asked before each request; null lets it pass.</summary>
    public Func<FakeRequest, FakeFault?>? Fault { get; set; }

    /// <summary>What the server changes of what is applied before it is stored.</summary>
    public Action<JsonObject>? Admission { get; set; }

    /// <summary>All requests so far, also those that failed.</summary>
    public IReadOnlyList<FakeRequest> Requests => [.. _requests];

    /// <summary>The current resourceVersion.</summary>
    public long Version => _store.Version;

    public int OpenWatches => _store.Watchers;

    /// <summary>Everything there is, in order of namespace and name.</summary>
    public IReadOnlyList<T> All => _store.List(new(null, null, null), null).Items.ConvertAll(Read);

    /// <summary>Closes all watches as the server does at their time-out.</summary>
    public void CloseWatches() => _store.EndWatches(null);

    /// <summary>Breaks all watches with an error.</summary>
    public void BreakWatches(Exception error) => _store.EndWatches(error);

    /// <summary>Sends a bookmark to all watches.</summary>
    public void SendBookmarks() => _store.Bookmark();

    /// <summary>Forgets the history: watches from earlier versions are answered with 410.</summary>
    public void Compact() => _store.Compact();

    /// <summary>The server comes back from a backup: versions start again from a smaller number.</summary>
    public void RestoreFromBackup(long version)
    {
        _store.Rewind(version);
        _store.EndWatches(FakeErrors.Reset());
    }

    /// <summary>Answers the whole request list for one verb.</summary>
    public IReadOnlyList<FakeRequest> RequestsOf(string verb) => [.. _requests.Where(r => r.Verb == verb)];

    public async Task<T> GetAsync(string name, string? @namespace = null, CancellationToken cancellationToken = default) =>
        await TryGetAsync(name, @namespace, cancellationToken) ?? throw FakeErrors.NotFound($"{Definition.QualifiedName} \"{name}\"");

    public async Task<T?> TryGetAsync(string name, string? @namespace = null, CancellationToken cancellationToken = default)
    {
        await EnterAsync(new("get", name, @namespace), cancellationToken);
        return _store.Get(@namespace, name) is { } found ? Read(found) : null;
    }

    public Task<KubernetesList<T>> ListAllAsync(string? @namespace = null, ListOptions? options = null, CancellationToken cancellationToken = default) =>
        ListAsync(@namespace, options, cancellationToken);

    public async Task<KubernetesList<T>> ListAsync(string? @namespace = null, ListOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new();
        await EnterAsync(new("list", null, @namespace) { List = options }, cancellationToken);
        var (items, version) = _store.List(new(@namespace, options.LabelSelector, options.FieldSelector), options.ResourceVersion);
        return new() { Metadata = new() { ResourceVersion = version.ToString() }, Items = items.ConvertAll(Read) };
    }

    public async IAsyncEnumerable<WatchEvent<T>> WatchAsync(
        string? @namespace = null, WatchOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        options ??= new();
        var fault = await EnterAsync(new("watch", null, @namespace) { Watch = options }, cancellationToken);
        if (fault is { Opens: true, Error: null })
            yield break;
        var watcher = _store.Watch(new(@namespace, options.LabelSelector, options.FieldSelector), options);
        try
        {
            options.Opened?.Invoke();
            await foreach (var (type, value) in watcher.Events.ReadAllAsync(cancellationToken))
                yield return new(type, Read(value));
        }
        finally
        {
            _store.Forget(watcher);
        }
    }

    private async Task<FakeFault?> EnterAsync(FakeRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _requests.Enqueue(request);
        await Task.Yield();
        var fault = Fault?.Invoke(request);
        if (fault is { Opens: true })
            request.Watch?.Opened?.Invoke();
        if (fault is { Hangs: true })
            await Task.Delay(Timeout.Infinite, cancellationToken);
        if (fault?.Error is { } error)
            throw error;
        return fault;
    }

    private static T Read(JsonObject value) => KubernetesJson.Deserialize<T>(value.DeepClone())!;
}
