using Lepton.Api.Models;

namespace Lepton.Operator.Rollouts;

/// <summary>All that one step of a rollout is decided from.</summary>
internal sealed record RolloutTurn
{
    /// <summary>Of the spec as it stands.</summary>
    public required string Hash { get; init; }

    /// <summary>Null: all clusters at once.</summary>
    public EffectiveRollout? Rules { get; init; }

    /// <summary>The revision kept for <see cref="Hash"/>, when it was kept just now.</summary>
    public ModelRevision? Recorded { get; init; }

    /// <summary>Clusters that are to run the model, with the stage of each; in the order in which they get a new revision.</summary>
    public required IReadOnlyList<(string Cluster, int Stage)> Clusters { get; init; }

    /// <summary>Clusters in which any of the model is, what leaves included.</summary>
    public required IReadOnlySet<string> Placed { get; init; }

    /// <summary>What is seen in a cluster of a revision (by hash) that it was given at a time.</summary>
    public required Func<string, string, DateTimeOffset?, ClusterSight> Look { get; init; }

    public required DateTimeOffset Now { get; init; }
}
