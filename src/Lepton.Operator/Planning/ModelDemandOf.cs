using Lepton.Api.Models;

namespace Lepton.Operator.Planning;

/// <summary>How much a model wants and what one replica gives, in the model's own unit.</summary>
internal static class ModelDemandOf
{
    private const double GiB = 1024.0 * 1024 * 1024;

    /// <summary>Units per second, or replicas when the model counts replicas.</summary>
    public static double Wanted(LeptonModel model) => model.Spec.Workload == WorkloadKind.Training
        ? model.Spec.Training?.Parallelism ?? 1
        : Scaling.MemberScaling.Applies(model) ? Scaling.MemberScaling.Wanted(model)
        : model.Spec.Demand?.UnitsPerSecond ?? model.Spec.Replicas ?? 1;

    /// <summary>Units one replica serves on this GPU type; 1 when the model counts replicas.</summary>
    public static double Throughput(LeptonModel model, string? accelerator) => model.Spec.Demand is null || model.Spec.Workload == WorkloadKind.Training
        ? 1
        : Option(model, accelerator)?.Throughput ?? 1;

    public static ModelAccelerator? Option(LeptonModel model, string? accelerator) =>
        model.Spec.Accelerators?.FirstOrDefault(a => string.Equals(PoolName(a), accelerator, StringComparison.Ordinal));

    /// <summary>The name by which pools know this accelerator: a GPU's canonical name, or the resource of another device.</summary>
    public static string PoolName(ModelAccelerator accelerator) =>
        accelerator.ResourceName is { Length: > 0 } resource && !Pools.NodeShape.IsGpu(resource) ? resource : accelerator.Name;

    public static double Cpu(LeptonModel model) => Amount(model, "cpu");

    public static double MemoryGiB(LeptonModel model) => Amount(model, "memory") / GiB;

    private static double Amount(LeptonModel model, string name)
    {
        var resources = model.Spec.Resources;
        if (resources?.Requests is { } requests && requests.TryGetValue(name, out var request))
            return request.ToDouble();
        return resources?.Limits is { } limits && limits.TryGetValue(name, out var limit) ? limit.ToDouble() : 0;
    }
}
