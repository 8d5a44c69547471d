using Lepton.Kubernetes.Schema;

namespace Lepton.Api.Models;

/// <summary>What a model costs, in dollars per hour.</summary>
public sealed class ModelCost
{
    [Optional, Description("Dollars per hour now.")]
    public double Hourly { get; set; }

    [Description("Dollars per hour if the model had the whole fleet to itself: the least it can cost.")]
    public double? CheapestPossibleHourly { get; set; }

    [Description("Dollars per hour that the last move because of cost saved.")]
    public double? LastMoveSavings { get; set; }
}

/// <summary>Why a model is where it is.</summary>
public sealed class PlacementDecision
{
    [Description("When it was decided.")]
    public DateTimeOffset? Time { get; set; }

    [Length(1, 128)]
    [Description("What led to the decision, as one CamelCase word, such as Placed, CostSavings or ClusterLost.")]
    public string Reason { get; set; } = "";

    [Length(4096)]
    [Description("The same in a sentence.")]
    public string? Message { get; set; }

    [Description("What a move because of cost saves and costs.")]
    public MoveFigures? Move { get; set; }

    [Length(32)]
    [Description("The proposal that was approved, if it was one.")]
    public string? Proposal { get; set; }

    [Description("Value of the objective for the whole fleet, in dollars per hour.")]
    public double? Objective { get; set; }

    [Description("No plan for the whole fleet can be better than this, in dollars per hour.")]
    public double? LowerBound { get; set; }

    [ListMap("cluster", "pool"), Count(512)]
    [Description("The pools that were considered.")]
    public List<PlacementCandidate>? Candidates { get; set; }
}

public enum CandidateOutcome
{
    [Description("Replicas are placed here.")]
    Chosen,

    [Description("Allowed, but another was better.")]
    Feasible,

    [Description("Allowed, but there was not enough room.")]
    NoCapacity,

    [Description("A rule excludes it.")]
    Excluded,
}

/// <summary>A pool that was considered.</summary>
public sealed class PlacementCandidate
{
    [Length(1, 63)]
    [Description("Name of the member cluster.")]
    public string Cluster { get; set; } = "";

    [Length(1, 253)]
    [Description("Name of the pool within the cluster.")]
    public string Pool { get; set; } = "";

    [Description("What became of it.")]
    public CandidateOutcome Verdict { get; set; }

    [Length(1024)]
    [Description("Why, in words and dollars.")]
    public string? Reason { get; set; }

    [Description("Dollars per hour the whole model would cost here; absent when it cannot run here.")]
    public double? HourlyCost { get; set; }
}
