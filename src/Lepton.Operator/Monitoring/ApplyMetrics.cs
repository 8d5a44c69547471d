using System.Diagnostics.Metrics;
using Lepton.ControllerRuntime.Metrics;

namespace Lepton.Operator.Monitoring;

/// <summary>How long it takes to make members what was decided.</summary>
internal sealed class ApplyMetrics(TimeProvider time)
{
    private static readonly string[] Results = ["Applied", "Refused", "Failed"];

    private static readonly Histogram<double> Duration = OperatorMeter.Meter.CreateHistogram(
        "lepton_apply_duration_seconds", null, "Time to make one member what was decided of one model, in seconds, by result: Applied, Refused (something is in the way; the model's condition Applied says what), Failed (tried again).", null, OperatorMeter.WorkBuckets);

    private static readonly Histogram<double> Latency = OperatorMeter.Meter.CreateHistogram(
        "lepton_decision_to_applied_seconds", null, "Time from a decision until the member has all of it, in seconds.", null, OperatorMeter.WorkBuckets);

    private readonly DateTimeOffset _since = time.GetUtcNow();

    /// <summary>A member is there: its series begin at zero.</summary>
    public static void Declare(string cluster)
    {
        MetricSeries.Declare(Latency, OperatorMeter.Tag("cluster", cluster));
        foreach (var result in Results)
            MetricSeries.Declare(Duration, OperatorMeter.Tag("cluster", cluster), OperatorMeter.Tag("result", result));
    }

    /// <summary>The member is no longer part of the fleet.</summary>
    public static void Retire(string cluster)
    {
        MetricSeries.Retire(Latency, OperatorMeter.Tag("cluster", cluster));
        MetricSeries.Retire(Duration, OperatorMeter.Tag("cluster", cluster));
    }

    public static void Took(string cluster, bool? applied, TimeSpan duration) => Duration.Record(
        duration.TotalSeconds, OperatorMeter.Tag("cluster", cluster), OperatorMeter.Tag("result", Results[applied switch { true => 0, false => 1, null => 2 }]));

    /// <summary>All that was decided at a time is in place. Decisions made before this process began are none of its doing.</summary>
    public void Arrived(string cluster, DateTimeOffset decided)
    {
        if (decided >= _since)
            Latency.Record(Math.Max(0, (time.GetUtcNow() - decided).TotalSeconds), OperatorMeter.Tag("cluster", cluster));
    }
}
