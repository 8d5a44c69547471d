using Lepton.Kubernetes.Schema;

namespace Lepton.Api.Policies;

public enum UnsatisfiableAction
{
    [Description("What would break the rule is not placed.")]
    DoNotSchedule,

    [Description("The rule is given up when it cannot be met.")]
    ScheduleAnyway,
}

/// <summary>How the replicas of one model are spread over one topology.</summary>
[ValidationRule("has(self.minDomains) || has(self.maxShare) || has(self.maxSkew)", Message = "at least one of minDomains, maxShare and maxSkew must be given")]
public sealed class SpreadConstraint
{
    [Description("What is counted.")]
    public TopologyKind Topology { get; set; }

    [Minimum(1), Maximum(256)]
    [Description("Least number of domains a model runs in.")]
    public int? MinDomains { get; set; }

    [Minimum(0, Exclusive = true), Maximum(1)]
    [Description("Largest part of a model's demand in one domain, 0 to 1; one replica is always allowed.")]
    public double? MaxShare { get; set; }

    [Minimum(1), Maximum(10_000)]
    [Description("Largest difference in replicas between two domains the model can run in.")]
    public int? MaxSkew { get; set; }

    [Default]
    [Description("What to do when the rule cannot be met.")]
    public UnsatisfiableAction WhenUnsatisfiable { get; set; } = UnsatisfiableAction.DoNotSchedule;
}
