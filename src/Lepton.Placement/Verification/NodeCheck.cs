namespace Lepton.Placement.Verification;

/// <summary>Whether a pool's replicas can be laid out on its real nodes.</summary>
internal static class NodeCheck
{
    internal static IEnumerable<string> Violations(Pool pool, PlanReading reading)
    {
        var opened = reading.NewNodes(pool);
        if (opened > pool.NewNodes)
        {
            yield return $"pool {pool.Id}: {opened} new nodes, and it can get {pool.NewNodes}";
        }

        var replicas = reading.In(pool).GroupBy(x => Facts.Needs(x.Model, pool)).Select(g => (Need: g.Key, Count: (int)Math.Min(int.MaxValue, g.Sum(x => (long)x.Replicas)))).ToList();
        if (replicas.Count > 0 && !new Layout(pool, opened).Exists(replicas))
        {
            yield return $"pool {pool.Id}: no layout of its {replicas.Sum(r => (long)r.Count)} replicas on {pool.Nodes.Count} existing and {opened} new nodes was found";
        }
    }
}
