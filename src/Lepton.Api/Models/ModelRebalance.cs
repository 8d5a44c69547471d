using Lepton.Api.Policies;
using Lepton.Kubernetes.Schema;

namespace Lepton.Api.Models;

/// <summary>When this model may move because it pays. What is given holds besides the policy's rebalance: of both the stricter.</summary>
public sealed class ModelRebalance
{
    [Description("Whether the model moves: Disabled is stricter than Manual, and Manual than Automatic.")]
    public RebalanceMode? Mode { get; set; }

    [Description("Least time between two moves because of cost; the longer one of this and the policy's holds.")]
    public Duration? Cooldown { get; set; }

    [Count(32)]
    [Description("When moves because of cost may begin; one of these and one of the policy's must be open.")]
    public List<MoveWindow>? Windows { get; set; }
}
