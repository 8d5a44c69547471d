using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Api.Providers;
using Lepton.Kubernetes.Config;
using Lepton.Kubernetes.Http;
using Lepton.Operator.Hosting;
using Lepton.Operator.Members;
using Lepton.Operator.Planning;
using Lepton.Operator.Planning.Pools;
using Lepton.Operator.State;

namespace Lepton.Cli.Live;

/// <summary>The fleet as it is now, read the way the operator reads it: the hub's objects, and each member's nodes and pods by the kubeconfig in its Secret.</summary>
/// <param name="Problems">Clusters that could not be read, and why: of these only what the hub says is known.</param>
internal sealed record LiveFleet(FleetSnapshot Snapshot, IPoolPrices Prices, IReadOnlyList<string> Problems)
{
    static LiveFleet() => OperatorJsonContext.Register();

    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <param name="hub">As somebody who may read Secrets of kubeconfigs.</param>
    /// <param name="configuration">How the hub is reached, for a member that is the hub itself.</param>
    public static async Task<LiveFleet> ReadAsync(IKubernetesClient hub, KubernetesClientConfiguration configuration, TimeProvider time, CancellationToken cancellationToken)
    {
        var models = (await hub.Resource<LeptonModel>().ListAllAsync(cancellationToken: cancellationToken)).Items;
        var providers = (await hub.Resource<CloudProvider>().ListAllAsync(cancellationToken: cancellationToken)).Items;
        var policies = (await hub.Resource<PlacementPolicy>().ListAllAsync(cancellationToken: cancellationToken)).Items;
        var hubId = await OperatorRuntime.ReadHubIdAsync(hub, cancellationToken);
        var source = new MemberSource(hub, () => new KubernetesClient(configuration), new MemberOptions());
        var views = await Task.WhenAll(ClusterOwners.Of(providers).Select(o => ViewAsync(source, o.Key, o.Value.Provider, o.Value.Cluster, hubId, time, cancellationToken)));
        var prices = await new PriceBooks(hub, time).ReadAsync([.. providers], cancellationToken);
        var snapshot = new FleetSnapshot { Time = time.GetUtcNow(), Models = [.. models], Providers = [.. providers], Policies = [.. policies], Members = views.ToDictionary(v => v.Cluster, StringComparer.Ordinal) };
        return new LiveFleet(snapshot, prices, [.. views.Where(v => v.Problem is not null).Select(v => $"{v.Cluster}: {v.Problem}")]);
    }

    private static async Task<MemberView> ViewAsync(
        MemberSource source, string name, CloudProvider provider, MemberCluster cluster, string hubId, TimeProvider time, CancellationToken cancellationToken)
    {
        var view = new MemberView { Cluster = name, Provider = provider.Metadata.Name!, Since = time.GetUtcNow() };
        var connection = await source.ReadAsync(provider, cluster, cancellationToken);
        if (connection.Connect is null)
            return view with { Health = MemberHealth.Misconfigured, Problem = connection.Problem };
        using var client = connection.Connect();
        try
        {
            var version = MemberVersion.Text(await client.RequestAsync(HttpMethod.Get, "/version", cancellationToken: cancellationToken));
            view = view with { KubernetesVersion = version };
            MemberVersion.Check(version);
            var nodes = client.Resource<MemberNode>().ListAllAsync(options: new ListOptions { WithoutManagedFields = true }, cancellationToken: cancellationToken);
            var pods = await client.Resource<MemberPod>().ListAllAsync(options: new ListOptions { WithoutManagedFields = true }, cancellationToken: cancellationToken);
            var (placed, unbound) = NodeViews.Build((await nodes).Items, pods.Items, hubId);
            return view with { Health = MemberHealth.Healthy, Nodes = placed, Unbound = unbound };
        }
        catch (MemberTooOldException e)
        {
            return view with { Health = MemberHealth.Misconfigured, Problem = $"it runs {e.Message}" };
        }
        catch (Exception e) when (e is KubernetesApiException or HttpRequestException)
        {
            // Since when it is silent the operator has noted.
            var reachable = provider.Status?.Clusters?.Find(c => c.Name == name)?.Conditions?.Find(c => c.Type == "Reachable");
            return view with
            {
                Health = e is KubernetesApiException ? MemberHealth.Misconfigured : MemberHealth.Unreachable,
                Since = reachable is { Status: "False", LastTransitionTime: { } since } ? since : view.Since,
                Problem = e.Message,
            };
        }
    }
}
