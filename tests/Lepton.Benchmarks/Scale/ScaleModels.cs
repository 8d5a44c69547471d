using Lepton.Placement;

namespace Lepton.Benchmarks.Scale;

/// <summary>Models whose GPU wants add up to a part of the fleet: sizes, rules and prices of being left out as they are met in practice.</summary>
internal sealed class ScaleModels(Random random, IReadOnlyList<Pool> pools, double contention)
{
    /// <summary>Relative speed at inference; one replica of the reference serves one unit per GPU.</summary>
    private static readonly (string Name, double Speed)[] Speeds =
    [
        ("A10", 0.5), ("A100-40GB", 1.5), ("A100-80GB", 1.8), ("A10G", 0.55), ("B200", 7), ("H100", 3.4), ("H200", 4.2), ("L4", 0.5), ("L40S", 1.2), ("MI300X", 4), ("T4", 0.3), ("V100", 0.7),
    ];

    private readonly string[] _types = pools.Select(p => p.Accelerator!).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
    private readonly double[] _left = pools.Select(p => contention * Gpus(p)).ToArray();

    public IReadOnlyList<Model> Make(int count)
    {
        var sizes = Enumerable.Range(0, count).Select(_ => Math.Exp(0.9 * Normal())).ToList();
        var unit = _left.Sum() / sizes.Sum();
        return sizes.Select((size, i) => Model(i, size * unit)).ToList();
    }

    private static int Gpus(Pool pool) => pool.Nodes.Sum(n => n.Gpus) + (pool.NewNodes * pool.GpusPerNode);

    /// <param name="wanted">GPUs of the model's home type it wants.</param>
    private Model Model(int index, double wanted)
    {
        var pool = Home();
        var home = pools[pool].Accelerator!;
        var spot = pools[pool].CapacityType == CapacityType.Spot;
        var gang = !spot && random.Next(8) == 0;
        var count = gang && pools[pool].GpusPerNode == 8 ? (random.Next(3) == 0 ? 4 : 8) : 1 << Math.Min(random.Next(4), random.Next(5));
        count = Math.Min(Math.Min(count, pools[pool].GpusPerNode), wanted < 2 ? 1 : 8);
        var whole = pools[pool].Nodes.Sum(n => n.Gpus / count) + (pools[pool].NewNodes * (pools[pool].GpusPerNode / count));
        count = whole == 0 ? 1 : count;
        var replicas = Math.Clamp((int)Math.Round(wanted / count), 1, (int)Math.Clamp(_left[pool] / count, 1, gang ? Math.Max(1, Math.Min(6, whole)) : 64));
        _left[pool] -= replicas * count;
        return Model(index, pools[pool], gang, count, replicas);
    }

    private Model Model(int index, Pool pool, bool gang, int count, int replicas)
    {
        var home = pool.Accelerator!;
        var options = Types(home).Select(name => new AcceleratorOption { Name = name, Count = Size(count, name, home), Throughput = Throughput(count, name, home) }).ToList();
        var penalty = replicas * count * new[] { 30.0, 90, 270 }[random.Next(3)];
        var demand = gang ? 0 : Math.Round(Math.Max(0.3, replicas - (0.7 * random.NextDouble())) * options.First(o => o.Name == home).Throughput, 2);
        var perGpu = (Cpu: pool.CpuPerNode / pool.GpusPerNode, Memory: pool.MemoryGiBPerNode / pool.GpusPerNode);
        return Rules(new Model
        {
            Id = $"model-{index:00000}",
            Kind = gang ? ModelKind.Training : ModelKind.Inference,
            Demand = gang ? null : demand,
            Replicas = gang ? replicas : null,
            Accelerators = options,
            Cpu = Math.Round(perGpu.Cpu * count * (0.3 + (0.6 * random.NextDouble())), 1),
            MemoryGiB = Math.Round(perGpu.Memory * count * (0.2 + (0.6 * random.NextDouble()))),
            UnplacedPenalty = gang ? penalty : penalty / demand,
            ReclaimCost = random.Next(4),
            RegionCost = Egress(pool.Region, gang ? replicas * count : count * replicas / demand),
        }, pool, gang, replicas);
    }

    private Model Rules(Model model, Pool home, bool gang, int replicas) => model with
    {
        Jurisdictions = random.Next(6) == 0 ? [home.Jurisdiction!] : [],
        Providers = random.Next(10) == 0 ? [home.Provider, "aws"] : [],
        RequireLabels = random.Next(3) == 0 ? home.Labels : [],
        Spread = !gang && replicas > 1 && random.Next(5) == 0 ? [Spread()] : [],
        MaxSpotShare = home.CapacityType == CapacityType.Spot ? null : gang || random.Next(3) == 0 ? 0 : random.Next(3) == 0 ? 0.5 : null,
        MinOnDemandReplicas = !gang && home.CapacityType != CapacityType.Spot && random.Next(6) == 0 ? 1 : null,
    };

    private SpreadRule Spread() => random.Next(2) == 0
        ? new SpreadRule { Topology = (SpreadTopology)random.Next(4), MinDomains = 2 }
        : new SpreadRule { Topology = (SpreadTopology)random.Next(4), MaxShare = 0.5 + (0.2 * random.NextDouble()) };

    /// <summary>A pool in proportion to how much of it is not yet wanted: where the model would fit if all went home.</summary>
    private int Home()
    {
        var at = random.NextDouble() * _left.Where(l => l > 0).Sum();
        for (var p = 0; p < _left.Length; p++)
        {
            if (_left[p] > 0 && (at -= _left[p]) <= 0)
            {
                return p;
            }
        }

        return random.Next(_left.Length);
    }

    /// <summary>The home type and those next to it in speed.</summary>
    private List<string> Types(string home)
    {
        var near = _types.Where(n => n != home).OrderBy(n => Math.Abs(Math.Log(Speed(n) / Speed(home)))).ThenBy(n => n, StringComparer.Ordinal);
        return near.Take(random.Next(4)).Append(home).ToList();
    }

    /// <summary>Slower types take more GPUs per replica where the model is large.</summary>
    private static int Size(int count, string name, string home) => Speed(name) < 0.6 * Speed(home) ? Math.Min(8, 2 * count) : count;

    private double Throughput(int count, string name, string home) =>
        Math.Round(count * Speed(home) * Math.Pow(Speed(name) / Speed(home), 0.9) * (0.85 + (0.3 * random.NextDouble())) * Size(count, name, home) / count, 2);

    /// <summary>Some models have their data or their users in one region: others cost more.</summary>
    private Dictionary<string, double> Egress(string home, double gpusPerUnit) => random.Next(4) > 0
        ? []
        : pools.Select(p => p.Region).Distinct(StringComparer.Ordinal).Where(r => r != home).Order(StringComparer.Ordinal)
            .ToDictionary(r => r, _ => Math.Round(0.6 * random.NextDouble() * gpusPerUnit, 4), StringComparer.Ordinal);

    private static double Speed(string name) => Array.Find(Speeds, s => s.Name == name) is { Name: not null } found ? found.Speed : 1;

    /// <summary>Box and Muller.</summary>
    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
