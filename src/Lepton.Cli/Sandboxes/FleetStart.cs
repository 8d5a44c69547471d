using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;

namespace Lepton.Cli.Sandboxes;

/// <summary>The work a fleet starts with (other teams' pods) has to hold its GPUs before models are placed: what is free would depend on the moment otherwise.</summary>
internal static class FleetStart
{
    /// <summary>Waits until every pod of every Deployment the members have is made and bound to a node.</summary>
    /// <param name="patience">How long at most; with a fleet whose own work does not fit into it, that is how long it takes.</param>
    /// <returns>What has no node yet, as <c>cluster/namespace/name</c>; empty when all has.</returns>
    public static async Task<IReadOnlyList<string>> WaitAsync(IReadOnlyDictionary<string, IKubernetesClient> members, TimeSpan patience, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> open = [];
        try
        {
            await Wait.UntilAsync("the fleet's own work has its nodes", async () => (open = await OpenAsync(members, cancellationToken)).Count == 0, patience, cancellationToken);
        }
        catch (TimeoutException)
        {
            // A fleet may ask for more than it holds: that is worth a line, not an end.
        }

        return open;
    }

    private static async Task<IReadOnlyList<string>> OpenAsync(IReadOnlyDictionary<string, IKubernetesClient> members, CancellationToken cancellationToken)
    {
        var open = new List<string>();
        foreach (var (cluster, client) in members)
        {
            var deployments = await client.Resource<V1Deployment>().ListAllAsync(cancellationToken: cancellationToken);
            open.AddRange(deployments.Items.Where(d => (d.Status?.Replicas ?? 0) < (d.Spec?.Replicas ?? 1)).Select(d => $"{cluster}/{d.Metadata.NamespacedName()}"));
            var pods = await client.Resource<V1Pod>().ListAllAsync(cancellationToken: cancellationToken);
            open.AddRange(pods.Items.Where(p => p.Spec?.NodeName is null or "").Select(p => $"{cluster}/{p.Metadata.NamespacedName()}"));
        }

        return open;
    }
}
