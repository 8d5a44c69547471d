using System.Text.Json.Nodes;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Simulation.Workloads;

namespace Lepton.Sandbox.Simulation.Disruption;

/// <summary>What a PodDisruptionBudget allows at the moment (kubernetes/pkg/controller/disruption).</summary>
/// <param name="Expected">Pods it is reckoned against.</param>
/// <param name="Desired">Pods that must be healthy.</param>
/// <param name="Healthy">Pods that are.</param>
internal readonly record struct DisruptionBudget(long Expected, long Desired, long Healthy)
{
    public long Allowed => Expected <= 0 ? 0 : Math.Max(0, Healthy - Desired);

    /// <param name="pods">Pods the budget selects.</param>
    /// <param name="scale">Replicas all their controllers ask for.</param>
    /// <param name="disrupted">Pods evicted a moment ago, which count as gone already.</param>
    public static DisruptionBudget Of(JsonObject? spec, IReadOnlyList<PodView> pods, long scale, IReadOnlySet<string> disrupted)
    {
        var living = pods.Where(static pod => !pod.Terminal).ToList();
        var (expected, desired) = Goal(spec, living.Count, scale);
        var healthy = living.Count(pod => pod is { Ready: true, Deleting: false } && !disrupted.Contains(pod.Name));
        return new DisruptionBudget(expected, desired, healthy);
    }

    private static (long Expected, long Desired) Goal(JsonObject? spec, long pods, long scale)
    {
        if (spec?["maxUnavailable"] is { } unavailable)
            return (scale, Math.Max(0, scale - RolloutBounds.Resolve(unavailable, scale, roundUp: true)));
        if (spec?["minAvailable"] is not { } available)
            return (pods, 0);
        return JsonReading.Number(available) is { } number ? (pods, number) : (scale, RolloutBounds.Resolve(available, scale, roundUp: true));
    }
}
