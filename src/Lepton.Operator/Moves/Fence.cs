using Lepton.Api.Models;
using Lepton.Api.Policies;

namespace Lepton.Operator.Moves;

/// <summary>
/// When a training run in a cluster that cannot be reached is surely over. While the cluster is reached its Job's deadline is moved on again and again, so that it never ends later than the fence
/// after the last word that got through (<see cref="Emission.FenceRenewal"/>); the cluster's own Job controller ends it, whether the hub sees the cluster or not.
/// </summary>
internal static class Fence
{
    /// <summary>For requests that were under way, clocks that differ, and a Job controller that is late.</summary>
    public static readonly TimeSpan Slack = TimeSpan.FromSeconds(60);

    private const int DefaultGraceSeconds = 30;

    /// <summary>How long a run goes on by itself; null without a fence.</summary>
    public static TimeSpan? Of(PlacementPolicy? policy) => policy?.Spec.Failover.TrainingFence is { IsValid: true } fence ? fence.ToTimeSpan() : null;

    /// <summary>The silence after which nothing of the run is left: the fence, what its pods may take to end, and slack. Null when that is never certain.</summary>
    public static TimeSpan? Silence(LeptonModel model, PlacementPolicy? policy) => Of(policy) + TimeSpan.FromSeconds(GraceSeconds(model)) + Slack;

    private static int GraceSeconds(LeptonModel model) =>
        (int?)(model.Spec.PodTemplate?["spec"]?["terminationGracePeriodSeconds"] as System.Text.Json.Nodes.JsonValue) ?? CheckpointSeconds(model.Spec) ?? DefaultGraceSeconds;

    /// <summary>Seconds from SIGTERM within which a run writes its last checkpoint; null for one that writes none.</summary>
    public static int? CheckpointSeconds(LeptonModelSpec model) =>
        model is { Workload: WorkloadKind.Training, Training.Checkpoint.Grace: { IsValid: true } grace } ? Math.Max(1, (int)Math.Ceiling(grace.ToTimeSpan().TotalSeconds)) : null;
}
