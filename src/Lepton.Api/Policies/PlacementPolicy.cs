using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Schema;

namespace Lepton.Api.Policies;

/// <summary>Where models may run and what is weighed against cost. Cluster-scoped; a model names one, or gets the one called <see cref="DefaultName"/>.</summary>
[KubernetesEntity(Group = LeptonApi.Group, ApiVersion = LeptonApi.Version, Kind = "PlacementPolicy", PluralName = "placementpolicies", Namespaced = false)]
[ResourceNames(ShortNames = ["lpp"], Categories = [LeptonApi.Category])]
[PrinterColumn("Models", "integer", ".status.models", Description = "Models under this policy.")]
[PrinterColumn("$/h", "number", ".status.hourlyCost", Description = "Dollars per hour of all models under this policy.")]
[PrinterColumn("Budget", "number", ".spec.budget.hourlyCost", Description = "Largest cost per hour allowed.")]
[PrinterColumn("Rebalance", "string", ".spec.rebalance.mode", Description = "Whether models move when it pays.")]
[PrinterColumn("Failover", "string", ".spec.failover.mode", Priority = 1, Description = "Whether models leave a lost cluster.")]
[PrinterColumn("Ready", "string", ".status.conditions[?(@.type==\"Ready\")].status", Description = "Whether the policy makes sense.")]
[PrinterColumn("Age", "date", ".metadata.creationTimestamp")]
[Description("PlacementPolicy says where models may run, how they are spread and what is weighed against cost.")]
public sealed class PlacementPolicy : KubernetesObject, ISpec<PlacementPolicySpec>, IStatus<PlacementPolicyStatus>
{
    /// <summary>The policy of models that name none. When it does not exist, the defaults of an empty policy hold.</summary>
    public const string DefaultName = "default";

    [Description("The rules.")]
    public PlacementPolicySpec Spec { get; set; } = new();

    [Description("What the operator reports about the policy.")]
    public PlacementPolicyStatus? Status { get; set; }
}

/// <summary>What is observed of a <see cref="PlacementPolicy"/>. Written by the operator only.</summary>
public sealed class PlacementPolicyStatus
{
    [Minimum(0)]
    [Description("The metadata.generation this status is about.")]
    public long? ObservedGeneration { get; set; }

    [ListMap("type"), Count(16)]
    [Description("Ready: the specification makes sense and is in force.")]
    public List<V1Condition>? Conditions { get; set; }

    [Description("Number of models under this policy.")]
    public int? Models { get; set; }

    [Description("Dollars per hour of all models under this policy.")]
    public double? HourlyCost { get; set; }
}
