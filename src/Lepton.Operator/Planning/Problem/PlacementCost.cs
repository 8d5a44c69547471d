using Lepton.Api.Models;
using Lepton.Operator.Planning.Pools;

namespace Lepton.Operator.Planning.Problem;

/// <summary>What replicas in a pool cost by the hour: their GPUs (or CPU and memory), and their share of what the model's data and latency cost there.</summary>
internal static class PlacementCost
{
    public static double Hourly(LeptonModel model, FleetPool pool, int replicas, PlanningFacts facts, Api.Policies.PlacementPolicy? policy)
    {
        var option = ModelDemandOf.Option(model, pool.Accelerator);
        var perReplica = pool.Accelerator is null
            ? ModelDemandOf.Cpu(model) * pool.PricePerCpuHour + ModelDemandOf.MemoryGiB(model) * pool.PricePerMemoryGiBHour
            : (option?.Count ?? 1) * (pool.PricePerGpuHour ?? 0);
        var cost = replicas * perReplica;
        if (facts.Clusters.TryGetValue(pool.Cluster, out var place))
        {
            var whole = RegionCosts.Hourly(model, policy, place.Provider, place.Cluster, facts.Snapshot.Providers);
            var share = Math.Min(1, replicas * ModelDemandOf.Throughput(model, pool.Accelerator) / Math.Max(1e-9, ModelDemandOf.Wanted(model)));
            cost += whole * share;
        }

        return cost;
    }
}
