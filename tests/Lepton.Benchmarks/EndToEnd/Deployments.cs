using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Lepton.ControllerRuntime.Informers;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;

namespace Lepton.Benchmarks.EndToEnd;

/// <summary>The models' Deployments in all members as their watches show them, reduced to what is asked of them.</summary>
internal sealed class Deployments : IAsyncDisposable
{
    private readonly List<SharedInformer<UnstructuredObject>> _informers = [];
    private readonly ConcurrentDictionary<(string Cluster, string Name), (string Model, int Replicas, string Image)> _seen = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static async Task<Deployments> FollowAsync(BenchFleet fleet)
    {
        var deployments = new Deployments();
        foreach (var (cluster, client) in fleet.Members)
        {
            var informer = new SharedInformer<UnstructuredObject>(
                client.Resource(ResourceDefinition.Of<V1Deployment>()), new InformerOptions<UnstructuredObject> { Namespace = Wishes.Namespace }, $"bench/{cluster}");
            informer.AddHandler(new InformerHandler<UnstructuredObject>
            {
                Added = o => deployments.See(cluster, o),
                Updated = (_, o) => deployments.See(cluster, o),
                Deleted = o => deployments.Forget(cluster, o),
            });
            informer.Start();
            deployments._informers.Add(informer);
            await informer.WaitForSyncAsync();
        }

        return deployments;
    }

    public int Count => _seen.Count;

    /// <summary>Replicas of each model in all members but one.</summary>
    public IEnumerable<(string Model, int Replicas)> Replicas(string? without = null) =>
        _seen.Where(s => s.Key.Cluster != without).GroupBy(s => s.Value.Model).Select(g => (g.Key, g.Sum(s => s.Value.Replicas)));

    public int WithImage(string image) => _seen.Values.Count(s => s.Image == image);

    /// <exception cref="TimeoutException">It was not seen in five minutes.</exception>
    public async Task UntilAsync(string what, Func<bool> seen, Func<string> progress)
    {
        var end = DateTimeOffset.UtcNow + TimeSpan.FromMinutes(5);
        while (!seen())
        {
            if (DateTimeOffset.UtcNow > end)
                throw new TimeoutException($"not seen within five minutes: {what} ({progress()})");
            await Task.WhenAny(_changed.Task, Task.Delay(TimeSpan.FromSeconds(1)));
            Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var informer in _informers)
            await informer.DisposeAsync();
    }

    private void See(string cluster, UnstructuredObject deployment)
    {
        if (deployment.Metadata.Labels?.GetValueOrDefault("lepton.ai/model") is not { } model)
            return;
        var spec = (JsonObject)deployment.Json["spec"]!;
        _seen[(cluster, deployment.Metadata.Name!)] = (model, (int?)spec["replicas"] ?? 1, (string)spec["template"]!["spec"]!["containers"]![0]!["image"]!);
        _changed.TrySetResult();
    }

    private void Forget(string cluster, UnstructuredObject deployment)
    {
        _seen.TryRemove((cluster, deployment.Metadata.Name!), out _);
        _changed.TrySetResult();
    }
}
