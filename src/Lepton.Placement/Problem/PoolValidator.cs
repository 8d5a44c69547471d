namespace Lepton.Placement;

internal static class PoolValidator
{
    internal static void Check(Pool pool, ProblemErrors errors)
    {
        var subject = $"pool {pool.Id}";
        errors.NotEmpty("pool", "id", pool.Id);
        errors.NotEmpty(subject, "cluster", pool.Cluster);
        errors.NotEmpty(subject, "region", pool.Region);
        errors.NotEmpty(subject, "provider", pool.Provider);
        CheckEnums(pool, subject, errors);
        CheckPrice(pool, subject, errors);
        errors.NotNegative(subject, "reclaimRate", pool.ReclaimRate);
        errors.NotNegative(subject, "cpuPerNode", pool.CpuPerNode);
        errors.NotNegative(subject, "memoryGiBPerNode", pool.MemoryGiBPerNode);
        errors.Count(subject, "newNodes", pool.NewNodes);
        CheckGpus(pool, subject, errors);
        CheckNodes(pool, subject, errors);
    }

    private static void CheckEnums(Pool pool, string subject, ProblemErrors errors)
    {
        if (!Enum.IsDefined(pool.CapacityType))
        {
            errors.Add(subject, "capacityType", ProblemErrors.Number((int)pool.CapacityType), string.Join(", ", Enum.GetNames<CapacityType>()));
        }

        if (!Enum.IsDefined(pool.Billing))
        {
            errors.Add(subject, "billing", ProblemErrors.Number((int)pool.Billing), string.Join(", ", Enum.GetNames<Billing>()));
        }
    }

    private static void CheckPrice(Pool pool, string subject, ProblemErrors errors)
    {
        errors.NotNegative(subject, "pricePerCpu", pool.PricePerCpu);
        errors.NotNegative(subject, "pricePerMemoryGiB", pool.PricePerMemoryGiB);
        var chargedOtherwise = pool.Accelerator is null && (pool.PricePerCpu > 0 || pool.PricePerMemoryGiB > 0);
        if (pool.Billing == Billing.Paid || chargedOtherwise)
        {
            errors.NotNegative(subject, "price", pool.Price);
        }
        else if (!(pool.Price > 0 && pool.Price <= ProblemErrors.Absurd))
        {
            errors.Add(subject, "price", ProblemErrors.Number(pool.Price), "a price above 0 in dollars per hour (an unknown price is no free pool: leave the pool out, or bill it as Paid)");
        }
    }

    private static void CheckGpus(Pool pool, string subject, ProblemErrors errors)
    {
        if (pool.Accelerator is null)
        {
            if (pool.GpusPerNode != 0)
            {
                errors.Add(subject, "gpusPerNode", ProblemErrors.Number(pool.GpusPerNode), "0 in a pool without accelerator");
            }
        }
        else
        {
            errors.NotEmpty(subject, "accelerator", pool.Accelerator);
            errors.Count(subject, "gpusPerNode", pool.GpusPerNode, least: 1);
        }
    }

    private static void CheckNodes(Pool pool, string subject, ProblemErrors errors)
    {
        for (var i = 0; i < pool.Nodes.Count; i++)
        {
            var node = pool.Nodes[i];
            if (node.Gpus < 0 || node.Gpus > pool.GpusPerNode)
            {
                errors.Add(subject, $"nodes[{i}].gpus", ProblemErrors.Number(node.Gpus), $"from 0 to the {pool.GpusPerNode} GPUs a node has");
            }

            errors.NotNegative(subject, $"nodes[{i}].cpu", node.Cpu);
            errors.NotNegative(subject, $"nodes[{i}].memoryGiB", node.MemoryGiB);
        }
    }
}
