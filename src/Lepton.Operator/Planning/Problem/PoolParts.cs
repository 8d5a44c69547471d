using Lepton.Operator.Planning.Pools;
using Lepton.Placement;

namespace Lepton.Operator.Planning.Problem;

/// <summary>
/// One fleet pool as the solver sees it: up to three of its pools. Nodes whose GPUs a commitment has paid, nodes that run and are charged by the GPU
/// in use (the share of the instance's price), and nodes the autoscaler would open, charged whole.
/// </summary>
internal static class PoolParts
{
    public const string CommittedSuffix = "+committed";
    public const string NewSuffix = "+new";

    /// <summary>Spot reclaims per node and hour when a provider tells nothing: 15 % a month, the middle of the AWS Spot Advisor's "10-20 %" band.</summary>
    private const double DefaultReclaimRate = 0.15 / 730;

    /// <summary>The fleet pool's id of a part's id.</summary>
    public static string FleetPoolId(string part) =>
        part.EndsWith(CommittedSuffix, StringComparison.Ordinal) ? part[..^CommittedSuffix.Length]
        : part.EndsWith(NewSuffix, StringComparison.Ordinal) ? part[..^NewSuffix.Length]
        : part;

    public static IEnumerable<Pool> Of(FleetPool pool, NodeBudget budget, int newNodes, CommitmentLedger ledger)
    {
        var part = new Pool
        {
            Id = pool.Id,
            Cluster = pool.Cluster,
            Region = pool.Region,
            Zone = pool.Zone,
            Jurisdiction = pool.Jurisdiction,
            Provider = pool.Provider,
            Labels = pool.Labels,
            Accelerator = pool.Accelerator,
            CapacityType = pool.CapacityType,
            Billing = Billing.PerGpu,
            Price = pool.PricePerGpuHour ?? 0,
            PricePerCpu = pool.PricePerCpuHour,
            PricePerMemoryGiB = pool.PricePerMemoryGiBHour,
            ReclaimRate = pool.CapacityType == CapacityType.Spot ? DefaultReclaimRate : 0,
            GpusPerNode = pool.GpusPerNode,
            CpuPerNode = pool.CpuPerNode,
            MemoryGiBPerNode = pool.MemoryGiBPerNode,
        };

        var (committed, charged) = Split(pool, budget.Free, ledger);
        if (committed.Count > 0)
            yield return part with { Id = pool.Id + CommittedSuffix, Nodes = committed, Billing = Billing.Paid, Price = 0, CapacityType = CapacityType.Reserved };
        if (charged.Count > 0)
            yield return part with { Nodes = charged };
        if (newNodes > 0)
            yield return part with { Id = pool.Id + NewSuffix, NewNodes = newNodes, Billing = pool.GpusPerNode > 0 ? Billing.PerNode : Billing.PerGpu, Price = pool.NodeHourlyPrice ?? 0 };
    }

    /// <summary>Whole nodes go to the committed part while the commitment covers what is free on them.</summary>
    private static (List<NodeFree> Committed, List<NodeFree> Charged) Split(FleetPool pool, IReadOnlyList<NodeFree> free, CommitmentLedger ledger)
    {
        var committed = new List<NodeFree>();
        var charged = new List<NodeFree>();
        var total = free.Sum(f => f.Gpus);
        var covered = total == 0 ? 0 : ledger.Take(pool, total);
        foreach (var node in free.OrderByDescending(f => f.Gpus))
        {
            if (covered > 0 && node.Gpus > 0 && node.Gpus <= covered)
            {
                committed.Add(node);
                covered -= node.Gpus;
            }
            else
            {
                charged.Add(node);
            }
        }

        return (committed, charged);
    }
}
