using Lepton.Placement;
using Lepton.Placement.Prices;

namespace Lepton.Benchmarks.Scale;

/// <summary>
/// Clusters in real regions with the GPU types the built-in book has a price for there. A type in a cluster is cut into pools as the operator cuts it:
/// committed nodes that are paid anyway, nodes that run (charged by the GPU), nodes the autoscaler would open (charged whole), the same on spot.
/// </summary>
internal sealed class ScalePools(Random random)
{
    private static readonly ILookup<(string Provider, string Region), PriceRow> Offers = PriceBook.BuiltIn.Rows
        .Where(r => r is { OnDemandHourly: not null, GpuCount: 4 or 8, Region.Length: > 0, GpuModel.Length: > 0 })
        .GroupBy(r => (r.Provider, r.Region, r.GpuModel))
        .Select(g => g.OrderByDescending(r => r.GpuCount).ThenBy(r => r.OnDemandHourly).ThenBy(r => r.InstanceType, StringComparer.Ordinal).First())
        .ToLookup(r => (r.Provider, r.Region));

    private static readonly (string Provider, string Region)[] Regions = Offers.Where(o => o.Count() >= 3).Select(o => o.Key)
        .OrderBy(k => k.Provider, StringComparer.Ordinal).ThenBy(k => k.Region, StringComparer.Ordinal).ToArray();

    public IReadOnlyList<Pool> Make(int clusters) => Enumerable.Range(0, clusters).SelectMany(Cluster).ToList();

    private IEnumerable<Pool> Cluster(int index)
    {
        var (provider, region) = Regions[random.Next(Regions.Length)];
        var offers = Offers[(provider, region)].ToArray();
        random.Shuffle(offers);
        var zone = $"{region}-{(char)('a' + random.Next(3))}";
        foreach (var row in offers.Take(3))
        {
            foreach (var pool in Parts(row, $"{provider}-{index:000}", zone))
            {
                yield return pool;
            }
        }
    }

    private IEnumerable<Pool> Parts(PriceRow row, string cluster, string zone)
    {
        var type = new Pool
        {
            Id = $"{cluster}/{row.GpuModel.ToLowerInvariant()}",
            Cluster = cluster,
            Region = row.Region,
            Zone = zone,
            Provider = row.Provider,
            Jurisdiction = Jurisdiction(row.Region),
            Labels = random.Next(3) == 0 ? ["compliance=soc2"] : [],
            Accelerator = row.GpuModel,
            GpusPerNode = row.GpuCount,
            CpuPerNode = row.Vcpus ?? 12 * row.GpuCount,
            MemoryGiBPerNode = row.MemoryGiB ?? 120 * row.GpuCount,
        };
        var perNode = row.OnDemandHourly!.Value;
        if (random.Next(6) == 0)
        {
            yield return type with { Id = $"{type.Id}/committed", CapacityType = CapacityType.Reserved, Billing = Billing.Paid, Nodes = Nodes(type, 3) };
        }

        yield return type with { Id = $"{type.Id}/running", Billing = Billing.PerGpu, Price = perNode / row.GpuCount, Nodes = Nodes(type, 8) };
        if (random.Next(4) > 0)
        {
            yield return type with { Id = $"{type.Id}/new", Billing = Billing.PerNode, Price = perNode, NewNodes = random.Next(1, 5) };
        }

        if (random.Next(5) == 0)
        {
            var spot = row.SpotHourly ?? 0.4 * perNode;
            yield return type with { Id = $"{type.Id}/spot", CapacityType = CapacityType.Spot, Billing = Billing.PerNode, Price = spot, ReclaimRate = 0.01 + (0.09 * random.NextDouble()), NewNodes = random.Next(1, 4) };
        }
    }

    /// <summary>Two of five nodes are partly taken.</summary>
    private List<NodeFree> Nodes(Pool type, int most) => Enumerable.Range(0, random.Next(1, most + 1)).Select(_ =>
    {
        var free = random.Next(5) < 2 ? random.Next(1, type.GpusPerNode) : type.GpusPerNode;
        var part = (double)free / type.GpusPerNode;
        return new NodeFree(free, Math.Floor(type.CpuPerNode * part), Math.Floor(type.MemoryGiBPerNode * part));
    }).ToList();

    private static string Jurisdiction(string region) =>
        region.Contains("eu", StringComparison.Ordinal) && !region.Contains("us", StringComparison.Ordinal) ? "eu"
        : region.Contains("us", StringComparison.Ordinal) && !region.StartsWith("aus", StringComparison.Ordinal) ? "us" : "other";
}
