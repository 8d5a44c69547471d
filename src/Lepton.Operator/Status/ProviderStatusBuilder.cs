using Lepton.Api;
using Lepton.Api.Providers;
using Lepton.Api.Validation;
using Lepton.Operator.Planning.Pools;
using Lepton.Operator.State;

namespace Lepton.Operator.Status;

/// <summary>What a CloudProvider's status says, from what is seen of its clusters.</summary>
internal static class ProviderStatusBuilder
{
    /// <param name="previous">For transition times.</param>
    /// <param name="pools">By cluster.</param>
    /// <param name="otherOwner">For clusters that belong to another provider: its name.</param>
    /// <param name="bookProblem">What is wrong with the price book.</param>
    /// <param name="remaining">Of a provider that is being deleted: what still holds it.</param>
    public static CloudProviderStatus Build(
        CloudProvider provider,
        CloudProviderStatus? previous,
        IReadOnlyDictionary<string, MemberView> members,
        IReadOnlyDictionary<string, IReadOnlyList<FleetPool>> pools,
        Func<string, string?> otherOwner,
        string? bookProblem,
        IReadOnlyList<string>? remaining,
        double hourlyCost,
        DateTimeOffset now)
    {
        var status = new CloudProviderStatus { ObservedGeneration = provider.Metadata.Generation, Conditions = [.. previous?.Conditions ?? []], Clusters = [] };
        var problems = ProviderValidator.Validate(provider).Select(e => e.ToString()!).ToList();
        if (bookProblem is not null)
            problems.Add(bookProblem);
        var invalid = problems.ToList();
        foreach (var cluster in provider.Spec.Clusters ?? [])
        {
            var before = previous?.Clusters?.Find(c => c.Name == cluster.Name);
            if (otherOwner(cluster.Name) is { } owner)
            {
                var text = $"CloudProvider {provider.Metadata.Name} spec.clusters[{cluster.Name}]: CloudProvider {owner} names this cluster too and was first; remove it from one of them";
                problems.Add(text);
                status.Clusters.Add(Foreign(cluster, before, text, now));
                continue;
            }

            var member = members.GetValueOrDefault(cluster.Name);
            status.Clusters.Add(Cluster(cluster, member, pools.GetValueOrDefault(cluster.Name) ?? [], before, now));
            if (member?.Health is MemberHealth.Misconfigured or MemberHealth.Unreachable)
                problems.Add($"cluster {cluster.Name}: {member.Problem}");
            if (member?.ConnectionProblem is { } connection)
                problems.Add($"cluster {cluster.Name} goes on with the connection it has, but not after a restart: {connection}");
        }

        status.Totals = Totals(status, members, hourlyCost);
        var all = status.Clusters.Count;
        if (remaining is not null)
        {
            var what = remaining.Count == 0 ? "its clusters are empty" : $"it goes when nothing of ours is left: {string.Join(", ", remaining)}";
            ConditionText.Set(status.Conditions, "Ready", "False", "Deleting", what, provider.Metadata.Generation, now);
            return status;
        }

        WaitConditions.OfSpec(status.Conditions, invalid.Count == 0 ? null : string.Join("; ", invalid), provider.Metadata.Generation, now);
        ConditionText.Set(
            status.Conditions, "Ready", problems.Count == 0 ? "True" : "False", problems.Count == 0 ? "AllClustersReachable" : "ProblemsFound",
            problems.Count == 0 ? $"{all} of {all} clusters are reachable and read" : string.Join("; ", problems), provider.Metadata.Generation, now);
        return status;
    }

    private static MemberClusterStatus Foreign(MemberCluster cluster, MemberClusterStatus? before, string text, DateTimeOffset now)
    {
        var status = new MemberClusterStatus { Name = cluster.Name, Conditions = [.. before?.Conditions ?? []] };
        ConditionText.Set(status.Conditions, "Reachable", "False", "ClusterNamedTwice", text, null, now);
        return status;
    }

    private static MemberClusterStatus Cluster(MemberCluster cluster, MemberView? member, IReadOnlyList<FleetPool> pools, MemberClusterStatus? before, DateTimeOffset now)
    {
        var status = new MemberClusterStatus
        {
            Name = cluster.Name,
            Conditions = [.. before?.Conditions ?? []],
            KubernetesVersion = member?.KubernetesVersion ?? before?.KubernetesVersion,
            LastHeartbeatTime = member?.LastHeartbeat ?? before?.LastHeartbeatTime,
            Pools = pools.Where(p => !p.IsFormer).Select(Pool).ToList(),
        };
        var healthy = member?.Health == MemberHealth.Healthy;
        var unknown = member is null || member.Health == MemberHealth.Unknown;
        var text = healthy ? "the API server answers" : member?.Problem ?? "not read yet";
        ConditionText.Set(status.Conditions, "Reachable", healthy ? "True" : unknown ? "Unknown" : "False", healthy ? "Reachable" : member?.Reason ?? "Connecting", text, null, now);
        ConditionText.Set(status.Conditions, "Synced", healthy ? "True" : unknown ? "Unknown" : "False", healthy ? "Synced" : member?.Reason ?? "Connecting",
            healthy ? "nodes, pods and objects are read and watched" : text, null, now);
        return status;
    }

    private static PoolStatus Pool(FleetPool pool)
    {
        var open = pool.Nodes.Where(n => n.Closed is null).ToList();
        int Gpus(Func<PodView, bool> which) => pool.ResourceName is null
            ? 0
            : open.Sum(n => n.Pods.Where(which).Sum(p => p.Resources.Devices.GetValueOrDefault(pool.ResourceName)));
        var allocatable = pool.ResourceName is null ? 0 : open.Sum(n => n.Devices.GetValueOrDefault(pool.ResourceName));
        var others = Gpus(p => p.Model is null);
        var models = Gpus(p => p.Model is not null);
        return new PoolStatus
        {
            Name = pool.Id[(pool.Cluster.Length + 1)..],
            Accelerator = pool.Accelerator,
            InstanceType = pool.InstanceType,
            CapacityType = Enum.Parse<CapacityKind>(pool.CapacityType.ToString()),
            Nodes = open.Count,
            GpusAllocatable = allocatable,
            GpusUsedByOthers = others,
            GpusUsedByModels = models,
            GpusFree = Math.Max(0, allocatable - others - models),
            GpusScalable = pool.ScalableNodes * pool.GpusPerNode,
            PricePerGpuHour = pool.PricePerGpuHour is { } price ? Math.Round(price, 6) : null,
            StockedOutUntil = pool.StockedOutUntil,
            Reason = pool.Unusable,
        };
    }

    private static ProviderTotals Totals(CloudProviderStatus status, IReadOnlyDictionary<string, MemberView> members, double hourlyCost)
    {
        var pools = status.Clusters!.SelectMany(c => c.Pools ?? []).ToList();
        var reachable = status.Clusters!.Count(c => members.GetValueOrDefault(c.Name)?.Health == MemberHealth.Healthy && c.Conditions!.Any(x => x.Type == "Reachable" && x.Status == "True"));
        return new ProviderTotals
        {
            Clusters = $"{reachable}/{status.Clusters!.Count}",
            Nodes = pools.Sum(p => p.Nodes),
            GpusAllocatable = pools.Sum(p => p.GpusAllocatable),
            GpusUsedByOthers = pools.Sum(p => p.GpusUsedByOthers),
            GpusUsedByModels = pools.Sum(p => p.GpusUsedByModels),
            GpusFree = pools.Sum(p => p.GpusFree),
            GpusScalable = pools.Sum(p => p.GpusScalable),
            HourlyCost = Math.Round(hourlyCost, 6),
        };
    }
}
