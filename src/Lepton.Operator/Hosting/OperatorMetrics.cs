using System.Diagnostics.Metrics;
using Lepton.ControllerRuntime.Metrics;
using Lepton.Operator.State;

namespace Lepton.Operator.Hosting;

/// <summary>What the operator says of the fleet in numbers, read off the newest plan and the members when asked.</summary>
internal sealed class OperatorMetrics : IDisposable
{
    public const string MeterName = "Lepton.Operator";
    private readonly Meter _meter = new(MeterName);

    public OperatorMetrics(OperatorRuntime runtime)
    {
        _meter.CreateObservableGauge("lepton_models", () => runtime.Hub.Models.All.Count, description: "LeptonModels in the hub.");
        _meter.CreateObservableGauge("lepton_hourly_cost_dollars", () => runtime.LatestPlan?.Cost ?? 0, description: "Dollars per hour of everything placed.");
        _meter.CreateObservableGauge("lepton_plan_gap_ratio", () => runtime.LatestPlan?.Gap ?? 0, description: "Certified distance of the last solution to the optimum, 0 to 1.");
        _meter.CreateObservableGauge(
            "lepton_unplaced_models", () => runtime.LatestPlan?.Unplaced ?? 0, description: "Models some or all of which has no place.");
        _meter.CreateObservableGauge("lepton_member_reachable", () => Members(runtime), description: "1 for members that answer and were read, else 0.");
    }

    /// <summary>The meters behind <c>/metrics</c>.</summary>
    public static string[] MeterNames { get; } = [MeterName, Status.MoveMetrics.MeterName, Rollouts.RolloutMetrics.MeterName, RuntimeMeter.Name, "Lepton.Kubernetes"];

    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<int>> Members(OperatorRuntime runtime) => runtime.Hub.Providers
        .SelectMany(p => p.Spec.Clusters ?? [])
        .Select(c => c.Name).Distinct(StringComparer.Ordinal)
        .Select(c => new Measurement<int>(runtime.Members.HealthOf(c)?.Health == MemberHealth.Healthy ? 1 : 0, new KeyValuePair<string, object?>("cluster", c)));
}
