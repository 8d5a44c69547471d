using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;

namespace Lepton.ControllerRuntime.Informers;

/// <summary>What a reflector follows, and the requests that ask for it.</summary>
internal sealed class ReflectorTarget<T>(string name, IResourceClient<T> client, InformerOptions<T> options) where T : class, IKubernetesObject
{
    internal string Name => name;

    internal IResourceClient<T> Client => client;

    internal string? Namespace => options.Namespace;

    internal ListOptions List(string? resourceVersion) => new()
    {
        LabelSelector = options.LabelSelector,
        FieldSelector = options.FieldSelector,
        MetadataOnly = options.MetadataOnly,
        WithoutManagedFields = !options.KeepManagedFields,
        ResourceVersion = resourceVersion,
        // Without it a paged list at a version means exactly that version, which may be compacted already.
        ResourceVersionMatch = resourceVersion is null or "0" ? null : "NotOlderThan",
    };

    internal WatchOptions Watch(string resourceVersion, TimeSpan timeout) => new()
    {
        LabelSelector = options.LabelSelector,
        FieldSelector = options.FieldSelector,
        MetadataOnly = options.MetadataOnly,
        WithoutManagedFields = !options.KeepManagedFields,
        ResourceVersion = resourceVersion,
        AllowWatchBookmarks = true,
        Timeout = timeout,
    };

    /// <summary>A watch that begins with everything there is. The client adds <c>resourceVersionMatch=NotOlderThan</c>, which belongs to it.</summary>
    internal WatchOptions StreamingList(string? resourceVersion, TimeSpan timeout) => Watch("", timeout) with
    {
        ResourceVersion = resourceVersion,
        SendInitialEvents = true,
    };
}
