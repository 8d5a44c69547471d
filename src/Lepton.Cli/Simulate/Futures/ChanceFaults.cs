using Lepton.Sandbox.Fleet;

namespace Lepton.Cli.Simulate.Futures;

/// <summary>What goes wrong in one cluster by chance. Faults of machines are drawn for every place of a pool, whether a machine is there or not.</summary>
internal static class ChanceFaults
{
    private const double HoursPerMonth = 730;

    public static IEnumerable<FutureEvent> Draw(ClusterDefinition cluster, ChanceDefinition chance, double hours, int seed) =>
        Outages(cluster, chance, hours, Future.Seeded(seed, "outage", cluster.Name))
            .Concat(cluster.NodePools.SelectMany(pool => Stock(cluster, pool, chance, hours, Future.Seeded(seed, "stock", cluster.Name, pool.Name))))
            .Concat(cluster.NodePools.SelectMany(pool => Losses(cluster, pool, chance, hours, Future.Seeded(seed, "loss", cluster.Name, pool.Name))));

    private static IEnumerable<FutureEvent> Outages(ClusterDefinition cluster, ChanceDefinition chance, double hours, Random random)
    {
        var free = 0.0;
        foreach (var at in Future.Poisson(random, chance.OutagesPerMonth / HoursPerMonth, hours))
        {
            var length = chance.OutageMinutes / 60 * Math.Exp(Future.Normal(random));
            var partition = random.NextDouble() < chance.PartitionShare;
            if (at < free)
                continue;
            free = at + length;
            yield return new ClusterChange(at, cluster.Name, Reachable: false, Serving: partition);
            yield return new ClusterChange(free, cluster.Name, Reachable: true, Serving: true);
        }
    }

    private static IEnumerable<FutureEvent> Stock(ClusterDefinition cluster, NodePoolDefinition pool, ChanceDefinition chance, double hours, Random random)
    {
        if (pool.MaxNodes <= pool.Count)
            yield break;
        var free = 0.0;
        foreach (var at in Future.Poisson(random, chance.StockOutsPerMonth / HoursPerMonth, hours))
        {
            var length = chance.StockOutHours * Math.Exp(0.5 * Future.Normal(random));
            if (at < free)
                continue;
            free = at + length;
            yield return new StockChange(at, cluster.Name, pool.Name, InStock: false);
            yield return new StockChange(free, cluster.Name, pool.Name, InStock: true);
        }
    }

    private static IEnumerable<FutureEvent> Losses(ClusterDefinition cluster, NodePoolDefinition pool, ChanceDefinition chance, double hours, Random random)
    {
        for (var slot = 0; slot < Math.Max(pool.Count, pool.MaxNodes); slot++)
        {
            foreach (var at in Future.Poisson(random, chance.NodeLossesPerMonth / HoursPerMonth, hours))
                yield return new SlotLoss(at, cluster.Name, pool.Name, slot, Reclaimed: false);
            if (pool.CapacityType != NodeCapacityType.Spot)
                continue;
            foreach (var at in Future.Poisson(random, chance.ReclaimsPerMonth / HoursPerMonth, hours))
                yield return new SlotLoss(at, cluster.Name, pool.Name, slot, Reclaimed: true);
        }
    }
}
