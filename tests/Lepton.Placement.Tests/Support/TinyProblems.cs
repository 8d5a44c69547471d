using FsCheck;
using FsCheck.Fluent;

namespace Lepton.Placement.Tests.Support;

/// <summary>Random problems small enough for <see cref="Exhaustive"/>, with every kind of constraint.</summary>
internal static class TinyProblems
{
    private static readonly string[] Accelerators = ["X", "Y"];

    /// <summary>Shrinks by leaving out models, pools, limits, rules and today's placements.</summary>
    internal static Arbitrary<PlacementProblem> Arbitrary(Func<Random, PlacementProblem>? make = null) =>
        Arb.From(Gen.Choose(0, int.MaxValue).Select(seed => (make ?? Make)(new Random(seed))), Shrink);

    internal static PlacementProblem Make(Random random)
    {
        var pools = Enumerable.Range(0, 2 + random.Next(4)).Select(i => Pool(random, i)).ToList();
        var models = Enumerable.Range(0, 1 + random.Next(3)).Select(i => Model(random, i, pools)).ToList();
        var limits = Enumerable.Range(0, random.Next(4) == 0 ? 1 + random.Next(2) : 0).Select(_ => Limit(random)).ToList();
        var seed = random.Next(100);
        // From numbers of their own: problems which once failed stay what they were but for this.
        var queues = new Random(seed);
        return new PlacementProblem { Pools = pools, Models = models.ConvertAll(m => m.Kind == ModelKind.Inference && m.Accelerators.Count > 0 && queues.Next(4) == 0 ? Queued(queues, m) : m), Limits = limits, Seed = seed };
    }

    private static Model Queued(Random random, Model model) => model with
    {
        ResponseCost = new[] { 0.25, 2, 20 }[random.Next(3)],
        Accelerators = model.Accelerators.Select(a => a with { ServiceRate = a.Throughput * new[] { 1.05, 1.25, 2 }[random.Next(3)] }).ToList(),
    };

    private static Pool Pool(Random random, int index)
    {
        var cluster = random.Next(3);
        var cpuOnly = random.Next(12) == 0;
        var gpus = cpuOnly ? 0 : new[] { 1, 2, 3, 4, 4 }[random.Next(5)];
        var billing = (Billing)random.Next(3);
        var spot = random.Next(3) == 0;
        return new Pool
        {
            Id = $"p{index}",
            Cluster = $"c{cluster}",
            Region = $"r{cluster / 2}",
            Zone = random.Next(3) == 0 ? null : $"z{random.Next(2)}",
            Provider = cluster < 2 ? "aws" : "gcp",
            Jurisdiction = random.Next(2) == 0 ? "eu" : null,
            Labels = random.Next(2) == 0 ? ["gdpr"] : [],
            Accelerator = cpuOnly ? null : Accelerators[random.Next(2)],
            CapacityType = spot ? CapacityType.Spot : random.Next(4) == 0 ? CapacityType.Reserved : CapacityType.OnDemand,
            Billing = billing,
            Price = billing == Billing.Paid ? 0 : 1 + random.Next(9),
            PricePerCpu = random.Next(5) == 0 ? 0.25 : 0,
            PricePerMemoryGiB = random.Next(5) == 0 ? 0.125 : 0,
            ReclaimRate = spot ? 0.5 : 0,
            GpusPerNode = gpus,
            CpuPerNode = 4,
            MemoryGiBPerNode = 8,
            Nodes = Enumerable.Range(0, random.Next(3)).Select(_ => new NodeFree(random.Next(gpus + 1), 1 + random.Next(4), 2 + random.Next(7))).ToList(),
            NewNodes = random.Next(3),
        };
    }

    private static Model Model(Random random, int index, List<Pool> pools)
    {
        var gang = random.Next(4) == 0;
        var byWork = !gang || random.Next(3) == 0;
        var model = new Model
        {
            Id = $"m{index}",
            Kind = gang ? ModelKind.Training : ModelKind.Inference,
            Demand = byWork ? 1 + (random.Next(6) / 2.0) : null,
            Replicas = byWork ? null : 1 + random.Next(3),
            Accelerators = random.Next(12) == 0 ? [] : Accelerators.Where(_ => random.Next(5) > 0).DefaultIfEmpty("X").Select(a => Accelerator(random, a)).ToList(),
            Cpu = random.Next(3) * 0.75,
            MemoryGiB = random.Next(4),
            UnplacedPenalty = new[] { 0.5, 5, 40, 200 }[random.Next(4)],
        };
        return Current(random, Rules(random, model), pools);
    }

    private static AcceleratorOption Accelerator(Random random, string name) => new()
    {
        Name = name,
        Count = new[] { 1, 1, 1, 2, 2, 3 }[random.Next(6)],
        Throughput = new[] { 1, 1, 0.75, 1.5 }[random.Next(4)],
        Cpu = random.Next(4) == 0 ? 2 : null,
    };

    private static Model Rules(Random random, Model model)
    {
        bool Sometimes(int oneIn) => random.Next(oneIn) == 0;
        return model with
        {
            Providers = Sometimes(12) ? ["gcp"] : [],
            Regions = Sometimes(12) ? ["r0"] : [],
            Clusters = Sometimes(12) ? ["c0", "c1"] : [],
            Jurisdictions = Sometimes(12) ? ["eu"] : [],
            RequireLabels = Sometimes(12) ? ["gdpr"] : [],
            ExcludedPools = Sometimes(12) ? new Dictionary<string, string> { ["p0"] = "taint" } : new Dictionary<string, string>(),
            CapacityTypes = Sometimes(12) ? [CapacityType.Spot, CapacityType.Reserved] : [],
            Spread = Enumerable.Range(0, Sometimes(2) ? 1 + random.Next(2) : 0).Select(_ => new SpreadRule
            {
                Topology = (SpreadTopology)random.Next(4),
                MinDomains = Sometimes(2) ? 1 + random.Next(2) + (Sometimes(4) ? 1 : 0) : null,
                MaxShare = Sometimes(2) ? new[] { 0.4, 0.5, 0.7 }[random.Next(3)] : null,
                MaxSkew = Sometimes(2) ? 1 + random.Next(2) : null,
            }).ToList(),
            MaxSpotShare = Sometimes(4) ? new[] { 0, 0.5, 0.7 }[random.Next(3)] : null,
            MinOnDemandReplicas = Sometimes(5) ? 1 + random.Next(2) : null,
            RegionCost = Sometimes(3) ? new Dictionary<string, double> { ["r0"] = random.Next(4), ["r1"] = 0.5 } : new Dictionary<string, double>(),
            ReclaimCost = Sometimes(3) ? 2 : 0,
            Budget = Sometimes(6) ? 2 + random.Next(12) : null,
        };
    }

    private static Model Current(Random random, Model model, List<Pool> pools) => random.Next(2) == 0 ? model : model with
    {
        MoveCost = new[] { 0, 0.25, 1, 4 }[random.Next(4)],
        Current = pools.Where(_ => random.Next(3) == 0).Select(p => new CurrentPlacement(p.Id, 1 + random.Next(2))).ToList(),
    };

    private static Limit Limit(Random random) => new()
    {
        Provider = random.Next(2) == 0 ? "aws" : null,
        Region = random.Next(4) == 0 ? "r0" : null,
        Accelerator = random.Next(3) == 0 ? "X" : null,
        CapacityTypes = random.Next(3) == 0 ? [CapacityType.OnDemand] : null,
        Models = random.Next(3) == 0 ? ["m0", "m1"] : null,
        Gpus = random.Next(2) == 0 ? random.Next(5) : null,
        HourlyCost = random.Next(9),
    };

    private static IEnumerable<PlacementProblem> Shrink(PlacementProblem problem)
    {
        foreach (var model in problem.Models)
        {
            yield return problem with { Models = problem.Models.Where(m => m != model).ToList() };
        }

        foreach (var pool in problem.Pools.Where(p => problem.Models.All(m => m.Current.All(c => c.Pool != p.Id))))
        {
            yield return problem with { Pools = problem.Pools.Where(p => p != pool).ToList() };
        }

        foreach (var limit in problem.Limits)
        {
            yield return problem with { Limits = problem.Limits.Where(l => l != limit).ToList() };
        }

        foreach (var model in problem.Models)
        {
            foreach (var simpler in Simpler(model))
            {
                yield return problem with { Models = problem.Models.Select(m => m == model ? simpler : m).ToList() };
            }
        }
    }

    private static IEnumerable<Model> Simpler(Model model)
    {
        if (model.Current.Count > 0)
        {
            yield return model with { Current = model.Current.Skip(1).ToList() };
        }

        if (model.Spread.Count > 0)
        {
            yield return model with { Spread = model.Spread.Skip(1).ToList() };
        }

        if (model.Budget is not null || model.MaxSpotShare is not null || model.MinOnDemandReplicas is not null)
        {
            yield return model with { Budget = null };
            yield return model with { MaxSpotShare = null };
            yield return model with { MinOnDemandReplicas = null };
        }

        if (model.RegionCost.Count > 0)
        {
            yield return model with { RegionCost = new Dictionary<string, double>() };
        }
    }
}
