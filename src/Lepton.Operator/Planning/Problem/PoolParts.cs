using Lepton.Operator.Planning.Pools;
using Lepton.Operator.State;
using Lepton.Placement;

namespace Lepton.Operator.Planning.Problem;

/// <summary>
/// One fleet pool as the solver sees it: up to four of its pools, and one for each model that is held on its nodes. Nodes that run, whose GPUs a commitment has paid or which are charged by the GPU in use (the
/// share of the instance's price); and nodes the autoscaler would open, paid by a commitment or charged whole.
/// </summary>
internal static class PoolParts
{
    public const string CommittedSuffix = "+committed";
    public const string NewSuffix = "+new";
    private const string HeldMark = "+held/";

    /// <summary>Spot reclaims per node and hour when a provider tells nothing: 15 % a month, the middle of the AWS Spot Advisor's "10-20 %" band.</summary>
    private const double DefaultReclaimRate = 0.15 / 730;

    /// <summary>The fleet pool's id of a part's id.</summary>
    public static string FleetPoolId(string part)
    {
        if (part.EndsWith(CommittedSuffix, StringComparison.Ordinal))
            part = part[..^CommittedSuffix.Length];
        if (part.IndexOf(HeldMark, StringComparison.Ordinal) is > 0 and var mark)
            return part[..mark];
        return part.EndsWith(NewSuffix, StringComparison.Ordinal) ? part[..^NewSuffix.Length] : part;
    }

    /// <summary>The nodes that run.</summary>
    public static IEnumerable<Pool> Existing(FleetPool pool, PlaceNames names, NodeBudget budget, CommitmentLedger ledger)
    {
        var part = Part(pool, names);
        var (committed, charged) = Split(pool, budget.Free, ledger);
        if (committed.Count > 0)
            yield return Committed(part with { Nodes = committed });
        if (charged.Count > 0)
            yield return part with { Nodes = charged };
    }

    /// <summary>What a model's replicas hold on the pool's nodes, one entry each; a commitment covers all of it or none.</summary>
    public static Pool Held(FleetPool pool, PlaceNames names, ModelKey model, IReadOnlyList<NodeFree> replicas, CommitmentLedger ledger)
    {
        var part = Part(pool, names) with { Id = $"{pool.Id}{HeldMark}{model}", Nodes = replicas };
        var gpus = replicas.Sum(r => r.Gpus);
        var covered = gpus == 0 ? 0 : ledger.Take(pool, gpus);
        if (covered > 0 && covered == gpus)
            return Committed(part);
        ledger.Return(pool, covered);
        return part;
    }

    /// <summary>The model whose replicas a part is; null for a part that is open to all.</summary>
    public static string? HolderOf(string part)
    {
        if (part.EndsWith(CommittedSuffix, StringComparison.Ordinal))
            part = part[..^CommittedSuffix.Length];
        return part.IndexOf(HeldMark, StringComparison.Ordinal) is > 0 and var mark ? part[(mark + HeldMark.Length)..] : null;
    }

    /// <summary>The nodes that can be added. A commitment covers whole ones.</summary>
    public static IEnumerable<Pool> New(FleetPool pool, PlaceNames names, int newNodes, CommitmentLedger ledger)
    {
        if (newNodes <= 0)
            yield break;
        var part = Part(pool, names) with { Id = pool.Id + NewSuffix };
        if (HasPrice(pool) && pool.GpusPerNode > 0)
            part = part with { Billing = Billing.PerNode, Price = pool.NodeHourlyPrice ?? 0 };
        var covered = pool.GpusPerNode == 0 ? 0 : ledger.Take(pool, newNodes * pool.GpusPerNode);
        var nodes = pool.GpusPerNode == 0 ? 0 : covered / pool.GpusPerNode;
        ledger.Return(pool, covered - (nodes * pool.GpusPerNode));
        if (nodes > 0)
            yield return Committed(part with { NewNodes = nodes });
        if (nodes < newNodes)
            yield return part with { NewNodes = newNodes - nodes };
    }

    private static Pool Committed(Pool part) => part with { Id = part.Id + CommittedSuffix, Billing = Billing.Paid, Price = 0, CapacityType = CapacityType.Reserved };

    private static Pool Part(FleetPool pool, PlaceNames names) => new()
    {
        Id = pool.Id,
        Cluster = pool.Cluster,
        Region = names.Region(pool),
        Zone = names.Zone(pool),
        Jurisdiction = pool.Jurisdiction,
        Provider = pool.Provider,
        Labels = pool.Labels,
        Accelerator = pool.Accelerator,
        CapacityType = pool.CapacityType,
        // Without a price a pool is closed to every model (PoolRules); it stays in the problem, so that explanations name it.
        Billing = HasPrice(pool) ? Billing.PerGpu : Billing.Paid,
        Price = pool.PricePerGpuHour ?? 0,
        PricePerCpu = pool.PricePerCpuHour,
        PricePerMemoryGiB = pool.PricePerMemoryGiBHour,
        ReclaimRate = ReclaimRate(pool),
        GpusPerNode = pool.GpusPerNode,
        CpuPerNode = pool.CpuPerNode,
        MemoryGiBPerNode = pool.MemoryGiBPerNode,
    };

    /// <summary>Reclaims per hour.</summary>
    public static double ReclaimRate(FleetPool pool) => pool.CapacityType == CapacityType.Spot ? DefaultReclaimRate : 0;

    private static bool HasPrice(FleetPool pool) => pool.Accelerator is null ? pool.PricePerCpuHour > 0 || pool.PricePerMemoryGiBHour > 0 : pool.PricePerGpuHour > 0;

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

        // What covers no whole node here may cover one in another pool.
        ledger.Return(pool, covered);
        return (committed, charged);
    }
}
