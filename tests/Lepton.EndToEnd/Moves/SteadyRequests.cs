using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.EndToEnd.Harness;
using Lepton.Sandbox.Storage;

namespace Lepton.EndToEnd.Moves;

/// <summary>
/// Requests to a model at a steady pace, sent as a client outside the clusters does: to the clusters that <c>status.endpoints</c> named a moment ago, as their weights are, and there to a ready
/// endpoint of the Service. A request fails when there is no endpoint, or when the pod it meets is gone.
/// </summary>
internal sealed class SteadyRequests : IAsyncDisposable
{
    /// <summary>How old the news of endpoints are that a client acts on.</summary>
    public static readonly TimeSpan Lag = TimeSpan.FromMilliseconds(300);

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(10);
    private readonly CancellationTokenSource _stop = new();
    private readonly TestFleet _fleet;
    private readonly string _namespace;
    private readonly string _model;
    private readonly List<(DateTimeOffset Since, IReadOnlyList<ModelEndpoint> Endpoints)> _news = [];
    private readonly Task _work;

    public SteadyRequests(TestFleet fleet, string @namespace, string model)
    {
        (_fleet, _namespace, _model) = (fleet, @namespace, model);
        _work = Task.WhenAll(ReadAsync(), SendAsync());
    }

    public int Sent { get; private set; }

    /// <summary>What failed and why.</summary>
    public List<string> Failed { get; } = [];

    /// <summary>Requests by the cluster that answered them.</summary>
    public SortedDictionary<string, int> Answered { get; } = new(StringComparer.Ordinal);

    /// <summary>Ends the requests; the figures stand still then.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
            return;
        await _stop.CancelAsync();
        await _work;
    }

    private async Task ReadAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var endpoints = (await _fleet.ModelAsync(_namespace, _model)).Status?.Endpoints ?? [];
            lock (_news)
                _news.Add((DateTimeOffset.UtcNow, endpoints));
            await Task.Delay(50, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task SendAsync()
    {
        var random = new Random(1);
        while (!_stop.IsCancellationRequested)
        {
            await Task.Delay(Pace, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (Known() is not { } endpoints)
                continue;
            Sent++;
            if (Send(endpoints, random) is { } problem)
                Failed.Add($"{DateTimeOffset.UtcNow:HH:mm:ss.fff} {problem}");
        }
    }

    /// <summary>Null before the first news has become old enough.</summary>
    private IReadOnlyList<ModelEndpoint>? Known()
    {
        lock (_news)
            return _news.LastOrDefault(n => DateTimeOffset.UtcNow - n.Since >= Lag).Endpoints;
    }

    private string? Send(IReadOnlyList<ModelEndpoint> endpoints, Random random)
    {
        var pick = random.Next(Math.Max(1, endpoints.Sum(e => e.Weight)));
        var endpoint = endpoints.FirstOrDefault(e => (pick -= e.Weight) < 0);
        if (endpoint is null)
            return "the model has no endpoint";
        var api = _fleet.Server(endpoint.Cluster).Api;
        var pods = api.List(new GroupVersionResource("discovery.k8s.io", "v1", "endpointslices"), _namespace)
            .Where(s => (string?)s["metadata"]!["labels"]?["kubernetes.io/service-name"] == _model)
            .SelectMany(s => (s["endpoints"] as JsonArray)?.ToList() ?? [])
            .Where(e => (bool?)e!["conditions"]?["ready"] == true)
            .Select(e => (string)e!["targetRef"]!["name"]!).ToList();
        if (pods.Count == 0)
            return $"the Service in {endpoint.Cluster} has no ready endpoint";
        var pod = pods[random.Next(pods.Count)];
        if (api.Get(new GroupVersionResource("", "v1", "pods"), _namespace, pod) is null)
            return $"pod {pod} in {endpoint.Cluster} is gone";
        Answered[endpoint.Cluster] = Answered.GetValueOrDefault(endpoint.Cluster) + 1;
        return null;
    }
}
