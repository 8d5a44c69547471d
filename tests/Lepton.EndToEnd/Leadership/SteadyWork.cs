using Lepton.Api.Models;
using Lepton.EndToEnd.Harness;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;

namespace Lepton.EndToEnd.Leadership;

/// <summary>People who change models all the time, so that there is always something to be written to members.</summary>
internal sealed class SteadyWork : IAsyncDisposable
{
    private const string Namespace = "steady";
    private static readonly string[] Models = ["m0", "m1"];
    private readonly TestFleet _fleet;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _working;
    private int _changes;

    private readonly TimeSpan _pause;

    private SteadyWork(TestFleet fleet, TimeSpan pause)
    {
        (_fleet, _pause) = (fleet, pause);
        _working = WorkAsync();
    }

    /// <summary>Changes so far.</summary>
    public int Changes => _changes;

    /// <param name="fleet">Where the models are.</param>
    /// <param name="pause">Between two changes; 60 ms when null.</param>
    public static async Task<SteadyWork> StartAsync(TestFleet fleet, TimeSpan? pause = null)
    {
        foreach (var model in Models)
            await fleet.ApplyAsync(SmallFleet.Model(Namespace, model, "replicas: 2"));
        return new SteadyWork(fleet, pause ?? TimeSpan.FromMilliseconds(60));
    }

    /// <summary>Ends the changes and waits until the last of them is in place everywhere, each replica once.</summary>
    public async Task FinishAsync()
    {
        await StopAsync();
        await _fleet.SettledAsync(p =>
        {
            var images = p.Objects.Where(o => o.Kind == "Deployment")
                .ToLookup(o => (string)o.Object.Json["metadata"]!["labels"]!["lepton.ai/model"]!, o => (string?)o.Object.Json["spec"]!["template"]!["spec"]!["containers"]![0]!["image"]);
            return p.Models.FirstOrDefault(m => !images[m.Metadata.Name!].All(i => i == m.Spec.Image)) is { } late ? $"{late.Metadata.Name} is not at {late.Spec.Image} yet" : null;
        });
        foreach (var model in Models)
            await RunningAsync(model);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _working;
    }

    private Task RunningAsync(string model) => _fleet.UntilAsync($"two pods of {model} run", async () =>
    {
        var count = 0;
        foreach (var member in SmallFleet.Members)
        {
            var pods = await _fleet.Member(member).Resource<V1Pod>().ListAllAsync(Namespace, new ListOptions { LabelSelector = $"lepton.ai/model={model}" });
            count += pods.Items.Count(p => p.Metadata.DeletionTimestamp is null && p.Status?.Phase == "Running");
        }

        return count == 2 ? null : $"{count} run";
    });

    private async Task WorkAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var model = Models[_changes % Models.Length];
            try
            {
                await _fleet.ChangeAsync(Namespace, model, $"image: registry.example/serve:{++_changes}");
            }
            catch (Exception e) when (e is KubernetesApiException or HttpRequestException)
            {
                // The hub is away; people try again.
            }

            await Task.Delay(_pause);
        }
    }
}
