using System.Text.Json.Nodes;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;

namespace Lepton.EndToEnd.RealClusters;

/// <summary>
/// Does for the pods of a cluster without kubelets what kubelets would: bound pods run and are ready, pods of Jobs end after a moment, deleted pods go. Scheduling and
/// controllers are the cluster's own.
/// </summary>
internal sealed class PlayedKubelets : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ShortRun = TimeSpan.FromSeconds(3);
    private readonly TimeSpan _jobRun;
    private readonly IResourceClient<UnstructuredObject> _pods;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _playing;

    /// <param name="jobRun">How long pods of Jobs run; some seconds if null.</param>
    public PlayedKubelets(IKubernetesClient cluster, TimeSpan? jobRun = null)
    {
        _jobRun = jobRun ?? ShortRun;
        _pods = cluster.Resource(ResourceDefinition.Of<V1Pod>());
        _playing = Task.Run(PlayAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _playing;
        _stop.Dispose();
    }

    private async Task PlayAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                foreach (var pod in (await _pods.ListAllAsync(cancellationToken: _stop.Token)).Items)
                    await PlayAsync(pod);
                await Task.Delay(Pause, _stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e) when (e is KubernetesApiException or HttpRequestException)
            {
                // Changed or gone meanwhile: the next round sees it as it is then.
            }
        }
    }

    private async Task PlayAsync(UnstructuredObject pod)
    {
        var (name, @namespace) = (pod.Metadata.Name!, pod.Metadata.Namespace);
        var phase = (string?)pod.Json["status"]?["phase"];
        if (pod.Json["spec"]?["nodeName"] is null)
            return;
        if (pod.Metadata.DeletionTimestamp is not null)
            await _pods.DeleteAsync(name, @namespace, new DeleteOptions { GracePeriodSeconds = 0, PreconditionUid = pod.Metadata.Uid }, _stop.Token);
        else if (phase == "Pending")
            await WriteAsync(pod, "Running", ready: true);
        else if (phase == "Running" && IsOfJob(pod) && DateTimeOffset.UtcNow - Started(pod) > _jobRun)
            await WriteAsync(pod, "Succeeded", ready: false);
    }

    private Task WriteAsync(UnstructuredObject pod, string phase, bool ready)
    {
        var now = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        var conditions = new[] { "PodScheduled", "Initialized", "ContainersReady", "Ready" }.Select(type => (JsonNode)new JsonObject
        {
            ["type"] = type,
            ["status"] = type.EndsWith("Ready", StringComparison.Ordinal) && !ready ? "False" : "True",
            ["lastTransitionTime"] = now,
        });
        var status = new JsonObject
        {
            ["phase"] = phase,
            ["startTime"] = pod.Json["status"]?["startTime"]?.DeepClone() ?? now,
            ["conditions"] = new JsonArray([.. conditions]),
        };
        return _pods.PatchAsync(pod.Metadata.Name!, pod.Metadata.Namespace, Patch.Merge(new JsonObject { ["status"] = status }), "status", cancellationToken: _stop.Token);
    }

    private static bool IsOfJob(UnstructuredObject pod) => pod.Metadata.OwnerReferences?.Any(o => o.Kind == "Job") == true;

    private static DateTimeOffset Started(UnstructuredObject pod) =>
        DateTimeOffset.TryParse((string?)pod.Json["status"]?["startTime"], System.Globalization.CultureInfo.InvariantCulture, out var at) ? at : DateTimeOffset.MaxValue;
}
