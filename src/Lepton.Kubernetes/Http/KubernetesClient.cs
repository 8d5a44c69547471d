using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Lepton.Kubernetes.Config;
using Lepton.Kubernetes.Discovery;
using Lepton.Kubernetes.Models;

namespace Lepton.Kubernetes.Http;

/// <summary>Talks to one API server as a configuration says. Make one per cluster and keep it: it owns the connections.</summary>
public sealed class KubernetesClient : IKubernetesClient
{
    private readonly ApiTransport _transport;
    private readonly DiscoveryCache _discovery;
    private readonly ConcurrentDictionary<Type, object> _resources = new();

    /// <exception cref="KubeconfigException">Its certificates cannot be read, or its server is no URL.</exception>
    public KubernetesClient(KubernetesClientConfiguration configuration, KubernetesClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (!Uri.TryCreate(configuration.Host, UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http"))
            throw new KubeconfigException(configuration.Origin, "server", $"\"{configuration.Host}\" is not a URL such as https://10.0.0.1:6443");
        BaseAddress = address;
        DefaultNamespace = configuration.Namespace;
        _transport = new ApiTransport(configuration, options ?? KubernetesClientOptions.Default);
        _discovery = new DiscoveryCache(_transport);
    }

    public Uri BaseAddress { get; }

    public string DefaultNamespace { get; }

    public IResourceClient<T> Resource<T>() where T : class, IKubernetesObject =>
        (IResourceClient<T>)_resources.GetOrAdd(typeof(T), static (type, transport) => new ResourceClient<T>(transport, ResourceDefinition.Of(type)), _transport);

    public IResourceClient<UnstructuredObject> Resource(ResourceDefinition resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return new ResourceClient<UnstructuredObject>(_transport, resource);
    }

    public Task<ResourceDefinition?> FindResourceAsync(string apiVersion, string kind, CancellationToken cancellationToken = default) =>
        _discovery.FindAsync(apiVersion, kind, cancellationToken);

    public Task<JsonNode?> RequestAsync(HttpMethod method, string pathAndQuery, JsonNode? body = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(pathAndQuery);
        if (!pathAndQuery.StartsWith('/'))
            throw new ArgumentException($"\"{pathAndQuery}\" must begin with a slash", nameof(pathAndQuery));
        var request = new ApiRequest(method, pathAndQuery)
        {
            Accept = "application/json,*/*",
            Body = body is null ? null : WriteBodies.Bytes(body),
            MaxBytes = _transport.Options.MaxListBytes,
        };
        return _transport.SendAsync(request, (response, token) => Answers.ReadAnyAsync(request, response, token), cancellationToken);
    }

    public Task<int> StatusAsync(string pathAndQuery, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pathAndQuery);
        if (!pathAndQuery.StartsWith('/'))
            throw new ArgumentException($"\"{pathAndQuery}\" must begin with a slash", nameof(pathAndQuery));
        var request = new ApiRequest(HttpMethod.Get, pathAndQuery) { Accept = "*/*", MaxBytes = _transport.Options.MaxListBytes };
        return _transport.SendAsync(request, async (response, token) =>
        {
            await Answers.DiscardAsync(request, response, token);
            return (int)response.StatusCode;
        }, cancellationToken);
    }

    public void Dispose()
    {
        _transport.Dispose();
        _discovery.Dispose();
    }
}
