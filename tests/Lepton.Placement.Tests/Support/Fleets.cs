using Lepton.Placement.Prices;

namespace Lepton.Placement.Tests.Support;

/// <summary>Random fleets of realistic shape with prices of the built-in book: what the solver meets in earnest.</summary>
internal static class Fleets
{
    private static readonly string[] Gpus = ["A100-80GB", "H100", "L4", "T4", "A100-40GB", "L40S"];

    private static readonly (string Provider, string Region)[] Regions =
    [
        ("aws", "us-east-1"), ("aws", "us-west-2"), ("aws", "eu-central-1"), ("aws", "ap-northeast-1"), ("azure", "eastus"), ("azure", "westeurope"),
        ("azure", "westus3"), ("gcp", "us-central1"), ("gcp", "europe-west4"), ("gcp", "asia-southeast1"), ("lambda", "us-east-1"), ("nebius", "eu-north1"),
    ];

    /// <summary>A fleet whose models certainly fit: each is cut from what one cluster's pools have left, and may run elsewhere too.</summary>
    /// <param name="load">GPUs wanted as a part of the GPUs there are.</param>
    /// <param name="settled">Models already run where an earlier plan put them.</param>
    internal static PlacementProblem Make(int seed, int models, int clusters, double load, bool settled = false)
    {
        var random = new Random(seed);
        var pools = Enumerable.Range(0, clusters).SelectMany(c => Cluster(random, c)).ToList();
        var left = pools.ToDictionary(p => p.Id, p => (int)(load * (p.Nodes.Sum(n => n.Gpus) + (p.NewNodes * p.GpusPerNode))));
        var share = (double)left.Values.Sum() / models;
        var problem = new PlacementProblem
        {
            Pools = pools,
            Models = Enumerable.Range(0, models).Select(i => Model(random, i, pools, left, share)).ToList(),
            Limits = [new Limit { Id = "aws-h100", Provider = "aws", Accelerator = "H100", Gpus = 8 * clusters }, new Limit { Id = "azure-bill", Provider = "azure", HourlyCost = 60 * clusters }],
            Seed = seed,
        };
        return settled ? Settle(problem) : problem;
    }

    private static IEnumerable<Pool> Cluster(Random random, int index)
    {
        var (provider, region) = Regions[index % Regions.Length];
        foreach (var gpu in Gpus)
        {
            var spot = random.Next(4) == 0;
            var type = spot ? CapacityType.Spot : CapacityType.OnDemand;
            var row = PriceBook.BuiltIn.FindAccelerator(provider, region, gpu, 8, type) ?? PriceBook.BuiltIn.FindAccelerator(provider, region, gpu, 8, CapacityType.OnDemand);
            if (row?.OnDemandHourly is not { } hourly)
            {
                continue;
            }

            var size = random.Next(3) == 0 ? 4 : 8;
            var perNode = random.Next(3) == 0;
            var perGpu = hourly / row.GpuCount * (spot ? 0.4 : 1) * (0.9 + (0.2 * random.NextDouble()));
            yield return new Pool
            {
                Id = $"c{index:000}-{gpu.ToLowerInvariant()}{(spot ? "-spot" : "")}",
                Cluster = $"c{index:000}",
                Region = region,
                Zone = $"{region}-{(char)('a' + random.Next(3))}",
                Provider = provider,
                Jurisdiction = region.StartsWith("eu", StringComparison.Ordinal) || region.StartsWith("west", StringComparison.Ordinal) ? "eu" : "other",
                Accelerator = gpu,
                CapacityType = type,
                Billing = perNode ? Billing.PerNode : random.Next(6) == 0 && !spot ? Billing.Paid : Billing.PerGpu,
                Price = perNode ? perGpu * size : perGpu,
                ReclaimRate = spot ? 0.02 + (0.1 * random.NextDouble()) : 0,
                GpusPerNode = size,
                CpuPerNode = size * 12,
                MemoryGiBPerNode = size * 100,
                Nodes = Enumerable.Range(0, random.Next(perNode ? 3 : 8)).Select(_ => random.Next(4) == 0 ? new NodeFree(random.Next(size), size * 6, size * 50) : new NodeFree(size, size * 12, size * 100)).ToList(),
                NewNodes = perNode ? 1 + random.Next(6) : random.Next(3),
            };
        }
    }

    private static Model Model(Random random, int index, List<Pool> pools, Dictionary<string, int> left, double share)
    {
        var home = pools.OrderByDescending(p => left[p.Id] * (0.5 + random.NextDouble())).First();
        var gang = random.Next(10) == 0;
        var count = gang ? Math.Min(home.GpusPerNode, 8 >> random.Next(2)) : random.Next(3) == 0 ? 4 : 1 << random.Next(2);
        var replicas = (int)Math.Clamp(share * (0.4 + (1.2 * random.NextDouble())) / count, 1, Math.Max(1, left[home.Id] / count));
        left[home.Id] -= replicas * count;
        var names = Gpus.Where(n => n == home.Accelerator || random.Next(3) == 0).ToList();
        var options = names.Select(n => new AcceleratorOption { Name = n, Count = count, Throughput = Math.Round(Speed(n) * (0.8 + (0.4 * random.NextDouble())), 2) }).ToList();
        var spread = !gang && replicas > 1 && random.Next(4) == 0;
        var model = new Model
        {
            Id = $"m{index:0000}",
            Kind = gang ? ModelKind.Training : ModelKind.Inference,
            Demand = gang ? null : Math.Round(replicas * options.First(o => o.Name == home.Accelerator).Throughput, 2),
            Replicas = gang ? replicas : null,
            Accelerators = options,
            Cpu = 2 + random.Next(6),
            MemoryGiB = 16 + random.Next(32),
            Providers = random.Next(12) == 0 ? [home.Provider, "gcp"] : [],
            Jurisdictions = random.Next(8) == 0 ? [home.Jurisdiction!] : [],
            Spread = spread ? [new SpreadRule { Topology = (SpreadTopology)random.Next(4), MinDomains = 2, MaxShare = random.Next(2) == 0 ? 0.6 : null }] : [],
            MaxSpotShare = random.Next(3) == 0 ? 0.5 : null,
            MinOnDemandReplicas = !gang && random.Next(5) == 0 ? 1 : null,
            ReclaimCost = random.Next(5),
            RegionCost = Regions.Where(_ => random.Next(4) == 0).Select(r => r.Region).Distinct().ToDictionary(r => r, _ => Math.Round(random.NextDouble(), 2)),
        };
        var whole = replicas * count * new[] { 20.0, 60, 200 }[random.Next(3)];
        return model with { UnplacedPenalty = gang ? whole : whole / model.Demand!.Value };
    }

    private static double Speed(string gpu) => gpu switch { "H100" => 3, "A100-80GB" => 2, "A100-40GB" => 1.8, "L40S" => 1.2, "L4" => 0.6, _ => 0.4 };

    private static PlacementProblem Settle(PlacementProblem problem)
    {
        var plan = Baselines.CheapestFirst(problem);
        return problem with
        {
            Models = problem.Models.Select(m => m with
            {
                MoveCost = 0.4,
                Current = plan.Placements.Where(p => p.Model == m.Id).Select(p => new CurrentPlacement(p.Pool, p.Replicas)).ToList(),
            }).ToList(),
        };
    }
}
