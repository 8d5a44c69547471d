using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Operator.Planning.Pools;

namespace Lepton.Operator.Planning.Problem;

/// <summary>
/// What the fleet costs by the hour once commitments are used up first: by foreign pods, then by models, pool after pool in the order of their ids. Within a
/// pool the models share what is covered by their GPUs, so that the bills of all models add up to the bill of the fleet.
/// </summary>
internal sealed class FleetBill
{
    private readonly PlanningFacts _facts;
    private readonly IReadOnlyDictionary<string, int> _gpus;
    private readonly Dictionary<string, double> _charged = new(StringComparer.Ordinal);

    /// <param name="gpus">GPUs that models use, by pool id.</param>
    public FleetBill(PlanningFacts facts, IReadOnlyDictionary<string, int> gpus)
    {
        _facts = facts;
        _gpus = gpus;
        if (facts.Snapshot.Providers.All(p => p.Spec.Commitments is not { Count: > 0 }))
            return;
        var ledger = new CommitmentLedger(facts.Snapshot.Providers);
        foreach (var pool in facts.Pools.Values)
            ledger.Take(pool, Foreign(pool));
        foreach (var pool in facts.Pools.Values)
        {
            if (gpus.GetValueOrDefault(pool.Id) is > 0 and var used)
                _charged[pool.Id] = 1 - (ledger.Take(pool, used) / (double)used);
        }
    }

    /// <summary>GPUs by pool id.</summary>
    public static Dictionary<string, int> Use(IEnumerable<(string Pool, int Replicas, int GpusPerReplica)> placements)
    {
        var gpus = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (pool, replicas, each) in placements)
            gpus[pool] = gpus.GetValueOrDefault(pool) + replicas * each;
        return gpus;
    }

    /// <summary>$/h of all GPUs that models use and no commitment covers.</summary>
    public double GpuTotal => _gpus.Sum(g => _facts.Pools.TryGetValue(g.Key, out var pool) ? g.Value * PerGpu(pool) : 0);

    /// <summary>$/h of replicas in a pool: their GPUs that no commitment covers, and what is charged apart from GPUs.</summary>
    public double Hourly(LeptonModel model, PlacementPolicy? policy, FleetPool pool, int replicas, int gpusPerReplica) =>
        (pool.Accelerator is null ? 0 : replicas * gpusPerReplica * PerGpu(pool)) + Apart(model, policy, pool, replicas);

    /// <summary>$/h of CPU and memory where they are charged by themselves, the replicas' share of what the model's data and users cost at the place, and what their response time is worth.</summary>
    public double Apart(LeptonModel model, PlacementPolicy? policy, FleetPool pool, int replicas)
    {
        var cost = pool.Accelerator is not null ? 0
            : replicas * (ModelDemandOf.Cpu(model) * pool.PricePerCpuHour + ModelDemandOf.MemoryGiB(model) * pool.PricePerMemoryGiBHour);
        cost += ResponseTimes.Hourly(model, policy, pool.Accelerator, replicas);
        if (!_facts.Clusters.TryGetValue(pool.Cluster, out var place))
            return cost;
        var whole = PlaceCosts.Hourly(model, policy, place.Provider, place.Cluster, _facts.Snapshot.Providers);
        return cost + whole * Math.Min(1, replicas * ModelDemandOf.Throughput(model, pool.Accelerator) / Math.Max(1e-9, ModelDemandOf.Wanted(model)));
    }

    private double PerGpu(FleetPool pool) => (pool.PricePerGpuHour ?? 0) * _charged.GetValueOrDefault(pool.Id, 1);

    private static int Foreign(FleetPool pool) => pool.ResourceName is null || pool.IsFormer
        ? 0
        : pool.Nodes.Sum(n => n.Pods.Where(p => p.Model is null).Sum(p => p.Resources.Devices.GetValueOrDefault(pool.ResourceName)));
}
