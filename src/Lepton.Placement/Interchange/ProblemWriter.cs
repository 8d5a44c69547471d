using System.Text.Json;

namespace Lepton.Placement.Interchange;

/// <summary>Writes a problem in the interchange form.</summary>
internal sealed class ProblemWriter(Utf8JsonWriter json)
{
    internal void Write(PlacementProblem problem)
    {
        json.WriteStartObject();
        json.Objects("pools", problem.Pools, Pool, always: true);
        json.Objects("models", problem.Models, Model, always: true);
        json.Objects("limits", problem.Limits, Limit);
        json.WriteNumber("seed", problem.Seed);
        json.WriteNumber("work", problem.Work);
        json.WriteEndObject();
    }

    private void Pool(Pool pool)
    {
        json.WriteString("id", pool.Id);
        json.WriteString("cluster", pool.Cluster);
        json.WriteString("region", pool.Region);
        json.Optional("zone", pool.Zone);
        json.Optional("jurisdiction", pool.Jurisdiction);
        json.WriteString("provider", pool.Provider);
        json.Texts("labels", pool.Labels);
        json.Optional("accelerator", pool.Accelerator);
        json.WriteString("capacityType", pool.CapacityType.ToString());
        json.WriteString("billing", pool.Billing.ToString());
        json.WriteNumber("price", pool.Price);
        json.NonZero("pricePerCpu", pool.PricePerCpu);
        json.NonZero("pricePerMemoryGiB", pool.PricePerMemoryGiB);
        json.NonZero("reclaimRate", pool.ReclaimRate);
        json.WriteNumber("gpusPerNode", pool.GpusPerNode);
        json.WriteNumber("cpuPerNode", pool.CpuPerNode);
        json.WriteNumber("memoryGiBPerNode", pool.MemoryGiBPerNode);
        json.Objects("nodes", pool.Nodes, Node);
        json.WriteNumber("newNodes", pool.NewNodes);
    }

    private void Node(NodeFree node)
    {
        json.WriteNumber("gpus", node.Gpus);
        json.WriteNumber("cpu", node.Cpu);
        json.WriteNumber("memoryGiB", node.MemoryGiB);
    }

    private void Model(Model model)
    {
        json.WriteString("id", model.Id);
        json.WriteString("kind", model.Kind.ToString());
        json.Optional("demand", model.Demand);
        json.Optional("replicas", model.Replicas);
        json.Objects("accelerators", model.Accelerators, Accelerator);
        json.WriteNumber("cpu", model.Cpu);
        json.WriteNumber("memoryGiB", model.MemoryGiB);
        Rules(model);
        json.WriteNumber("unplacedPenalty", model.UnplacedPenalty);
        json.Map("regionCost", model.RegionCost, (region, cost) => json.WriteNumber(region, cost));
        json.Map("clusterCost", model.ClusterCost, (cluster, cost) => json.WriteNumber(cluster, cost));
        json.NonZero("responseCost", model.ResponseCost);
        json.NonZero("reclaimCost", model.ReclaimCost);
        json.NonZero("moveCost", model.MoveCost);
        json.Optional("budget", model.Budget);
        json.Objects("current", model.Current, Current);
    }

    private void Rules(Model model)
    {
        json.Texts("jurisdictions", model.Jurisdictions);
        json.Texts("providers", model.Providers);
        json.Texts("regions", model.Regions);
        json.Texts("clusters", model.Clusters);
        json.Texts("requireLabels", model.RequireLabels);
        json.Map("excludedPools", model.ExcludedPools, (pool, reason) => json.WriteString(pool, reason));
        json.Texts("capacityTypes", model.CapacityTypes.Select(t => t.ToString()));
        json.Objects("spread", model.Spread, Spread);
        json.Optional("maxSpotShare", model.MaxSpotShare);
        json.Optional("minOnDemandReplicas", model.MinOnDemandReplicas);
    }

    private void Accelerator(AcceleratorOption option)
    {
        json.WriteString("name", option.Name);
        json.WriteNumber("count", option.Count);
        json.WriteNumber("throughput", option.Throughput);
        json.Optional("serviceRate", option.ServiceRate);
        json.Optional("cpu", option.Cpu);
        json.Optional("memoryGiB", option.MemoryGiB);
    }

    private void Spread(SpreadRule rule)
    {
        json.WriteString("topology", rule.Topology.ToString());
        json.Optional("minDomains", rule.MinDomains);
        json.Optional("maxShare", rule.MaxShare);
        json.Optional("maxSkew", rule.MaxSkew);
    }

    private void Current(CurrentPlacement current)
    {
        json.WriteString("pool", current.Pool);
        json.WriteNumber("replicas", current.Replicas);
    }

    private void Limit(Limit limit)
    {
        json.Optional("id", limit.Id);
        json.Optional("provider", limit.Provider);
        json.Optional("region", limit.Region);
        json.Optional("accelerator", limit.Accelerator);
        if (limit.CapacityTypes is { } types)
        {
            json.AllTexts("capacityTypes", types.Select(t => t.ToString()));
        }

        if (limit.Models is { } models)
        {
            json.AllTexts("models", models);
        }

        json.Optional("gpus", limit.Gpus);
        json.Optional("hourlyCost", limit.HourlyCost);
    }
}
