namespace Lepton.Sandbox.Fleet;

/// <summary>What a fault needs to be told, whoever asks for it: a fleet file or a command.</summary>
public static class FaultRules
{
    /// <summary>The first thing wrong: which field, and what was found and would be right; null when the fault can be carried out.</summary>
    public static (string Field, string Message)? Problem(FaultEvent fault, IReadOnlyList<ClusterDefinition> members)
    {
        ArgumentNullException.ThrowIfNull(fault);
        ArgumentNullException.ThrowIfNull(members);
        var names = members.Select(static member => member.Name).ToList();
        var cluster = members.FirstOrDefault(member => member.Name == fault.Cluster);
        if (cluster is null)
            return fault.Cluster.Length == 0 ? ("cluster", "is required") : ("cluster", $"no cluster \"{fault.Cluster}\"{YamlSection.Hint(fault.Cluster, names)}; clusters: {string.Join(", ", names)}");
        if (fault.Kind == FaultKind.CrashLoop)
            return fault.Pods.Split('/') is [{ Length: > 0 }, _] ? null : ("pods", $"found \"{fault.Pods}\"; expected namespace/prefix of the Pods' names, or namespace/ for all");
        if (fault.Kind is not (FaultKind.NodeLost or FaultKind.SpotReclaim or FaultKind.GpuFailure or FaultKind.StockOut))
            return null;
        var pools = cluster.NodePools.Select(static pool => pool.Name).ToList();
        if (cluster.NodePools.FirstOrDefault(pool => pool.Name == fault.Pool) is not { } pool)
            return ("pool", $"cluster {cluster.Name} has no pool \"{fault.Pool}\"{YamlSection.Hint(fault.Pool, pools)}; pools: {string.Join(", ", pools)}");
        return fault.Kind == FaultKind.SpotReclaim && pool.CapacityType != NodeCapacityType.Spot ? ("pool", NotSpot(cluster, pool)) : null;
    }

    private static string NotSpot(ClusterDefinition cluster, NodePoolDefinition pool)
    {
        var spot = cluster.NodePools.Where(static other => other.CapacityType == NodeCapacityType.Spot).Select(static other => other.Name).ToList();
        var found = $"found \"{pool.Name}\" of {cluster.Name}, which is {pool.CapacityType}; clouds take back spot machines only";
        return spot.Count == 0 ? $"{found}, and {cluster.Name} has no spot pool" : $"{found}; spot pools: {string.Join(", ", spot)}";
    }
}
