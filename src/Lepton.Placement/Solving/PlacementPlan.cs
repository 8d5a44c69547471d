namespace Lepton.Placement;

/// <summary>Finds where everything goes.</summary>
public interface IPlacementSolver
{
    /// <summary>Solves the whole problem. Deterministic: the same problem gives the same plan.</summary>
    /// <param name="cancellationToken">When cancelled, the best plan so far is returned with its gap.</param>
    /// <exception cref="PlacementProblemException">The problem itself makes no sense (every mistake is listed).</exception>
    PlacementPlan Solve(PlacementProblem problem, CancellationToken cancellationToken = default);
}

/// <summary>A problem that cannot be solved because it is wrong. Each error names object, field, what was found and what would be right.</summary>
public sealed class PlacementProblemException(IReadOnlyList<string> errors) : Exception(string.Join("; ", errors))
{
    public IReadOnlyList<string> Errors { get; } = errors;
}

/// <summary>Where everything goes, what it costs and how far from the optimum it can be at most. Money is $/hour.</summary>
public sealed record PlacementPlan
{
    public IReadOnlyList<ReplicaPlacement> Placements { get; init; } = [];

    public IReadOnlyList<NewNodes> NewNodes { get; init; } = [];

    /// <summary>What the plan costs: Σ <see cref="ReplicaPlacement.HourlyCost"/> + <see cref="MoveCost"/> + <see cref="IdleCost"/> − <see cref="AlreadyPaid"/>.</summary>
    public double Cost { get; init; }

    public double Penalty { get; init; }

    /// <summary>Part of <see cref="Cost"/>: the cost of moves, spread over the payback period.</summary>
    public double MoveCost { get; init; }

    /// <summary>Part of <see cref="Cost"/>: what opened nodes cost beyond the GPUs in use on them.</summary>
    public double IdleCost { get; init; }

    /// <summary>List price of GPUs in use on nodes that run and are paid anyway (pools billed per node): in the placements' costs, not in <see cref="Cost"/>.</summary>
    public double AlreadyPaid { get; init; }

    /// <summary>A valid lower bound of cost + penalty of the whole problem.</summary>
    public double Bound { get; init; }

    /// <summary>(cost + penalty − bound) / (cost + penalty); 0 when both are 0.</summary>
    public double Gap { get; init; }

    /// <summary>Who carries the distance to the bound, the largest share first. Together cost + penalty − bound, up to what was proven beyond multipliers.</summary>
    public IReadOnlyList<GapShare> GapShares { get; init; } = [];

    public IReadOnlyList<UnplacedModel> Unplaced { get; init; } = [];

    /// <summary>Per model: what it costs and every pool that was considered.</summary>
    public IReadOnlyList<ModelDecision> Decisions { get; init; } = [];

    /// <summary>What the bound charges for what models share; null of a plan no bound was made for. No part of any file.</summary>
    public KeptPrices? Prices { get; init; }

    /// <summary>Elementary evaluations spent.</summary>
    public long Work { get; init; }
}

/// <summary>Replicas of one model in one pool.</summary>
/// <param name="HourlyCost">
/// List price of what the replicas use (in a pool billed per node: their GPUs' part of the node price), with CPU, memory, region cost and spot risk;
/// without move cost. What budgets of models count.
/// </param>
public sealed record ReplicaPlacement(string Model, string Pool, int Replicas, double HourlyCost);

public sealed record NewNodes(string Pool, int Nodes);

/// <param name="Missing">Units of demand (or replicas of the gang) that are not placed.</param>
/// <param name="Reasons">Why, in words: what is short, which rule excludes which cluster.</param>
public sealed record UnplacedModel(string Model, double Missing, IReadOnlyList<string> Reasons);

/// <summary>Where a part of the distance to the bound arises.</summary>
public enum GapCause
{
    /// <summary>A service pays more than its least at the prices of the bound.</summary>
    Model,

    /// <summary>A gang does: it needs one whole cluster.</summary>
    Gang,

    /// <summary>Something of the model is not placed.</summary>
    Unplaced,

    /// <summary>Priced capacity of a pool stays unused, or a node is opened that the prices do not pay for.</summary>
    Pool,

    /// <summary>A priced limit is not used up.</summary>
    Limit,
}

/// <param name="Name">The model, pool or limit.</param>
/// <param name="Hourly">$/h of the distance.</param>
public sealed record GapShare(GapCause Cause, string Name, double Hourly);

/// <summary>The explanation of one model's placement.</summary>
public sealed record ModelDecision
{
    public required string Model { get; init; }

    public double HourlyCost { get; init; }

    /// <summary>What the model would cost if it had the whole fleet for itself: the least any plan can give it.</summary>
    public double CheapestPossibleHourly { get; init; }

    public IReadOnlyList<Candidate> Candidates { get; init; } = [];

    /// <summary>What would have to change for a pool that was not chosen to be the cheaper place for all of the model, everyone else staying. Worked out when asked for.</summary>
    public IReadOnlyList<Threshold> Thresholds { get; init; } = [];
}

public enum ThresholdKind
{
    /// <summary>$/h of a GPU.</summary>
    PricePerGpu,

    /// <summary>$/h of an opened node.</summary>
    PricePerNode,

    /// <summary>Nodes that can be opened beyond those that can be now.</summary>
    MoreNodes,
}

/// <summary>From where on the placement as it is would no longer be the cheapest. A part of the model may be worth placing there before.</summary>
/// <param name="Value">Below this price, or from so many more nodes on.</param>
/// <param name="Now">The price, or the nodes that can be opened.</param>
/// <param name="Text">In words and dollars.</param>
public sealed record Threshold(string Pool, ThresholdKind Kind, double Value, double Now, string Text);

public enum CandidateVerdict
{
    Chosen,

    /// <summary>Allowed, but another was better.</summary>
    Feasible,

    /// <summary>Allowed, but not enough room.</summary>
    NoCapacity,

    /// <summary>A rule excludes it.</summary>
    Excluded,
}

/// <param name="HourlyCost">What the model would cost per hour with all it wants in this pool (at list price of the GPUs it would use); null if it cannot run there at all.</param>
/// <param name="Reason">In words and dollars.</param>
public sealed record Candidate(string Pool, CandidateVerdict Verdict, string Reason, double? HourlyCost);
