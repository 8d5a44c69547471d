using Lepton.Sandbox.Fleet;

namespace Lepton.Cli.Simulate.Futures;

/// <summary>
/// Spot prices by provider, region and machine: the logarithm of their factor is drawn back to the list price by a half-life (an Ornstein-Uhlenbeck process,
/// sampled by the hour); small changes are not announced, as clouds do not.
/// </summary>
internal static class SpotPriceWalk
{
    private const double Announced = 0.03;

    public static IEnumerable<PriceChange> Draw(FleetDefinition fleet, double hours, int seed)
    {
        var chance = fleet.Scenario.Chance;
        if (chance.SpotVolatility <= 0)
            yield break;
        var markets = fleet.Members
            .SelectMany(cluster => cluster.NodePools.Where(pool => pool.CapacityType == NodeCapacityType.Spot).Select(pool => (cluster, pool)))
            .Select(pair => (pair.cluster.ProviderObject, pair.cluster.Region, Gpu: GpuOf(pair.cluster, pair.pool)))
            .Where(market => market.Gpu.Length > 0).Distinct().Order();
        foreach (var (provider, region, gpu) in markets)
        {
            foreach (var change in Walk(provider, region, gpu, chance, hours, Future.Seeded(seed, "spot", provider, region, gpu)))
                yield return change;
        }
    }

    private static IEnumerable<PriceChange> Walk(string provider, string region, string gpu, ChanceDefinition chance, double hours, Random random)
    {
        var keep = Math.Pow(0.5, 1 / chance.SpotHalfLifeHours);
        var spread = chance.SpotVolatility * Math.Sqrt(1 - keep * keep);
        var deviation = 0.0;
        var announced = 1.0;
        for (var at = 1; at <= hours; at++)
        {
            deviation = keep * deviation + spread * Future.Normal(random);
            var factor = Math.Round(Math.Exp(deviation), 3);
            if (Math.Abs(factor - announced) < Announced * announced)
                continue;
            announced = factor;
            yield return new PriceChange(at, $"spot/{provider}/{region}/{gpu}", provider, region, gpu, NodeCapacityType.Spot, factor);
        }
    }

    private static string GpuOf(ClusterDefinition cluster, NodePoolDefinition pool) =>
        InstanceTypeCatalog.BuiltIn.With(cluster.InstanceTypes).Find(cluster.Provider, pool.InstanceType)?.GpuModel ?? "";
}
