using Lepton.Kubernetes.Schema;

namespace Lepton.Api.Models;

/// <summary>A model's status in few words: columns of <c>kubectl get</c> can only show one value each.</summary>
public sealed class ModelSummary
{
    [Length(64)]
    [Description("Ready replicas of those decided, such as 3/4.")]
    public string? Ready { get; set; }

    [Length(4096)]
    [Description("Clusters and the replicas in each, such as aws-us-east-1=2,gcp-us-central1=1.")]
    public string? Placement { get; set; }

    [Length(1024)]
    [Description("GPUs by type, such as 8xH100,2xL4.")]
    public string? Accelerators { get; set; }

    /// <summary>The summary of what a status says elsewhere. Draining placements are not counted.</summary>
    public static ModelSummary Of(LeptonModelStatus status)
    {
        var placements = (status.Placements ?? []).Where(p => p.State != PlacementState.Draining).ToList();
        return new ModelSummary
        {
            Ready = $"{status.ReadyReplicas ?? placements.Sum(p => p.ReadyReplicas)}/{status.Replicas ?? placements.Sum(p => p.Replicas)}",
            Placement = Join(placements, p => p.Cluster, p => p.Replicas, (cluster, replicas) => $"{cluster}={replicas}"),
            Accelerators = Join(placements, p => p.Accelerator ?? "", p => p.Replicas * p.AcceleratorCount, (name, gpus) => $"{gpus}x{name}"),
        };
    }

    private static string? Join(List<ModelPlacement> placements, Func<ModelPlacement, string> key, Func<ModelPlacement, int> count, Func<string, int, string> text)
    {
        var parts = placements.GroupBy(key, StringComparer.Ordinal).Where(g => g.Key.Length > 0)
            .OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => text(g.Key, g.Sum(count)));
        var joined = string.Join(',', parts);
        return joined.Length == 0 ? null : joined;
    }
}
