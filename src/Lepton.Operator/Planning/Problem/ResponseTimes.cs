using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Placement;

namespace Lepton.Operator.Planning.Problem;

/// <summary>What the response time of a model's replicas is worth in $/hour: the policy's λ times the mean time a request stays at a replica, by the service rates of its GPU types.</summary>
internal static class ResponseTimes
{
    private const double MillisecondsPerSecond = 1000;

    /// <summary>Whether the model says what its queues are like: a demand, and the service rate of every type.</summary>
    public static bool Counts(LeptonModel model) =>
        model.Spec is { Workload: WorkloadKind.Inference, Demand: not null, Accelerators: { Count: > 0 } accelerators } && accelerators.TrueForAll(a => a.ServiceRate is not null && a.Throughput is not null);

    /// <summary>$/h per unit of demand and second. λ is for the mean of the whole model.</summary>
    public static double PerUnitSecond(LeptonModel model, PlacementPolicy? policy) =>
        Counts(model) && policy?.Spec.Objective.LatencyDollarsPerMillisecond is > 0 and var lambda && ModelDemandOf.Wanted(model) is > 0 and var wanted ? lambda * MillisecondsPerSecond / wanted : 0;

    /// <summary>$/h of replicas on one GPU type: the share of the demand they bear, each its even part.</summary>
    public static double Hourly(LeptonModel model, PlacementPolicy? policy, string? accelerator, int replicas)
    {
        if (PerUnitSecond(model, policy) is not (> 0 and var cost) || ModelDemandOf.Option(model, accelerator) is not { } option)
            return 0;
        var (wanted, throughput) = (ModelDemandOf.Wanted(model), option.Throughput!.Value);
        var seconds = new AcceleratorOption { Name = option.Name, Throughput = throughput, ServiceRate = option.ServiceRate }.ResponseSeconds(wanted);
        return cost * seconds * Math.Min(wanted, replicas * wanted / Math.Max(1, Math.Ceiling(wanted / throughput - 1e-9)));
    }
}
