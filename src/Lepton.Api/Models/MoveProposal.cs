using Lepton.Kubernetes.Schema;

namespace Lepton.Api.Models;

/// <summary>A move that would pay and waits for approval.</summary>
public sealed class MoveProposal
{
    /// <summary>Its value approves the proposal with that id.</summary>
    public const string ApprovalAnnotation = "lepton.ai/approve-move";

    [Length(1, 32)]
    [Description("Names the proposal: the annotation lepton.ai/approve-move with this value approves it. Another target is another proposal.")]
    public string Id { get; set; } = "";

    [Description("Since when it stands.")]
    public DateTimeOffset? Time { get; set; }

    [Length(4096)]
    [Description("The move in a sentence.")]
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

    [Description("Replicas.")]
    public int Replicas { get; set; }
}

/// <summary>What a move because of cost saves and costs, in dollars.</summary>
public sealed class MoveFigures
{
    [Description("Dollars per hour before the move.")]
    public double HourlyBefore { get; set; }

    [Description("Dollars per hour after it.")]
    public double HourlyAfter { get; set; }

    [Description("Dollars per hour saved, less what a higher risk of spot reclaims is expected to cost.")]
    public double SavingsPerHour { get; set; }

    [Description("Dollars for the data that has to leave its region for the new places.")]
    public double Egress { get; set; }

    [Description("Dollars for running on both sides until the new replicas serve (spec.loadTime).")]
    public double DoubleRunning { get; set; }

    [Description("Dollars of people's work (migration.laborCostPerMove).")]
    public double Labor { get; set; }

    [Description("Dollars of the policy's stabilityDollarsPerMove, for each replica that moves.")]
    public double Stability { get; set; }

    [Description("Hours until the savings exceed all of that.")]
    public double PaybackHours { get; set; }

    /// <summary>The whole cost of the move in dollars.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public double Cost => Egress + DoubleRunning + Labor + Stability;
}
