using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;

namespace Lepton.Testing.Fakes;

/// <summary>An API server in memory: a <see cref="FakeResource{T}"/> per type or definition, and <c>/readyz</c>.</summary>
public sealed class FakeKubernetesClient(TimeProvider? time = null) : IKubernetesClient
{
    private readonly ConcurrentDictionary<object, object> _resources = new();
    private int _checks;

    public Uri BaseAddress { get; } = new("https://fake.invalid:6443");

    public string DefaultNamespace => "default";

    /// <summary>What any request that is not about a resource meets; null lets it pass.</summary>
    public FakeFault? Fault { get; set; }

    /// <summary>What requests that are not about a resource are answered with.</summary>
    public JsonNode Answer { get; set; } = JsonValue.Create("ok");

    /// <summary>Requests that were not about a resource.</summary>
    public int Checks => _checks;

    public FakeResource<T> Fake<T>() where T : class, IKubernetesObject =>
        (FakeResource<T>)_resources.GetOrAdd(typeof(T), _ => new FakeResource<T>(time));

    public FakeResource<UnstructuredObject> Fake(ResourceDefinition resource) =>
        (FakeResource<UnstructuredObject>)_resources.GetOrAdd(resource, _ => new FakeResource<UnstructuredObject>(time, resource));

    public IResourceClient<T> Resource<T>() where T : class, IKubernetesObject => Fake<T>();

    public IResourceClient<UnstructuredObject> Resource(ResourceDefinition resource) => Fake(resource);

    public Task<ResourceDefinition?> FindResourceAsync(string apiVersion, string kind, CancellationToken cancellationToken = default) =>
        Task.FromResult(_resources.Keys.OfType<ResourceDefinition>().FirstOrDefault(r => r.ApiVersion == apiVersion && r.Kind == kind));

    public async Task<JsonNode?> RequestAsync(HttpMethod method, string pathAndQuery, JsonNode? body = null, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _checks);
        var fault = Fault;
        if (fault is { Hangs: true })
            await Task.Delay(Timeout.Infinite, cancellationToken);
        return fault?.Error is { } error ? throw error : Answer.DeepClone();
    }

    /// <summary>What a request that is only asked for its status is answered, by path; 200 unless it says otherwise.</summary>
    public Func<string, int> StatusOf { get; set; } = _ => 200;

    public async Task<int> StatusAsync(string pathAndQuery, CancellationToken cancellationToken = default)
    {
        await RequestAsync(HttpMethod.Get, pathAndQuery, null, cancellationToken);
        return StatusOf(pathAndQuery) is >= 200 and < 300 and var status
            ? status
            : throw new KubernetesApiException((System.Net.HttpStatusCode)StatusOf(pathAndQuery), new V1Status { Code = StatusOf(pathAndQuery) });
    }

    public void Dispose()
    {
        // Nothing is open.
    }
}
