using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Cli.Simulate.Futures;
using Lepton.Cli.Simulate.Running;
using Lepton.Kubernetes.Http;
using Lepton.Operator.Emission;
using Lepton.Operator.Planning;
using Lepton.Sandbox.Fleet;
using Lepton.Sandbox.Storage;

namespace Lepton.Cli.Sandboxes.Control;

/// <summary>
/// The requests models get in a running sandbox: divided over their ready replicas by what each can serve, and told to the autoscalers of each cluster as the
/// metrics they ask for. CPU is in use as the replicas are busy; any other metric is the number of requests that wait (M/M/c, see <see cref="Queueing"/>).
/// </summary>
internal sealed class SandboxLoad(SandboxSession session, TimeProvider clock)
{
    private static readonly GroupVersionResource Autoscalers = new("autoscaling", "v2", "horizontalpodautoscalers");
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly DateTimeOffset _start = clock.GetUtcNow();
    private readonly ConcurrentDictionary<string, double> _set = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _said = new(StringComparer.Ordinal);

    /// <exception cref="ArgumentException">No such model.</exception>
    public async Task<string> SetAsync(string model, double units, CancellationToken cancellationToken)
    {
        var models = (await session.Hub.Resource<LeptonModel>().ListAsync(cancellationToken: cancellationToken)).Items.Select(Name).ToList();
        if (!models.Contains(model, StringComparer.Ordinal))
            throw new ArgumentException($"no LeptonModel \"{model}\"{(NearestWord.Find(model, models) is { } near ? $"; did you mean \"{near}\"?" : "")}; models: {string.Join(", ", models)}");
        _set[model] = units;
        return FormattableString.Invariant($"{model} now gets {units:0.##} units per second");
    }

    /// <summary>One line per model that has load.</summary>
    public IReadOnlyList<string> Describe() => _said.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value).ToList();

    /// <summary>Keeps the metrics up to date until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(Interval, cancellationToken);
                if (_set.IsEmpty && session.Fleet.Definition.Scenario.Load.Count == 0)
                    continue;
                foreach (var model in (await session.Hub.Resource<LeptonModel>().ListAsync(cancellationToken: cancellationToken)).Items)
                    await TellAsync(model);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e) when (e is KubernetesApiException or HttpRequestException or IOException)
            {
                // The hub may be under a fault; the next look tells.
            }
        }
    }

    private async Task TellAsync(LeptonModel model)
    {
        var name = Name(model);
        var curve = session.Fleet.Definition.Scenario.Load.FirstOrDefault(load => load.Model == name);
        if (!_set.TryGetValue(name, out var units))
        {
            if (curve is null)
                return;
            units = LoadCurve.Mean(curve, (clock.GetUtcNow() - _start).TotalHours);
        }

        var perRequest = (curve ?? new LoadDefinition(name)).UnitsPerRequest;
        var placements = (model.Status?.Placements ?? []).Where(placement => placement.ReadyReplicas > 0).ToList();
        var capacity = placements.Sum(placement => placement.ReadyReplicas * ModelDemandOf.Throughput(model, placement.Accelerator));
        var busy = capacity <= 0 ? 1 : Math.Min(1, units / capacity);
        var replicas = placements.Sum(placement => placement.ReadyReplicas);
        var wait = Queueing.MeanWait(replicas, units / perRequest, replicas == 0 ? 0 : capacity / replicas / perRequest);

        // Beyond what can be served the queue would grow without end; a minute of it is enough to scale on.
        var waiting = units / perRequest * Math.Min(60, wait);
        _said[name] = FormattableString.Invariant($"load {name}: {units:0.##} of {capacity:0.##} units/s on {replicas} replicas, {busy:P0} busy, {(double.IsInfinity(wait) ? "more than can be served" : $"{wait * 1000:0} ms wait")}");
        foreach (var group in placements.GroupBy(placement => placement.Cluster, StringComparer.Ordinal))
        {
            var share = group.Sum(placement => placement.ReadyReplicas * ModelDemandOf.Throughput(model, placement.Accelerator)) / capacity;
            await TellAsync(model, session.Fleet[group.Key], busy, waiting * share, group.Sum(placement => placement.ReadyReplicas));
        }
    }

    private static async Task TellAsync(LeptonModel model, FleetCluster cluster, double busy, double waiting, int replicas)
    {
        foreach (var autoscaler in cluster.Api.List(Autoscalers, model.Metadata.Namespace).Where(autoscaler => (string?)autoscaler["metadata"]?["labels"]?[Ownership.ModelLabel] == model.Metadata.Name))
        {
            var target = (string?)autoscaler["spec"]?["scaleTargetRef"]?["name"] ?? "";
            foreach (var metric in (autoscaler["spec"]?["metrics"] as JsonArray)?.OfType<JsonObject>() ?? [])
            {
                var resource = (string?)metric["resource"]?["name"];
                var other = (string?)(metric["pods"] ?? metric["external"] ?? metric["object"])?["metric"]?["name"];
                if (resource == "cpu")
                    await cluster.Simulation.Load.Set(model.Metadata.Namespace!, target, resource, (decimal)Math.Round(busy * ModelDemandOf.Cpu(model) * replicas, 3));
                else if (other is not null)
                    await cluster.Simulation.Load.Set(model.Metadata.Namespace!, target, other, (decimal)Math.Round(waiting, 3));
            }
        }
    }

    private static string Name(LeptonModel model) => $"{model.Metadata.Namespace}/{model.Metadata.Name}";
}
