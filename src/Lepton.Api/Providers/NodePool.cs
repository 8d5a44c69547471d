using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Schema;

namespace Lepton.Api.Providers;

/// <summary>Nodes of one shape that an autoscaler can add.</summary>
[ValidationRule("has(self.accelerator) == (self.gpusPerNode > 0)", Message = "accelerator and gpusPerNode belong together: give both, or neither for a pool without GPUs")]
public sealed class NodePool
{
    [Length(1, 63), Pattern(Patterns.DnsLabel)]
    [Description("Name of the pool, unique in its cluster.")]
    public string Name { get; set; } = "";

    [Length(1, 128), Pattern(Patterns.Device)]
    [Description("Canonical GPU name, such as L4, or the extended resource of another device, such as xilinx.com/fpga. Without it the pool has no GPUs.")]
    public string? Accelerator { get; set; }

    [Default, Minimum(0), Maximum(32)]
    [Description("GPUs (or devices) on each node.")]
    public int GpusPerNode { get; set; }

    [Description("CPU on each node that pods can have, such as 96 or 95500m.")]
    public Quantity Cpu { get; set; }

    [Description("Memory on each node that pods can have, such as 1100Gi.")]
    public Quantity Memory { get; set; }

    [Length(1, 63), Pattern(Patterns.Word)]
    [Description("The cloud's instance type, such as p5.48xlarge. Prices are looked up by it.")]
    public string? InstanceType { get; set; }

    [Default]
    [Description("On what terms the nodes are bought.")]
    public CapacityKind CapacityType { get; set; } = CapacityKind.OnDemand;

    [Minimum(0), Maximum(10_000)]
    [Description("Largest number of nodes the autoscaler may run; those that exist count.")]
    public int MaxNodes { get; set; }

    [Count(32), Length(63)]
    [Description("Labels the nodes of this pool carry. Existing nodes that carry them are of this pool, and replicas placed in it select by them.")]
    public Dictionary<string, string>? NodeSelector { get; set; }

    [ListMap("key", "effect"), Count(32)]
    [Description("Taints the nodes of this pool carry. Only models whose policy tolerates them are placed here; those that clouds put on GPU and spot nodes are tolerated by all.")]
    public List<ClusterTaint>? Taints { get; set; }
}
