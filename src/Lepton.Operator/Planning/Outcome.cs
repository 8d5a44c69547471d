using Lepton.Api.Models;
using Lepton.Placement;

namespace Lepton.Operator.Planning;

/// <summary>What became of one model in a planning run, before it is put into words and dollars.</summary>
internal sealed record Outcome(ModelStanding Standing, IReadOnlyList<Assignment> Assignments)
{
    public ModelDecision? Decision { get; init; }

    public UnplacedModel? Missing { get; init; }

    /// <summary>Why a move that was proposed is not made.</summary>
    public string? Refusal { get; init; }

    /// <summary>What a move that is worth making waits for.</summary>
    public MoveHold? Hold { get; init; }

    /// <summary>The move that was proposed is refused for one reason only: its target has no room while the source still runs.</summary>
    public bool NoRoom => Hold == MoveHold.NoRoom;

    /// <summary>Where the move that is not made would have led.</summary>
    public IReadOnlyList<Assignment> Proposed { get; init; } = [];

    /// <summary>What the move, made or not, saves and costs.</summary>
    public MoveFigures? Figures { get; init; }

    /// <summary>The proposal whose approval led to the move.</summary>
    public string? Approved { get; init; }

    /// <summary>The rule that what runs does not obey and that cannot be met.</summary>
    public string? Broken { get; init; }

    /// <summary>The run looked for moves that pay: nothing was needed.</summary>
    public bool Rebalance { get; init; }

    /// <summary>The models of higher priority that get what this one loses.</summary>
    public IReadOnlyList<ModelStanding> GivesWayTo { get; init; } = [];

    /// <summary>The models of lower priority that lose what this one gets.</summary>
    public IReadOnlyList<ModelStanding> TakesFrom { get; init; } = [];

    /// <summary>The run looked for the way back after a failover.</summary>
    public bool Failback { get; init; }

    /// <summary>The model was not part of the problem, or keeps what it has.</summary>
    public bool Stays { get; init; }

    /// <summary>False when the model's placements are to stay as its status has them.</summary>
    public bool Changed => Standing.Fixed == PlanReason.Suspended
        ? Standing.Model.Status?.Placements?.Any(p => p.State != PlacementState.Draining) == true
        : Standing.RolledBack.Count > 0 || (!Stays && !IsSame);

    private bool IsSame
    {
        get
        {
            var now = Standing.Kept.Concat(Standing.Anchored).ToList();
            return Standing.Lost.Count == 0 && Standing.Excluded.Count == 0 && now.Count == Assignments.Count
                && now.All(k => Assignments.Any(a => a.Pool.Id == k.Pool.Id && a.Replicas == k.Placement.Replicas));
        }
    }
}
