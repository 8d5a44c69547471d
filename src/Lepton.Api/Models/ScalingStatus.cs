using Lepton.Kubernetes.Schema;

namespace Lepton.Api.Models;

/// <summary>What the members' autoscalers ask for, all together: how much the hub finds places for.</summary>
public sealed class ScalingStatus
{
    [Optional, Description("What is planned for: replicas, or units per second where the model says demand.")]
    public double Wanted { get; set; }

    [Description("Less that has been enough for a while, and is planned for after scaling.scaleDownDelay.")]
    public LowerDemand? Lower { get; set; }
}

/// <summary>Less than is planned for.</summary>
public sealed class LowerDemand
{
    [Optional, Description("The most that was asked for since then.")]
    public double Wanted { get; set; }

    [Description("Since when less is asked for.")]
    public DateTimeOffset Since { get; set; }
}
