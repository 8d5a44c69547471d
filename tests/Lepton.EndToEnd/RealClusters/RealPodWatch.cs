using Lepton.ControllerRuntime.Informers;
using Lepton.EndToEnd.Harness;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;

namespace Lepton.EndToEnd.RealClusters;

/// <summary>Follows the pods of models over clusters that can only be watched through their API servers: how few of a model were ready at the least, and in how many clusters it was alive at once.</summary>
internal sealed class RealPodWatch : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<SharedInformer<UnstructuredObject>> _informers = [];
    private readonly Dictionary<string, (string Model, string Cluster, bool Ready, bool Alive)> _pods = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _least = new(StringComparer.Ordinal);
    private readonly HashSet<string> _doubled = new(StringComparer.Ordinal);

    public RealPodWatch(IReadOnlyDictionary<string, IKubernetesClient> members)
    {
        foreach (var (cluster, client) in members)
        {
            var informer = new SharedInformer<UnstructuredObject>(client.Resource(ResourceDefinition.Of<V1Pod>()), new InformerOptions<UnstructuredObject> { LabelSelector = "lepton.ai/model" }, $"{cluster}/pods");
            informer.AddHandler(new InformerHandler<UnstructuredObject> { Added = p => Seen(cluster, p, false), Updated = (_, p) => Seen(cluster, p, false), Deleted = p => Seen(cluster, p, true) });
            informer.Start();
            _informers.Add(informer);
        }
    }

    /// <summary>Models that were alive in two clusters at once, and where.</summary>
    public IReadOnlyCollection<string> Doubled
    {
        get
        {
            lock (_gate)
                return [.. _doubled];
        }
    }

    /// <summary>The least number of ready pods of a model since <see cref="Begin"/>, over all clusters.</summary>
    public int Least(string model)
    {
        lock (_gate)
            return _least.GetValueOrDefault(model);
    }

    /// <summary>From now on it is counted.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            _least.Clear();
            foreach (var model in _pods.Values.Select(p => p.Model).Distinct().ToList())
                _least[model] = _pods.Values.Count(p => p.Model == model && p.Ready);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var informer in _informers)
            await informer.DisposeAsync();
    }

    private void Seen(string cluster, UnstructuredObject pod, bool gone)
    {
        lock (_gate)
        {
            var model = pod.Metadata.Labels!["lepton.ai/model"];
            if (gone)
                _pods.Remove(pod.Metadata.Uid!);
            else
                _pods[pod.Metadata.Uid!] = (model, cluster, PodFacts.IsReady(pod.Json), PodFacts.IsAlive(pod.Json));
            if (_least.TryGetValue(model, out var least))
                _least[model] = Math.Min(least, _pods.Values.Count(p => p.Model == model && p.Ready));
            var alive = _pods.Values.Where(p => p.Model == model && p.Alive).Select(p => p.Cluster).Distinct().Order(StringComparer.Ordinal).ToList();
            if (alive.Count > 1)
                _doubled.Add($"{model} in {string.Join(" and ", alive)}");
        }
    }
}
