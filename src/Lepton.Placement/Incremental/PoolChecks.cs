using Lepton.Placement.Core;

namespace Lepton.Placement.Incremental;

/// <summary>Judges changes of pools before anything is touched.</summary>
internal static class PoolChecks
{
    internal static PoolData Known(KeptFleet fleet, string pool) => fleet.FindPool(pool)
        ?? throw new PlacementProblemException([$"pool {pool}: id: found no pool with this id, expected one of the {fleet.Instance.Pools.Length} pools there are"]);

    internal static PoolData Same(KeptFleet fleet, Pool pool)
    {
        var errors = new ProblemErrors();
        PoolValidator.Check(pool, errors);
        var known = Known(fleet, pool.Id);
        foreach (var (field, was, found) in Facts(known.Source).Zip(Facts(pool), (a, b) => (a.Field, a.Value, b.Value)))
        {
            if (was != found)
            {
                errors.Add($"pool {pool.Id}", field, found, $"{was} as before (what is another pool is lost and added)");
            }
        }

        return errors.Messages.Count == 0 ? known : throw new PlacementProblemException(errors.Messages);
    }

    private static IEnumerable<(string Field, string Value)> Facts(Pool pool) =>
    [
        ("cluster", pool.Cluster), ("region", pool.Region), ("zone", pool.Zone ?? "none"), ("provider", pool.Provider), ("jurisdiction", pool.Jurisdiction ?? "none"),
        ("labels", string.Join(", ", pool.Labels)), ("accelerator", pool.Accelerator ?? "none"), ("capacityType", pool.CapacityType.ToString()), ("billing", pool.Billing.ToString()),
        ("gpusPerNode", ProblemErrors.Number(pool.GpusPerNode)), ("cpuPerNode", ProblemErrors.Number(pool.CpuPerNode)), ("memoryGiBPerNode", ProblemErrors.Number(pool.MemoryGiBPerNode)),
    ];
}
