using System.Diagnostics.Metrics;

namespace Lepton.Operator.Monitoring;

/// <summary>The meter of what the operator counts, as opposed to what it reads off when asked (<see cref="OperatorMetrics"/>).</summary>
internal static class OperatorMeter
{
    public const string Name = "Lepton.Operator";

    /// <summary>1 ms to 2 min: a plan of a dozen models, and one of ten thousand.</summary>
    public static readonly InstrumentAdvice<double> WorkBuckets = new() { HistogramBucketBoundaries = [0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120] };

    /// <summary>Half a second to a day: moves wait for nodes, images and weights.</summary>
    public static readonly InstrumentAdvice<double> MoveBuckets = new() { HistogramBucketBoundaries = [0.5, 1, 5, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 21600, 86400] };

    public static Meter Meter { get; } = new(Name);

    public static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
