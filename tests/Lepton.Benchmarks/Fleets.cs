using Lepton.Placement;
using Lepton.Placement.Prices;

namespace Lepton.Benchmarks;

/// <summary>Placement problems with real prices: the pools are rows of the built-in price book, the models ask for GPU types that are on offer.</summary>
internal static class Fleets
{
    public static PlacementProblem Problem(int models, int pools, int seed)
    {
        var random = new Random(seed);
        var rows = PriceBook.BuiltIn.Rows.Where(r => r is { OnDemandHourly: not null, GpuCount: > 0 }).ToList();
        var offers = Enumerable.Range(0, pools).Select(_ => rows[random.Next(rows.Count)]).ToList();
        return new PlacementProblem
        {
            Pools = offers.Select((row, i) => Pool(row, i, random)).ToList(),
            Models = Enumerable.Range(0, models).Select(i => Model(i, offers, random)).ToList(),
            Seed = seed,
        };
    }

    private static Pool Pool(PriceRow row, int index, Random random)
    {
        var cpu = row.Vcpus ?? 16 * row.GpuCount;
        var memory = row.MemoryGiB ?? 64 * row.GpuCount;
        return new Pool
        {
            Id = $"p{index}",
            Cluster = $"{row.Provider}-{row.Region}",
            // Some clouds have one price everywhere; a pool is somewhere.
            Region = string.IsNullOrEmpty(row.Region) ? "anywhere" : row.Region,
            Provider = row.Provider,
            Accelerator = row.GpuModel,
            Billing = Billing.PerGpu,
            Price = row.OnDemandHourly!.Value / row.GpuCount,
            GpusPerNode = row.GpuCount,
            CpuPerNode = cpu,
            MemoryGiBPerNode = memory,
            Nodes = Enumerable.Range(0, random.Next(1, 6)).Select(_ => new NodeFree(row.GpuCount, cpu, memory)).ToList(),
            NewNodes = random.Next(3),
        };
    }

    private static Model Model(int index, List<PriceRow> offers, Random random)
    {
        var types = Enumerable.Range(0, random.Next(1, 4)).Select(_ => offers[random.Next(offers.Count)].GpuModel).Distinct(StringComparer.Ordinal);
        return new Model
        {
            Id = $"m{index}",
            Demand = random.Next(1, 5),
            Accelerators = types.Select(t => new AcceleratorOption { Name = t, Count = 1 << random.Next(3), Throughput = 1 }).ToList(),
            Cpu = 2,
            MemoryGiB = 8,
            UnplacedPenalty = 10_000,
        };
    }
}
