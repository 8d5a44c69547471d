namespace Lepton.Placement;

/// <summary>What one change of a fleet led to. Money is $/hour.</summary>
public sealed record IncrementalChange
{
    /// <summary>Cost and penalties of the whole fleet, with the moves of this change.</summary>
    public required double Total { get; init; }

    /// <summary>A valid lower bound of the whole problem after the change, everyone starting from where it ran before.</summary>
    public required double Bound { get; init; }

    /// <summary>(total − bound) / total; 0 when both are 0.</summary>
    public double Gap => Total > 0 ? Math.Max(0, (Total - Bound) / Total) : 0;

    /// <summary>Where the models run now that were looked at: those the change is about, those that lost their place, and those that moved.</summary>
    public required IReadOnlyList<ReplicaPlacement> Placements { get; init; }

    /// <summary>Models the change is about or that lost their place, and those that moved so that these fit or because it pays now.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>Replicas that changed pool of models that the change is not about and that lost nothing: never more than the move budget.</summary>
    public required int OthersMoved { get; init; }

    /// <summary>Of the models that were looked at. Reasons only of those that no placement could serve; <see cref="IncrementalSolver.Plan"/> says what is short for the others.</summary>
    public required IReadOnlyList<UnplacedModel> Unplaced { get; init; }
}
