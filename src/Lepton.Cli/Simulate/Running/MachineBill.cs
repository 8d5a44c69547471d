using Lepton.Api;
using Lepton.Api.Providers;
using Lepton.Cli.Simulate.Setup;
using Lepton.Cli.Simulate.World;
using Lepton.Operator.Planning;
using Lepton.Operator.Planning.Pools;
using Lepton.Operator.Planning.Problem;
using Lepton.Placement;
using Lepton.Sandbox.Fleet;

namespace Lepton.Cli.Simulate.Running;

/// <summary>What the fleet costs per hour for the models, and what its GPUs do.</summary>
internal sealed record FleetRates(IReadOnlyDictionary<string, double> ByProvider, double GpusUsed, double GpusIdle, double SpotGpus)
{
    public static FleetRates None { get; } = new(new Dictionary<string, double>(), 0, 0, 0);
}

/// <summary>
/// The bill of a moment, by the operator's own rule (docs/decisions/0003): on machines that are always there the GPUs in use, machines opened on top whole,
/// commitments first (the dearest GPUs they cover), CPU and memory where they are charged apart, and what data pays.
/// </summary>
internal sealed class MachineBill(SimulationInput input, WorldPrices prices)
{
    private readonly Dictionary<SimPool, FleetPool> _pools = [];
    private readonly Dictionary<string, CloudProvider> _providers = input.Providers.ToDictionary(provider => provider.Metadata.Name!, StringComparer.Ordinal);

    public FleetRates Rates(SimWorld world, IReadOnlyList<ModelRun> models)
    {
        var dollars = new SortedDictionary<string, double>(StringComparer.Ordinal);
        var charged = new List<(string Provider, string Region, string Accelerator, double Price, int Gpus)>();
        double used = 0, idle = 0, spot = 0;
        foreach (var pool in world.Clusters.SelectMany(cluster => cluster.Pools))
        {
            var provider = pool.Cluster.Definition.ProviderObject;
            var price = prices.Find(_providers[provider], Priced(pool));
            foreach (var node in pool.Nodes)
            {
                var gpus = node.Replicas.Sum(replica => replica.Gpus);
                var opened = node.Slot >= pool.Definition.Count;
                used += gpus;
                idle += opened ? Math.Max(0, node.FreeGpus) : 0;
                spot += pool.Definition.CapacityType == NodeCapacityType.Spot ? gpus : 0;
                var paid = opened ? pool.GpusPerNode : gpus;
                if (pool.Definition.CapacityType != NodeCapacityType.Spot && pool.Accelerator is { } accelerator)
                    charged.Add((provider, pool.Cluster.Definition.Region, accelerator, price.PerGpuHour ?? 0, paid));
                else
                    Add(dollars, provider, paid * (price.PerGpuHour ?? 0));
                if (pool.Accelerator is null)
                    Add(dollars, provider, node.Replicas.Sum(replica => replica.Cpu * price.PerCpuHour + replica.MemoryGiB * price.PerMemoryGiBHour));
            }
        }

        Charge(charged, dollars);
        foreach (var model in models.Where(model => model.Model.Spec.Dataset is not null))
            ChargeData(model, dollars);
        return new FleetRates(dollars, used, idle, spot);
    }

    private static void Add(SortedDictionary<string, double> dollars, string provider, double amount)
    {
        if (amount != 0)
            dollars[provider] = dollars.GetValueOrDefault(provider) + amount;
    }

    private void Charge(List<(string Provider, string Region, string Accelerator, double Price, int Gpus)> charged, SortedDictionary<string, double> dollars)
    {
        var left = _providers.Values.SelectMany(provider => (provider.Spec.Commitments ?? []).Select(commitment => (Provider: provider.Metadata.Name!, Commitment: commitment)))
            .ToDictionary(pair => pair, pair => pair.Commitment.Gpus);
        foreach (var (provider, region, accelerator, price, gpus) in charged.OrderByDescending(item => item.Price).ThenBy(item => item.Provider, StringComparer.Ordinal).ThenBy(item => item.Region, StringComparer.Ordinal))
        {
            var due = gpus;
            foreach (var entry in left.Keys.Where(entry => entry.Provider == provider && entry.Commitment.Accelerator == accelerator && (entry.Commitment.Region is null || entry.Commitment.Region == region)).ToList())
            {
                var covered = Math.Min(due, left[entry]);
                left[entry] -= covered;
                due -= covered;
            }

            Add(dollars, provider, due * price);
        }
    }

    private void ChargeData(ModelRun model, SortedDictionary<string, double> dollars)
    {
        foreach (var placement in (model.Model.Status?.Placements ?? []).Where(placement => placement.State != Api.Models.PlacementState.Draining))
        {
            var provider = _providers[placement.Provider];
            var cluster = provider.Spec.Clusters!.First(cluster => cluster.Name == placement.Cluster);
            var whole = RegionCosts.Hourly(model.Model, policy: null, provider, cluster, input.Providers);
            var share = placement.Replicas * ModelDemandOf.Throughput(model.Model, placement.Accelerator) / Math.Max(1e-9, ModelDemandOf.Wanted(model.Model));
            Add(dollars, placement.Provider, whole * Math.Min(1, share));
        }
    }

    /// <summary>As much of a pool as prices ask for.</summary>
    private FleetPool Priced(SimPool pool) => _pools.TryGetValue(pool, out var known) ? known : _pools[pool] = new FleetPool
    {
        Id = pool.SharedId,
        Cluster = pool.Cluster.Name,
        Provider = pool.Cluster.Definition.ProviderObject,
        Region = pool.Cluster.Definition.Region,
        Accelerator = pool.Accelerator,
        GpusPerNode = pool.GpusPerNode,
        InstanceType = pool.InstanceType,
        CapacityType = Enum.Parse<CapacityType>(pool.Definition.CapacityType.ToString()),
    };
}
