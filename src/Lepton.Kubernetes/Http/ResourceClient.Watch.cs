using System.Runtime.CompilerServices;
using Lepton.Kubernetes.Watch;

namespace Lepton.Kubernetes.Http;

/// <content>watch.</content>
internal sealed partial class ResourceClient<T>
{
    // How long after its own time-out a server may still hold the stream before we take the connection for dead.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    private const string MetadataEvents = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json";

    public async IAsyncEnumerable<WatchEvent<T>> WatchAsync(string? @namespace = null, WatchOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        options ??= new WatchOptions();
        var request = WatchRequest(@namespace, options);
        using var response = await transport.OpenAsync(request, cancellationToken);
        using var deadline = options.Timeout is { } timeout ? new CancellationTokenSource(timeout + Grace, transport.Time) : new CancellationTokenSource();
        options.Opened?.Invoke();
        var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var reader = new WatchReader<T>(request, body, resource, MaxObjectBytes, deadline.Token, cancellationToken);
        while (await reader.NextAsync() is { } change)
            yield return change;
    }

    private ApiRequest WatchRequest(string? @namespace, WatchOptions options)
    {
        var query = new QueryBuilder(_paths.Collection(@namespace))
            .Add("watch", true)
            .Add("labelSelector", options.LabelSelector)
            .Add("fieldSelector", options.FieldSelector)
            .Add("resourceVersion", options.ResourceVersion)
            .Add("allowWatchBookmarks", options.AllowWatchBookmarks || options.SendInitialEvents)
            .Add("sendInitialEvents", options.SendInitialEvents)
            .Add("resourceVersionMatch", options.SendInitialEvents ? "NotOlderThan" : null)
            .Add("timeoutSeconds", options.Timeout is { } timeout ? (long)Math.Ceiling(timeout.TotalSeconds) : null);
        return new ApiRequest(HttpMethod.Get, query.ToString())
        {
            IsWatch = true,
            SkipManagedFields = options.WithoutManagedFields,
            Accept = options.MetadataOnly ? MetadataEvents : ApiRequest.Json,
        };
    }
}
