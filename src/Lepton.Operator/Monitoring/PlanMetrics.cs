using System.Diagnostics.Metrics;
using Lepton.ControllerRuntime.Metrics;

namespace Lepton.Operator.Monitoring;

/// <summary>Plans, counted and measured.</summary>
internal static class PlanMetrics
{
    private static readonly Counter<long> Plans = OperatorMeter.Meter.CreateCounter<long>(
        "lepton_plans_total", description: "Looks at the fleet by result: Changed (something was decided), Unchanged, Same (nothing that matters had changed), Waiting (something was not read yet), Failed.");

    private static readonly Histogram<double> Duration = OperatorMeter.Meter.CreateHistogram(
        "lepton_plan_duration_seconds", null, "Time of a plan by phase, in seconds: plan (from the picture of the fleet to what is to be), save (until all of it is stored).", null, OperatorMeter.WorkBuckets);

    static PlanMetrics()
    {
        foreach (var result in Enum.GetValues<PlanResult>())
            MetricSeries.Declare(Plans, OperatorMeter.Tag("result", result.ToString()));
        foreach (var phase in new[] { "plan", "save" })
            MetricSeries.Declare(Duration, OperatorMeter.Tag("phase", phase));
    }

    public static void Ended(PlanResult result) => Plans.Add(1, OperatorMeter.Tag("result", result.ToString()));

    public static void Took(string phase, TimeSpan duration) => Duration.Record(duration.TotalSeconds, OperatorMeter.Tag("phase", phase));
}

/// <summary>How a look at the fleet ended.</summary>
internal enum PlanResult
{
    Changed,
    Unchanged,
    Same,
    Waiting,
    Failed,
}
