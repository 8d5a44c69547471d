using System.Text.Json.Nodes;
using Lepton.Api;
using Lepton.Api.Models;
using Lepton.Api.Providers;
using Lepton.Kubernetes.Http;

namespace Lepton.Cli.Hub;

/// <summary>
/// Empties a member, and lets it be used again: a taint with effect NoExecute and <c>cordoned</c> in the CloudProvider's spec. Where Git has the spec, change it there: a sync would
/// undo this.
/// </summary>
internal sealed class Drain(IKubernetesClient hub, TextWriter output)
{
    public const string TaintKey = "lepton.ai/drained";
    private const int Attempts = 5;

    /// <exception cref="CommandException">No CloudProvider names the cluster.</exception>
    public async Task DrainAsync(string cluster, CancellationToken cancellationToken)
    {
        var provider = await ChangeAsync(cluster, c =>
        {
            c.Cordoned = true;
            c.Taints = [.. (c.Taints ?? []).Where(t => t.Key != TaintKey), new ClusterTaint { Key = TaintKey, Effect = TaintEffect.NoExecute }];
        }, cancellationToken);
        var models = await ModelsAsync(cluster, cancellationToken);
        await output.WriteLineAsync($"{cluster}: cordoned and drained in CloudProvider {provider}; {(models.Count == 0 ? "no model is there" : $"{models.Count} models leave as soon as they have another place: {string.Join(", ", models)}")}");
    }

    /// <exception cref="CommandException">No CloudProvider names the cluster.</exception>
    public async Task UncordonAsync(string cluster, CancellationToken cancellationToken)
    {
        var provider = await ChangeAsync(cluster, c =>
        {
            c.Cordoned = false;
            c.Taints = [.. (c.Taints ?? []).Where(t => t.Key != TaintKey)];
        }, cancellationToken);
        await output.WriteLineAsync($"{cluster}: may be used again (CloudProvider {provider})");
    }

    /// <summary>Waits until no model is there.</summary>
    /// <exception cref="CommandException">Some still are when the time is up.</exception>
    public async Task WaitAsync(string cluster, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (await ModelsAsync(cluster, cancellationToken) is { Count: > 0 } models)
        {
            if (time.GetElapsedTime(start) > patience)
                throw new CommandException($"{cluster}: after {patience.TotalSeconds:0} s {models.Count} models are still there: {string.Join(", ", models)}. Next: lepton explain MODEL says what they wait for");
            await Task.Delay(TimeSpan.FromMilliseconds(500), time, cancellationToken);
        }

        await output.WriteLineAsync($"{cluster}: empty");
    }

    private async Task<IReadOnlyList<string>> ModelsAsync(string cluster, CancellationToken cancellationToken) =>
        [.. (await hub.Resource<LeptonModel>().ListAllAsync(cancellationToken: cancellationToken)).Items.Where(m => m.Status?.Placements?.Any(p => p.Cluster == cluster) == true)
            .Select(m => m.Metadata.NamespacedName()).Order(StringComparer.Ordinal)];

    private async Task<string> ChangeAsync(string cluster, Action<MemberCluster> change, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var providers = (await hub.Resource<CloudProvider>().ListAllAsync(cancellationToken: cancellationToken)).Items;
            var provider = providers.FirstOrDefault(p => p.Spec.Clusters?.Any(c => c.Name == cluster) == true)
                ?? throw new CommandException($"no CloudProvider names a cluster \"{cluster}\"; found {string.Join(", ", providers.SelectMany(p => p.Spec.Clusters ?? []).Select(c => c.Name).Order(StringComparer.Ordinal))}");
            change(provider.Spec.Clusters!.First(c => c.Name == cluster));
            var patch = new JsonObject
            {
                ["metadata"] = new JsonObject { ["resourceVersion"] = provider.Metadata.ResourceVersion },
                ["spec"] = new JsonObject { ["clusters"] = Kubernetes.Serialization.KubernetesJson.ToNode(provider.Spec.Clusters) },
            };
            try
            {
                await hub.Resource<CloudProvider>().PatchAsync(provider.Metadata.Name!, null, Patch.Merge(patch), cancellationToken: cancellationToken);
                return provider.Metadata.Name!;
            }
            catch (KubernetesApiException e) when (e.IsConflict && attempt < Attempts)
            {
                // Somebody wrote meanwhile: look again.
            }
        }
    }
}
