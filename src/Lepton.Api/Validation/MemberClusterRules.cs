using Lepton.Api.Accelerators;
using Lepton.Api.Providers;

namespace Lepton.Api.Validation;

/// <summary>One member cluster and its pools.</summary>
internal static class MemberClusterRules
{
    public static void Check(Checks checks, string field, MemberCluster cluster)
    {
        checks.DnsLabel($"{field}.name", cluster.Name);
        checks.That(cluster.Region.Length > 0, $"{field}.region", null, "the provider's name of the region: prices are looked up by it");
        checks.Labels($"{field}.labels", cluster.Labels);
        CheckTaints(checks, $"{field}.taints", cluster.Taints);
        checks.Unique($"{field}.compliance", cluster.Compliance, c => c, "mark");
        foreach (var (region, milliseconds) in cluster.LatencyMilliseconds ?? [])
            checks.Range($"{field}.latencyMilliseconds[{region}]", milliseconds, 0, 100_000, "milliseconds");
        CheckConnection(checks, $"{field}.connection", cluster.Connection);
        checks.Unique($"{field}.nodePools", cluster.NodePools, p => p.Name, "node pool");
        for (var i = 0; i < (cluster.NodePools?.Count ?? 0); i++)
            CheckPool(checks, $"{field}.nodePools[{i}]", cluster.NodePools![i]);
    }

    private static void CheckConnection(Checks checks, string field, ClusterConnection connection)
    {
        var given = (connection.KubeconfigSecretRef is null ? 0 : 1) + (connection.ClusterProfileRef is null ? 0 : 1) + (connection.InCluster == true ? 1 : 0);
        checks.That(given == 1, field, given == 0 ? null : given == 2 ? "both" : "all", "exactly one of kubeconfigSecretRef, clusterProfileRef and inCluster: true");
        if (connection.ClusterProfileRef is { } profile)
        {
            checks.DnsLabel($"{field}.clusterProfileRef.namespace", profile.Namespace);
            checks.DnsSubdomain($"{field}.clusterProfileRef.name", profile.Name);
        }

        if (connection.KubeconfigSecretRef is not { } secret)
            return;
        checks.DnsLabel($"{field}.kubeconfigSecretRef.namespace", secret.Namespace);
        checks.DnsSubdomain($"{field}.kubeconfigSecretRef.name", secret.Name);
        checks.That(secret.Key.Length > 0, $"{field}.kubeconfigSecretRef.key", secret.Key, "a key of the Secret");
    }

    private static void CheckTaints(Checks checks, string field, List<ClusterTaint>? taints)
    {
        checks.Unique(field, taints, t => $"{t.Key} {t.Effect}", "key and effect");
        for (var i = 0; i < (taints?.Count ?? 0); i++)
        {
            checks.That(NameChecks.IsLabelKey(taints![i].Key), $"{field}[{i}].key", taints[i].Key, "a taint's key, such as dedicated or example.com/dedicated");
            checks.That(NameChecks.IsLabelValue(taints[i].Value ?? ""), $"{field}[{i}].value", taints[i].Value, "letters, digits, dashes, underscores and dots, at most 63");
        }
    }

    private static void CheckPool(Checks checks, string field, NodePool pool)
    {
        checks.DnsLabel($"{field}.name", pool.Name);
        checks.That(pool.Accelerator is null == (pool.GpusPerNode == 0), $"{field}.gpusPerNode", pool.GpusPerNode,
            pool.Accelerator is null ? "0, because no accelerator is given, or an accelerator as well" : $"the number of {pool.Accelerator} on each node");
        checks.Range($"{field}.gpusPerNode", pool.GpusPerNode, 0, 32, "a number of GPUs");
        if (pool.Accelerator is { } name)
            CheckAccelerator(checks, field, name, pool.InstanceType);
        checks.That(pool.Cpu.Sign > 0 && pool.Cpu <= 4096, $"{field}.cpu", pool.Cpu.ToString(), "cores on each node, above 0 and up to 4096");
        checks.That(pool.Memory >= 1L << 27 && pool.Memory <= 1L << 47, $"{field}.memory", pool.Memory.ToString(), "memory on each node, from 128Mi to 128Ti; a number alone is bytes, gibibytes are written as 16Gi");
        checks.Range($"{field}.maxNodes", pool.MaxNodes, 0, 10_000, "a number of nodes");
        checks.Labels($"{field}.nodeSelector", pool.NodeSelector);
        CheckTaints(checks, $"{field}.taints", pool.Taints);
    }

    private static void CheckAccelerator(Checks checks, string field, string name, string? instanceType)
    {
        checks.KnownDevice($"{field}.accelerator", name);
        if (instanceType is not null && InstanceTypes.AcceleratorOf(instanceType) is { } actual)
            checks.That(actual == name || AcceleratorCatalog.TryGet(name) is null, $"{field}.accelerator", name, $"{actual}, which is what {instanceType} has");
    }
}
