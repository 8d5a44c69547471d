using Lepton.Kubernetes.Schema;

namespace Lepton.Api.Models;

public enum MoveHold
{
    [Description("rebalance.mode is Manual: it is made when the annotation lepton.ai/approve-move names it.")]
    AwaitingApproval,

    [Description("The last move was too short a time ago (rebalance.cooldown).")]
    Cooldown,

    [Description("The last move has not earned its cost yet, nor has staying cost as much.")]
    NotEarnedBack,

    [Description("None of rebalance.windows is open.")]
    OutsideWindow,

    [Description("As many models are on the move as rebalance.maxConcurrentMoves allows.")]
    ConcurrentMoves,

    [Description("The target has no room while the source still runs.")]
    NoRoom,
}

/// <summary>A move that would pay, and what it waits for.</summary>
public sealed class MoveProposal
{
    /// <summary>Its value approves the proposal with that id.</summary>
    public const string ApprovalAnnotation = "lepton.ai/approve-move";

    [Length(1, 32)]
    [Description("Names the proposal: the annotation lepton.ai/approve-move with this value approves it. Another target is another proposal, and so is the same one made anew.")]
    public string Id { get; set; } = "";

    [Description("Since when it stands.")]
    public DateTimeOffset? Time { get; set; }

    [Description("What it waits for.")]
    public MoveHold Reason { get; set; }

    [Length(4096)]
    [Description("The move and what it waits for, in a sentence.")]
    public string? Message { get; set; }

    [Description("What it saves and costs.")]
    public MoveFigures Figures { get; set; } = new();

    [ListMap("cluster", "pool"), Count(256)]
    [Description("Where the replicas would be.")]
    public List<ProposedPlacement>? Placements { get; set; }
}

/// <summary>Replicas in one pool, as proposed.</summary>
public sealed class ProposedPlacement
{
    [Length(1, 63)]
    [Description("Name of the member cluster.")]
    public string Cluster { get; set; } = "";

    [Length(1, 253)]
    [Description("Name of the pool within the cluster.")]
    public string Pool { get; set; } = "";

    [Optional, Description("Replicas.")]
    public int Replicas { get; set; }
}
