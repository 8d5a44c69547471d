using Lepton.Kubernetes.Schema;

namespace Lepton.Api.Models;

public enum FailbackHold
{
    [Description("A cluster it was in does not answer, or is not there any more.")]
    ClusterAway,

    [Description("All are back, but not for failover.failbackDelay yet.")]
    Settling,

    [Description("The model is on the move, or has not all that it wants where it is.")]
    Busy,

    [Description("None of rebalance.windows is open.")]
    OutsideWindow,

    [Description("As many models are on the move as rebalance.maxConcurrentMoves allows.")]
    ConcurrentMoves,

    [Description("Where it was there is no room, or a rule, a limit or a penalty keeps it out.")]
    NoPlace,

    [Description("It would cost more there than where it is now.")]
    CostsMore,
}

/// <summary>Where a model was before a cluster was lost. Kept from the decision that left until it is back, or was moved for another reason.</summary>
public sealed class ModelFailback
{
    [Description("When the cluster was given up.")]
    public DateTimeOffset Since { get; set; }

    [ListMap("cluster", "pool"), Count(256)]
    [Description("Where the replicas were.")]
    public List<ProposedPlacement>? Places { get; set; }

    [Description("Since when all clusters it was in answer, as far as that was seen: failbackDelay counts from then, restarts of the operator or not.")]
    public DateTimeOffset? BackSince { get; set; }

    [Description("What the way back waits for.")]
    public FailbackHold Reason { get; set; }

    [Length(4096)]
    [Description("The same in a sentence.")]
    public string? Message { get; set; }
}
