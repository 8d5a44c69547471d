using Lepton.Api.Accelerators;
using Lepton.Api.Models;

namespace Lepton.Api.Validation;

/// <summary>GPU types and other devices.</summary>
internal static class ModelAcceleratorRules
{
    /// <summary>The load of a replica is known up to a billionth.</summary>
    private const double LeastHeadroom = 1 + 1e-6;

    public static void Check(Checks checks, LeptonModelSpec spec)
    {
        checks.Unique("spec.accelerators", spec.Accelerators, a => a.Name, "GPU type");
        for (var i = 0; i < (spec.Accelerators?.Count ?? 0); i++)
            CheckOne(checks, $"spec.accelerators[{i}]", spec.Accelerators![i]);
        CheckQueues(checks, spec.Accelerators ?? []);
    }

    /// <summary>A type whose response time nobody knows must not look as if nobody waited there.</summary>
    private static void CheckQueues(Checks checks, List<ModelAccelerator> accelerators)
    {
        for (var i = 0; i < accelerators.Count; i++)
        {
            var (field, rate, most) = ($"spec.accelerators[{i}].serviceRate", accelerators[i].ServiceRate, accelerators[i].Throughput);
            checks.Positive(field, rate, 1e9, "units per second");
            checks.That(rate is null || rate >= most * LeastHeadroom, field, rate, most is null ? "nothing without throughput" : FormattableString.Invariant($"a number above throughput, which is {most}"));
            checks.That(rate is not null || accelerators.TrueForAll(a => a.ServiceRate is null), field, null, "units per second that one replica would serve without a pause, because another type has it");
        }
    }

    private static void CheckOne(Checks checks, string field, ModelAccelerator accelerator)
    {
        if (accelerator.ResourceName is not { } resource)
            checks.KnownAccelerator($"{field}.name", accelerator.Name, ", or resourceName as well for another device");
        else
            CheckResource(checks, field, accelerator.Name, resource);
        checks.Range($"{field}.count", accelerator.Count, 1, 32, "a number of GPUs on one node");
        checks.Positive($"{field}.throughput", accelerator.Throughput, 1e9, "units per second");
        checks.Labels($"{field}.nodeSelector", accelerator.NodeSelector);
    }

    /// <summary>A known GPU's name decides its price: on another resource (a slice, say) it would be counted as the whole GPU.</summary>
    private static void CheckResource(Checks checks, string field, string name, string resource)
    {
        checks.That(resource.Contains('/', StringComparison.Ordinal) && NameChecks.IsLabelKey(resource), $"{field}.resourceName", resource, "an extended resource, such as xilinx.com/fpga");
        if (AcceleratorCatalog.TryGet(name) is { } known)
            checks.That(known.ResourceName == resource, $"{field}.resourceName", resource, $"{known.ResourceName}, which is {name}'s resource, or another name than {name}");
    }
}
