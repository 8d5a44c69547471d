using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.CompilerServices;
using Lepton.ControllerRuntime.Metrics;
using Lepton.Kubernetes.Http;
using Lepton.Operator.Hosting;
using Lepton.Operator.Members;

namespace Lepton.Operator.Monitoring;

/// <summary>
/// What the operator says of the fleet while it leads, read off what it knows whenever somebody asks: nothing is kept or computed in between, and what is gone from the fleet is gone
/// from the page. A replica that does not lead shows none of it.
/// </summary>
internal sealed class OperatorMetrics : IDisposable
{
    /// <summary>Of the program.</summary>
    public static readonly string Version = typeof(OperatorMetrics).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";
    private readonly Meter _meter = new(OperatorMeter.Name);

    public OperatorMetrics(OperatorRuntime runtime, MetricsOptions options, TimeProvider time)
    {
        _meter.CreateObservableGauge("lepton_build_info", () => new Measurement<int>(1, OperatorMeter.Tag("version", Version)), description: "1, with the version of the operator that leads.");
        var fleet = new FreshReading<FleetReading>(() => FleetReading.Of(runtime.Hub.Models.All, options.ModelSeries, time.GetUtcNow()), time);
        var budgets = new FreshReading<IReadOnlyList<Budget>>(() => Budget.Of(runtime.Hub.Models.All, runtime.Hub.Policies, runtime.Hub.Providers), time);
        _ = new FleetMetrics(_meter, runtime.Hub, fleet, budgets);
        _ = new PlanFigureMetrics(_meter, () => runtime.LatestPlan, () => runtime.LastLook, () => runtime.Baselines);
        _ = new CapacityMetrics(_meter, new FreshReading<CapacityReading>(() => CapacityReading.Of(runtime.Hub.Providers), time));
        _ = new MemberMetrics(_meter, new FreshReading<MemberReading>(() => MemberReading.Of(ClusterOwners.Of(runtime.Hub.Providers), runtime.Members), time));
    }

    /// <summary>The meters behind <c>/metrics</c>.</summary>
    public static string[] MeterNames { get; } = [OperatorMeter.Name, RuntimeMeter.Name, ClientMetrics.MeterName];

    /// <summary>Makes all that is counted stand on the page from the start.</summary>
    public static void Register()
    {
        RuntimeMeter.Register();
        foreach (var type in new[] { typeof(MeasuredSolver), typeof(PlanMetrics), typeof(ApplyMetrics), typeof(Status.MoveMetrics), typeof(Rollouts.RolloutMetrics) })
            RuntimeHelpers.RunClassConstructor(type.TypeHandle);
    }

    public void Dispose() => _meter.Dispose();
}
