using Lepton.Kubernetes.Schema;

namespace Lepton.Api.Models;

/// <summary>A GPU type (or another device) a model runs on.</summary>
[ValidationRule("!has(self.serviceRate) || (has(self.throughput) && self.serviceRate > self.throughput)", Message = "serviceRate must be above throughput: a queue that is given all it can serve grows for ever", FieldPath = ".serviceRate")]
public sealed class ModelAccelerator
{
    [Length(1, 63), Pattern(Patterns.Accelerator)]
    [Description("Canonical GPU name, such as H100, A100-80GB, L40S, L4, A10G or T4; any name together with resourceName.")]
    public string Name { get; set; } = "";

    [Default, Minimum(1), Maximum(32)]
    [Description("GPUs per replica, all on one node.")]
    public int Count { get; set; } = 1;

    [Minimum(0, Exclusive = true), Maximum(1_000_000_000)]
    [Description("Units of work per second that one replica does on this type. The unit is yours (tokens, requests, images), the same for all types and in demand.")]
    public double? Throughput { get; set; }

    [Minimum(0, Exclusive = true), Maximum(1_000_000_000)]
    [Description("Units per second that one replica would serve without a pause: above throughput, which is the most it is given. With it the policy's latencyDollarsPerMillisecond counts the response time of each replica's queue at its load, too. All types have it, or none.")]
    public double? ServiceRate { get; set; }

    [Count(32), Length(63)]
    [Description("Only nodes with these labels, in addition to those that tell the GPU type.")]
    public Dictionary<string, string>? NodeSelector { get; set; }

    [Length(1, 316), Pattern(Patterns.ExtendedResource)]
    [Description("The extended resource that is requested. Without it the GPU's own, such as nvidia.com/gpu. For FPGAs and other devices give it, such as xilinx.com/fpga.")]
    public string? ResourceName { get; set; }
}

/// <summary>How much work is wanted.</summary>
public sealed class ModelDemand
{
    [Minimum(0, Exclusive = true), Maximum(1_000_000_000_000)]
    [Description("Units of work per second, in the unit of accelerators[].throughput.")]
    public double UnitsPerSecond { get; set; }
}
