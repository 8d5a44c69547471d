using System.Text.Json.Nodes;
using Lepton.Kubernetes.Models;

namespace Lepton.Kubernetes.Http;

/// <summary>One API server. Thread-safe; dispose it to close its connections.</summary>
public interface IKubernetesClient : IDisposable
{
    /// <summary>The server's address, for messages.</summary>
    Uri BaseAddress { get; }

    /// <summary>The namespace of the kubeconfig's context or of the pod; <c>default</c> if neither says.</summary>
    string DefaultNamespace { get; }

    /// <summary>Access to a typed resource, named by the type's <see cref="KubernetesEntityAttribute"/>.</summary>
    IResourceClient<T> Resource<T>() where T : class, IKubernetesObject;

    /// <summary>Access to any resource as JSON.</summary>
    IResourceClient<UnstructuredObject> Resource(ResourceDefinition resource);

    /// <summary>Looks an API resource up by group, version and kind in (aggregated) discovery; reloads once when it is unknown. Null when the server has no such kind.</summary>
    Task<ResourceDefinition?> FindResourceAsync(string apiVersion, string kind, CancellationToken cancellationToken = default);

    /// <summary>Any request to the server, answered with its JSON: <c>/version</c>, <c>/readyz</c>, reviews …</summary>
    Task<JsonNode?> RequestAsync(HttpMethod method, string pathAndQuery, JsonNode? body = null, CancellationToken cancellationToken = default);

    /// <summary>The HTTP status (2xx) of the answer to a GET, whatever its body: for what is behind the server's proxies, which need not speak JSON.</summary>
    Task<int> StatusAsync(string pathAndQuery, CancellationToken cancellationToken = default);
}

/// <summary>The verbs on one resource. Every call throws <see cref="KubernetesApiException"/> for a non-2xx answer and
/// <see cref="HttpRequestException"/> when no answer came (its kinds: <see cref="Auth.CredentialException"/> when there are no credentials to ask with,
/// <see cref="KubernetesResponseException"/> when the answer cannot be used). A namespaced resource needs its namespace for everything but list and
/// watch: <see cref="ArgumentException"/> otherwise.</summary>
/// <typeparam name="T">The object's type.</typeparam>
public interface IResourceClient<T> where T : class, IKubernetesObject
{
    ResourceDefinition Definition { get; }

    Task<T> GetAsync(string name, string? @namespace = null, CancellationToken cancellationToken = default);

    /// <summary>Null for a 404.</summary>
    Task<T?> TryGetAsync(string name, string? @namespace = null, CancellationToken cancellationToken = default);

    /// <summary>One page. A null namespace lists all namespaces.</summary>
    Task<KubernetesList<T>> ListAsync(string? @namespace = null, ListOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>All pages (of 500), as one list; a 410 on a later page starts over with one unpaged list.</summary>
    Task<KubernetesList<T>> ListAllAsync(string? @namespace = null, ListOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>One watch request, until the server closes it or its connection breaks (both simply end it: go on from the last resourceVersion),
    /// an error comes or the token is cancelled (which is thrown). An ERROR event is thrown as <see cref="KubernetesApiException"/>; with
    /// <see cref="WatchOptions.Timeout"/> set, a server that has not closed 30 s after it is taken for dead.</summary>
    IAsyncEnumerable<WatchEvent<T>> WatchAsync(string? @namespace = null, WatchOptions? options = null, CancellationToken cancellationToken = default);

    Task<T> CreateAsync(T value, WriteOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Replaces the object (PUT) at its resourceVersion.</summary>
    Task<T> UpdateAsync(T value, WriteOptions? options = null, CancellationToken cancellationToken = default);

    Task<T> UpdateStatusAsync(T value, WriteOptions? options = null, CancellationToken cancellationToken = default);

    /// <param name="subresource"><c>status</c>, <c>scale</c> … or null for the object itself.</param>
    Task<T> PatchAsync(string name, string? @namespace, Patch patch, string? subresource = null, WriteOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Server-side apply of exactly the fields in <paramref name="value"/>. managedFields, resourceVersion and other server-set metadata are not sent.</summary>
    Task<T> ApplyAsync(T value, ApplyOptions options, CancellationToken cancellationToken = default);

    Task<T> ApplyStatusAsync(T value, ApplyOptions options, CancellationToken cancellationToken = default);

    /// <summary>Deletes; a 404 is thrown like any error.</summary>
    Task DeleteAsync(string name, string? @namespace = null, DeleteOptions? options = null, CancellationToken cancellationToken = default);

    Task DeleteCollectionAsync(string? @namespace = null, ListOptions? selection = null, DeleteOptions? options = null, CancellationToken cancellationToken = default);

    Task<V1Scale> GetScaleAsync(string name, string? @namespace = null, CancellationToken cancellationToken = default);

    Task<V1Scale> UpdateScaleAsync(string name, string? @namespace, int replicas, CancellationToken cancellationToken = default);
}

/// <summary>What to select in a list or a collection delete.</summary>
public sealed record ListOptions
{
    public string? LabelSelector { get; init; }

    public string? FieldSelector { get; init; }

    public int? Limit { get; init; }

    public string? Continue { get; init; }

    /// <summary>Null: the newest (quorum). "0": any, from the server's cache.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary><c>Exact</c> or <c>NotOlderThan</c>.</summary>
    public string? ResourceVersionMatch { get; init; }

    /// <summary>Ask for metadata only (PartialObjectMetadataList): the objects then have no spec and no status.</summary>
    public bool MetadataOnly { get; init; }

    /// <summary>Pass over managedFields while reading (servers send them always): they are often the larger half of an object.</summary>
    public bool WithoutManagedFields { get; init; }
}

/// <summary>What to watch and from where.</summary>
public sealed record WatchOptions
{
    public string? LabelSelector { get; init; }

    public string? FieldSelector { get; init; }

    public string? ResourceVersion { get; init; }

    public bool AllowWatchBookmarks { get; init; } = true;

    /// <summary>Streaming list: the server first sends all objects, then a bookmark annotated <c>k8s.io/initial-events-end</c>.</summary>
    public bool SendInitialEvents { get; init; }

    public TimeSpan? Timeout { get; init; }

    public bool MetadataOnly { get; init; }

    /// <inheritdoc cref="ListOptions.WithoutManagedFields"/>
    public bool WithoutManagedFields { get; init; }

    /// <summary>Called once when the server has accepted the watch (its 2xx headers are here), before any event: a quiet watch shows no other sign of life. Must be quick.</summary>
    public Action? Opened { get; init; }
}

public enum WatchEventType
{
    Added,
    Modified,
    Deleted,
    Bookmark,
}

/// <summary>One change. Of a bookmark only <c>metadata.resourceVersion</c> and annotations mean anything.</summary>
public readonly record struct WatchEvent<T>(WatchEventType Type, T Object);

/// <summary>How to write.</summary>
public record WriteOptions
{
    public string? FieldManager { get; init; }

    /// <summary>Validate and admit, but store nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary><c>Strict</c>, <c>Warn</c> or <c>Ignore</c>.</summary>
    public string? FieldValidation { get; init; }
}

/// <summary>How to apply. The field manager is required, as the server does.</summary>
public sealed record ApplyOptions : WriteOptions
{
    public ApplyOptions(string fieldManager) => FieldManager = fieldManager;

    /// <summary>Take over fields another manager owns. Only for objects that are ours.</summary>
    public bool Force { get; init; }

    /// <summary>
    /// Sent as <c>metadata.resourceVersion</c>: 409 when the object is at another one; ignored when there is no object, which is then created. So
    /// <see cref="NoObject"/> creates and never takes over.
    /// </summary>
    public string? ResourceVersion { get; init; }

    /// <summary>A resourceVersion no object has.</summary>
    public const string NoObject = "1";
}

/// <summary>How to delete.</summary>
public sealed record DeleteOptions
{
    /// <summary><c>Background</c>, <c>Foreground</c> or <c>Orphan</c>.</summary>
    public string? PropagationPolicy { get; init; }

    public int? GracePeriodSeconds { get; init; }

    /// <summary>Delete only this incarnation.</summary>
    public string? PreconditionUid { get; init; }

    public string? PreconditionResourceVersion { get; init; }

    public bool DryRun { get; init; }
}

/// <summary>A patch document and its kind.</summary>
public sealed record Patch(PatchType Type, JsonNode Body)
{
    public static Patch Json(JsonArray operations) => new(PatchType.Json, operations);

    public static Patch Merge(JsonObject body) => new(PatchType.Merge, body);

    public static Patch Strategic(JsonObject body) => new(PatchType.StrategicMerge, body);
}

public enum PatchType
{
    Json,
    Merge,
    StrategicMerge,
}
