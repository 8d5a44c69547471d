using Lepton.Api.Policies;
using Lepton.Kubernetes.Schema;

namespace Lepton.Api.Models;

/// <summary>The desired state of a <see cref="LeptonModel"/>.</summary>
[ValidationRule("self.workload == 'Training' || has(self.replicas) != has(self.demand)", Message = "exactly one of replicas and demand must be given for Inference")]
[ValidationRule("self.workload != 'Training' || (!has(self.replicas) && !has(self.demand))", Message = "the size of a Training model is training.parallelism: replicas and demand must not be given")]
[ValidationRule("self.workload != 'Training' || (!has(self.scaling) && !has(self.service))", Message = "scaling and service are for Inference: a training run has a fixed size and a headless service of its own")]
[ValidationRule("self.workload == 'Training' || !has(self.training)", Message = "training is for workload Training", FieldPath = ".training")]
[ValidationRule("!has(self.demand) || (has(self.accelerators) && self.accelerators.all(a, has(a.throughput)))", Message = "demand needs accelerators, each with its throughput: the number of replicas follows from both")]
[ValidationRule("!has(self.accelerators) || self.accelerators.all(a, has(a.serviceRate)) || !self.accelerators.exists(a, has(a.serviceRate))", Message = "all accelerators have a serviceRate, or none: without it one would look as if nobody waited there", FieldPath = ".accelerators")]
[ValidationRule("!has(self.volumeMounts) || self.volumeMounts.all(m, has(self.volumes) && self.volumes.exists(v, v.name == m.name))", Message = "each of volumeMounts must name one of volumes")]
public sealed partial class LeptonModelSpec
{
    [Default]
    [ValidationRule("self == oldSelf", Message = "workload is immutable: make a new model instead", Reason = "FieldValueForbidden")]
    [Description("Whether the model is served or trained. Cannot be changed.")]
    public WorkloadKind Workload { get; set; } = WorkloadKind.Inference;

    [ListMap("name"), Count(16)]
    [Description("Acceptable GPU types, in no order: prices and throughput decide. Without any the model runs on CPUs.")]
    public List<ModelAccelerator>? Accelerators { get; set; }

    [Minimum(0), Maximum(10_000)]
    [Description("Number of replicas wanted. Either this or demand, for Inference.")]
    public int? Replicas { get; set; }

    [Description("Work wanted; the number of replicas follows from the throughput of the GPU types they run on.")]
    public ModelDemand? Demand { get; set; }

    [Description("Autoscaling within the member clusters.")]
    public ModelScaling? Scaling { get; set; }

    [Default]
    [Description("Time from the start of a replica until it serves (pulling the image, loading weights), such as 5m. While a model moves both sides run, and are paid, for so long.")]
    public Duration LoadTime { get; set; } = "5m";

    [Description("When the model may move because it pays, besides what its policy says.")]
    public ModelRebalance? Rebalance { get; set; }

    [Description("How new revisions of this model go out and how many are kept, besides what its policy says.")]
    public ModelRollout? Rollout { get; set; }

    [Description("How a Training model runs.")]
    public ModelTraining? Training { get; set; }

    [Description("Where the model's data is and how much of it flows.")]
    public ModelDataset? Dataset { get; set; }

    [Description("The Service in each member cluster. Without it, one of type ClusterIP over all of ports.")]
    public ModelService? Service { get; set; }

    [Length(1, 253), Pattern(Patterns.DnsSubdomain)]
    [Description("The PlacementPolicy. Without it, the one called default.")]
    public string? PolicyName { get; set; }

    [Default, Minimum(-1_000_000), Maximum(1_000_000)]
    [Description("When capacity or budget is short, higher numbers are placed first.")]
    public int Priority { get; set; }

    [Description("Ceiling over this model.")]
    public CostBudget? Budget { get; set; }

    [ListMap("kind", "name"), Count(64)]
    [Description("Objects of the model's namespace that go along to the member clusters.")]
    public List<PropagatedObject>? Propagate { get; set; }

    [Default]
    [Description("Nothing is run while true; the object and its history stay.")]
    public bool Suspend { get; set; }

    [Default]
    [Description("What happens in the member clusters when the model is deleted.")]
    public DeletionPolicy DeletionPolicy { get; set; } = DeletionPolicy.Delete;

    [Default]
    [Description("What happens when a member cluster already has an object of the same name.")]
    public AdoptionPolicy AdoptionPolicy { get; set; } = AdoptionPolicy.IfOwned;
}
