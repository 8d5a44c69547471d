using Lepton.Api;
using Lepton.Api.Models;
using Lepton.Operator.Planning.Rules;
using Lepton.Placement;
using PlacementModel = Lepton.Placement.Model;

namespace Lepton.Operator.Planning.Problem;

/// <summary>A LeptonModel with its policy, as the solver's model.</summary>
internal sealed class ModelConverter(PlanningFacts facts, Penalties penalties, IReadOnlyList<Pool> parts)
{
    /// <summary>$/h that buys nothing: the solver asks for a budget above zero.</summary>
    private const double LeastBudget = 1e-6;

    /// <summary>How often a run that yields has to double to weigh a GPU more.</summary>
    private const double YieldingDoublings = 12;

    private readonly ILookup<string, Pool> _partsByPool = parts.ToLookup(p => PoolParts.FleetPoolId(p.Id), StringComparer.Ordinal);
    private readonly List<(Pool Part, string Holder)> _held = parts.Select(p => (p, PoolParts.HolderOf(p.Id))).Where(p => p.Item2 is not null).Select(p => (p.p, p.Item2!)).ToList();

    public PlacementModel Convert(ModelStanding standing, bool relaxed)
    {
        var model = standing.Model;
        var policy = standing.Policy;
        var wanted = standing.Wanted;
        // What runs in clusters that are silent for now, or in pools closed to newcomers, still serves: only the rest is placed.
        var demand = Math.Max(0, wanted - standing.Settled);
        var accelerators = Accelerators(model);
        return new PlacementModel
        {
            Id = standing.Key.ToString(),
            Kind = standing.IsTraining ? ModelKind.Training : ModelKind.Inference,
            Demand = standing.IsTraining ? null : demand,
            Replicas = standing.IsTraining ? (int)wanted : null,
            Accelerators = accelerators,
            Cpu = ModelDemandOf.Cpu(model),
            MemoryGiB = ModelDemandOf.MemoryGiB(model),
            ExcludedPools = Exclusions(standing),
            Spread = Spread(standing, relaxed),
            MaxSpotShare = policy?.Spec.MaxSpotShare,
            MinOnDemandReplicas = policy?.Spec.MinOnDemandReplicas,
            UnplacedPenalty = Penalty(standing, accelerators),
            ClusterCost = Places(standing, wanted),
            ResponseCost = standing.IsTraining ? 0 : ResponseTimes.PerUnitSecond(model, policy),
            ReclaimCost = policy?.Spec.Objective.SpotDollarsPerReclaimedGpu ?? 0,
            MoveCost = Rebalancing.MoveCosts.PerReplicaHour(standing),
            Budget = model.Spec.Budget is { } budget ? Math.Max(LeastBudget, budget.HourlyCost - standing.Held.Concat(standing.Anchored.Select(a => a.Placement)).Sum(h => h.HourlyCost)) : null,
            Current = Current(standing),
        };
    }

    private static List<AcceleratorOption> Accelerators(LeptonModel model) => (model.Spec.Accelerators ?? []).Select(a => new AcceleratorOption
    {
        Name = ModelDemandOf.PoolName(a),
        Count = a.Count,
        Throughput = model.Spec.Demand is null || model.Spec.Workload == WorkloadKind.Training ? 1 : a.Throughput ?? 1,
        ServiceRate = ResponseTimes.Counts(model) ? a.ServiceRate : null,
    }).ToList();

    /// <summary>Per unit of demand, or for the whole gang.</summary>
    private double Penalty(ModelStanding standing, List<AcceleratorOption> accelerators)
    {
        var perGpu = penalties.PerGpu(standing.Model);
        if (!standing.IsTraining)
            return accelerators.Count == 0 ? perGpu : perGpu * accelerators.Max(a => a.Count / a.Throughput);
        var gpus = standing.Wanted * (accelerators.Count == 0 ? 1 : accelerators.Max(a => a.Count));
        // Of two runs that yield the smaller does, whatever they cost; and the largest weighs less than the next priority's GPU.
        return perGpu * (standing.Yields ? 1 + (Math.Log2(1 + gpus) / YieldingDoublings) : gpus);
    }

    private Dictionary<string, string> Exclusions(ModelStanding standing)
    {
        var excluded = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pool in facts.Pools.Values)
        {
            var reason = standing.Only?.Contains(pool.Id) == false ? "it was not there before" : PoolRules.Excludes(standing.Policy, pool) ?? facts.Unfit(standing.Model, pool);
            if (reason is null && ModelDemandOf.Option(standing.Model, pool.Accelerator)?.NodeSelector is { Count: > 0 } selector && !Offers(pool, selector))
                reason = $"no node has the labels of accelerators[{pool.Accelerator}].nodeSelector ({string.Join(", ", selector.Select(s => $"{s.Key}={s.Value}"))})";
            if (reason is null)
                continue;
            foreach (var part in _partsByPool[pool.Id])
                excluded[part.Id] = reason;
        }

        foreach (var (part, holder) in _held.Where(h => h.Holder != standing.Key.ToString()))
            excluded.TryAdd(part.Id, $"LeptonModel {holder} runs there");
        return excluded;
    }

    private static bool Offers(Pools.FleetPool pool, Dictionary<string, string> selector) =>
        pool.Nodes.Any(n => selector.All(s => n.Labels.GetValueOrDefault(s.Key) == s.Value))
        || (pool.ScalableNodes > 0 && selector.All(s => pool.NodeSelector.GetValueOrDefault(s.Key) == s.Value));

    private static List<SpreadRule> Spread(ModelStanding standing, bool relaxed) => (standing.Policy?.Spec.Spread ?? [])
        // A gang lies in one cluster: spreading it would contradict what it is.
        .Where(_ => !standing.IsTraining)
        .Where(s => !relaxed || s.WhenUnsatisfiable != Api.Policies.UnsatisfiableAction.ScheduleAnyway)
        .Select(s => new SpreadRule
        {
            Topology = s.Topology switch
            {
                TopologyKind.Provider => SpreadTopology.Provider,
                TopologyKind.Region => SpreadTopology.Region,
                TopologyKind.Zone => SpreadTopology.Zone,
                _ => SpreadTopology.Cluster,
            },
            MinDomains = s.MinDomains,
            MaxShare = s.MaxShare,
            MaxSkew = s.MaxSkew,
        }).ToList();

    private Dictionary<string, double> Places(ModelStanding standing, double wanted)
    {
        var costs = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (provider, cluster) in facts.Clusters.Values)
        {
            var hourly = PlaceCosts.Hourly(standing.Model, standing.Policy, provider, cluster, facts.Snapshot.Providers);
            if (hourly > 0)
                costs[cluster.Name] = standing.IsTraining ? hourly : hourly / Math.Max(1e-9, wanted);
        }

        return costs;
    }

    /// <summary>What the model has now, over the parts of each pool: replicas on nodes first where the pool has nodes.</summary>
    private List<CurrentPlacement> Current(ModelStanding standing)
    {
        var current = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (placement, pool) in standing.Kept)
        {
            var left = placement.Replicas;
            foreach (var part in Open(pool.Id, standing))
            {
                var fits = part.NewNodes > 0 ? left : Math.Min(left, Capacity(part, placement.AcceleratorCount));
                if (fits > 0)
                    current[part.Id] = current.GetValueOrDefault(part.Id) + fits;
                left -= fits;
            }

            if (left > 0 && Open(pool.Id, standing).FirstOrDefault() is { } first)
                current[first.Id] = current.GetValueOrDefault(first.Id) + left;
        }

        return current.Select(c => new CurrentPlacement(c.Key, c.Value)).ToList();
    }

    /// <summary>The parts of a pool that the model may use; what it holds comes first.</summary>
    private IEnumerable<Pool> Open(string pool, ModelStanding standing) =>
        _partsByPool[pool].Where(p => PoolParts.HolderOf(p.Id) is not { } holder || holder == standing.Key.ToString());

    private static int Capacity(Pool part, int gpus) => gpus == 0 ? int.MaxValue : part.Nodes.Sum(n => n.Gpus / gpus);
}
