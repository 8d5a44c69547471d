using Lepton.Kubernetes.Models;

namespace Lepton.ControllerRuntime.Informers;

/// <summary>What an informer follows and what it keeps.</summary>
public sealed record InformerOptions<T> where T : class, IKubernetesObject
{
    /// <summary>Null: all namespaces.</summary>
    public string? Namespace { get; init; }

    public string? LabelSelector { get; init; }

    public string? FieldSelector { get; init; }

    /// <summary>Ask the server for metadata only: the cached objects have no spec and no status.</summary>
    public bool MetadataOnly { get; init; }

    /// <summary>
    /// Reduces an object before it is cached (change it or answer another one of the same name and version). <c>metadata.managedFields</c> is dropped
    /// before, unless <see cref="KeepManagedFields"/>. When it throws, the object is cached as it came and the error is logged.
    /// </summary>
    public Func<T, T>? Transform { get; init; }

    public bool KeepManagedFields { get; init; }

    /// <summary>By name: the values under which an object is found with <see cref="ILister{T}.ByIndex"/>.</summary>
    public IReadOnlyDictionary<string, Func<T, IEnumerable<string>>> Indexers { get; init; } = new Dictionary<string, Func<T, IEnumerable<string>>>(StringComparer.Ordinal);

    /// <summary>Delays, limits and whether to try streaming lists.</summary>
    public ReflectorOptions Reflector { get; init; } = new();
}

/// <summary>How an informer talks to the server. The defaults are client-go's where it has one.</summary>
public sealed record ReflectorOptions
{
    /// <summary>First delay after a failure; doubles up to <see cref="BackoffCap"/>, each with up to as much again at random.</summary>
    public TimeSpan BackoffBase { get; init; } = TimeSpan.FromMilliseconds(800);

    public TimeSpan BackoffCap { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>After this long without a failure the delay starts over.</summary>
    public TimeSpan BackoffReset { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The server is asked to close a watch after this time or up to twice as long, at random.</summary>
    public TimeSpan MinWatchTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Try a streaming list first.</summary>
    public bool StreamingList { get; init; } = true;

    /// <summary>A streaming list from which nothing came for this long is given up for an ordinary list (servers before 1.27 ignore the request).</summary>
    public TimeSpan StreamingListIdleLimit { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The longest an ordinary list may take, all pages together.</summary>
    public TimeSpan ListTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// A watch on which nothing came for this long, not even a bookmark (servers send one a minute), is taken for dead, or for one that waits for
    /// a resourceVersion from before a restore: it is broken and the list is read again.
    /// </summary>
    public TimeSpan SilenceLimit { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Seed of the random delays; null takes one from the system, so that replicas do not come in step.</summary>
    public int? Seed { get; init; }
}
