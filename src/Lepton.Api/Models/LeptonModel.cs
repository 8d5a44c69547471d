using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Schema;

namespace Lepton.Api.Models;

/// <summary>A model to serve or to train, somewhere in the fleet. Namespaced.</summary>
[KubernetesEntity(Group = LeptonApi.Group, ApiVersion = LeptonApi.Version, Kind = "LeptonModel", PluralName = "leptonmodels")]
[ResourceNames(ShortNames = ["lm"], Categories = [LeptonApi.Category])]
[ScaleSubresource(".spec.replicas", ".status.replicas", LabelSelectorPath = ".status.selector")]
[PrinterColumn("Workload", "string", ".spec.workload", Description = "Inference or Training.")]
[PrinterColumn("Ready", "string", ".status.summary.ready", Description = "Ready replicas of those wanted.")]
[PrinterColumn("Where", "string", ".status.summary.placement", Description = "Member clusters and the replicas in each.")]
[PrinterColumn("GPU", "string", ".status.summary.accelerators", Description = "GPUs in use, by type.")]
[PrinterColumn("$/h", "number", ".status.cost.hourly", Description = "Dollars per hour.")]
[PrinterColumn("Scheduled", "string", ".status.conditions[?(@.type==\"Scheduled\")].status", Description = "Whether all replicas have a place.")]
[PrinterColumn("Reason", "string", ".status.conditions[?(@.type==\"Scheduled\")].reason", Description = "Why they have or have not.")]
[PrinterColumn("Policy", "string", ".spec.policyName", Priority = 1, Description = "The placement policy.")]
[PrinterColumn("Message", "string", ".status.conditions[?(@.type==\"Scheduled\")].message", Priority = 1, Description = "The same in a sentence.")]
[PrinterColumn("Age", "date", ".metadata.creationTimestamp")]
[ValidationRule("size(self.metadata.name) <= 52", Message = "the name must be at most 52 characters: names of objects in member clusters are made of it")]
[ValidationRule("self.metadata.name.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$')", Message = "the name must be lower case letters, digits and dashes, beginning with a letter: the Service in member clusters is called like it")]
[Description("LeptonModel is a model to serve or to train, placed in the member clusters where it is cheapest under its policy.")]
public sealed class LeptonModel : KubernetesObject, ISpec<LeptonModelSpec>, IStatus<LeptonModelStatus>
{
    [Description("What to run, how much of it and on which GPUs.")]
    public LeptonModelSpec Spec { get; set; } = new();

    [Description("Where it runs, what it costs and why.")]
    public LeptonModelStatus? Status { get; set; }
}
