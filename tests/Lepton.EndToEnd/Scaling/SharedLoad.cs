using Lepton.EndToEnd.Harness;
using Lepton.Kubernetes.Models;

namespace Lepton.EndToEnd.Scaling;

/// <summary>Load on a model that is divided over its Deployments in all members as requests are: by what is ready.</summary>
internal sealed class SharedLoad : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public SharedLoad(TestFleet fleet, string @namespace, string model, string metric) => _running = Task.Run(() => RunAsync(fleet, @namespace, model, metric));

    /// <summary>Of the metric, over all replicas.</summary>
    public int Total { get; set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _running;
        }
        catch (OperationCanceledException)
        {
            // Asked for.
        }

        _stop.Dispose();
    }

    private async Task RunAsync(TestFleet fleet, string @namespace, string model, string metric)
    {
        while (true)
        {
            var ready = new List<(string Cluster, string Name, int Ready)>();
            foreach (var (cluster, client) in fleet.Members)
            {
                ready.AddRange((await client.Resource<V1Deployment>().ListAsync(@namespace, cancellationToken: _stop.Token)).Items
                    .Where(d => d.Metadata.Labels?.GetValueOrDefault("lepton.ai/model") == model).Select(d => (cluster, d.Metadata.Name!, d.Status?.ReadyReplicas ?? 0)));
            }

            var all = Math.Max(1, ready.Sum(r => r.Ready));
            foreach (var (cluster, name, own) in ready)
                await fleet.Session.Fleet[cluster].Simulation.Load.Set(@namespace, name, metric, Math.Round((decimal)Total * own / all, 3));
            await Task.Delay(200, _stop.Token);
        }
    }
}
