namespace Lepton.Sandbox.Fleet.Nodes;

/// <summary>The taints clouds put on nodes by themselves, and those of the fleet file.</summary>
internal static class CloudTaints
{
    public static IEnumerable<TaintDefinition> Of(NodeContext node)
    {
        if (node.Cluster.Provider == CloudKind.GCP && node.HasGpus)
            yield return new TaintDefinition("nvidia.com/gpu", "present", "NoSchedule");
        if (node.Cluster.Provider == CloudKind.Azure && node.IsSpot)
            yield return new TaintDefinition("kubernetes.azure.com/scalesetpriority", "spot", "NoSchedule");
        foreach (var taint in node.Pool.Taints)
            yield return taint;
    }
}
