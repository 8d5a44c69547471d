using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Api.Providers;
using Lepton.Cli.Sandboxes;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Emission;
using Lepton.Operator.State;

namespace Lepton.Cli.Demo;

/// <summary>The fleet, read back through its API servers at one moment: nothing shown comes from anywhere else.</summary>
internal sealed record FleetPicture(
    IReadOnlyList<LeptonModel> Models,
    IReadOnlyList<CloudProvider> Providers,
    IReadOnlyList<PlacementPolicy> Policies,
    IReadOnlyList<MemberObject> Objects,
    IReadOnlyDictionary<string, (IReadOnlyList<NodeView> Nodes, IReadOnlyList<PodView> Unbound)> Capacity,
    string HubId)
{
    private static readonly ResourceDefinition[] Kinds =
    [
        ResourceDefinition.Of<V1Deployment>(), ResourceDefinition.Of<V1Job>(), ResourceDefinition.Of<V1Service>(),
        ResourceDefinition.Of<V2HorizontalPodAutoscaler>(), ResourceDefinition.Of<V1PodDisruptionBudget>(),
        ResourceDefinition.Of<V1ConfigMap>(), ResourceDefinition.Of<V1Secret>(), ResourceDefinition.Of<V1ServiceAccount>(), ResourceDefinition.Of<V1Namespace>(),
    ];

    /// <param name="without">Members whose API server is known to be gone.</param>
    public static Task<FleetPicture> ReadAsync(SandboxSession session, CancellationToken cancellationToken, params string[] without) =>
        ReadAsync(session.Hub, session.Members, cancellationToken, without);

    /// <inheritdoc cref="ReadAsync(SandboxSession, CancellationToken, string[])"/>
    public static async Task<FleetPicture> ReadAsync(
        IKubernetesClient hub, IReadOnlyDictionary<string, IKubernetesClient> members, CancellationToken cancellationToken, params string[] without)
    {
        var system = await hub.Resource<V1Namespace>().GetAsync("kube-system", cancellationToken: cancellationToken);
        var hubId = system.Metadata.Uid!;
        var objects = new List<MemberObject>();
        var capacity = new Dictionary<string, (IReadOnlyList<NodeView>, IReadOnlyList<PodView>)>(StringComparer.Ordinal);
        foreach (var (cluster, client) in members.Where(m => !without.Contains(m.Key)))
        {
            foreach (var kind in Kinds)
            {
                var list = await client.Resource(kind).ListAllAsync(options: new ListOptions { LabelSelector = Ownership.Selector(hubId) }, cancellationToken: cancellationToken);
                objects.AddRange(list.Items.Select(i => new MemberObject(cluster, kind.Kind, i)));
            }

            var nodes = await client.Resource<MemberNode>().ListAllAsync(cancellationToken: cancellationToken);
            var pods = await client.Resource<MemberPod>().ListAllAsync(cancellationToken: cancellationToken);
            capacity[cluster] = NodeViews.Build(nodes.Items, pods.Items, hubId);
        }

        return new FleetPicture(
            (await hub.Resource<LeptonModel>().ListAllAsync(cancellationToken: cancellationToken)).Items.OrderBy(m => m.Metadata.NamespacedName(), StringComparer.Ordinal).ToList(),
            (await hub.Resource<CloudProvider>().ListAllAsync(cancellationToken: cancellationToken)).Items,
            (await hub.Resource<PlacementPolicy>().ListAllAsync(cancellationToken: cancellationToken)).Items,
            objects,
            capacity,
            hubId);
    }

    public IEnumerable<(LeptonModel Model, ModelPlacement Placement)> Placements =>
        Models.SelectMany(m => (m.Status?.Placements ?? []).Select(p => (m, p)));

    public double HourlyCost => Models.Sum(m => m.Status?.Cost?.Hourly ?? 0);
}

/// <summary>An object of the operator's in a member.</summary>
internal sealed record MemberObject(string Cluster, string Kind, UnstructuredObject Object)
{
    public string Name => Object.Metadata.NamespacedName();
}
