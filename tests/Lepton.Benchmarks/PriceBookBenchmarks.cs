using BenchmarkDotNet.Attributes;
using Lepton.Placement;
using Lepton.Placement.Prices;

namespace Lepton.Benchmarks;

/// <summary>Finding the price of a pool, by instance type and by GPU.</summary>
public class PriceBookBenchmarks
{
    private readonly PriceResolver _resolver = new([], null, PriceBook.BuiltIn);

    [Benchmark(Baseline = true)]
    public PriceAnswer ByInstanceType() => _resolver.Resolve(new PriceQuery("aws", "us-east-1", "p5.48xlarge", "H100", 8, CapacityType.OnDemand));

    [Benchmark]
    public PriceAnswer ByGpu() => _resolver.Resolve(new PriceQuery("gcp", "us-central1", null, "L4", 1, CapacityType.OnDemand));
}
