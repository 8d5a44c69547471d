using Lepton.Kubernetes.Schema;

namespace Lepton.Api.Models;

public enum UnfitReason
{
    [Description("New nodes were waited for and did not come: no model counts on any in the pool.")]
    StockedOut,

    [Description("Replicas got no node although there seemed to be room: the model does not come back there.")]
    PodsPending,

    [Description("Replicas did not become ready in time: the model does not come back there.")]
    NotReady,
}

/// <summary>A pool that failed replicas of the model.</summary>
public sealed class UnfitPool
{
    [Length(1, 63)]
    [Description("Name of the member cluster.")]
    public string Cluster { get; set; } = "";

    [Length(1, 253)]
    [Description("Name of the pool within the cluster.")]
    public string Pool { get; set; } = "";

    [Description("What happened there.")]
    public UnfitReason Reason { get; set; }

    [Description("Until when the pool is avoided.")]
    public DateTimeOffset Until { get; set; }

    [Optional, Description("How often in a row it failed: each time it is avoided twice as long.")]
    public int Failures { get; set; }
}
