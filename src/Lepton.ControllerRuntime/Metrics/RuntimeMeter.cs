using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace Lepton.ControllerRuntime.Metrics;

/// <summary>The one meter of this library. Its instruments carry the names controller-runtime gives them, so that existing dashboards and alerts work.</summary>
public static class RuntimeMeter
{
    public const string Name = "Lepton.ControllerRuntime";

    /// <summary>10 ns to 1000 s by powers of ten, as client-go's work queues use.</summary>
    internal static readonly InstrumentAdvice<double> QueueBuckets = new()
    {
        HistogramBucketBoundaries = [1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1, 10, 100, 1000],
    };

    /// <summary>Makes the instruments of queues, informers, elections, events and admission exist, for those who list names before anything is measured.</summary>
    public static void Register()
    {
        foreach (var type in new[] { typeof(WorkQueueMetrics), typeof(ReflectorMetrics), typeof(LeaderElectionMetrics), typeof(EventMetrics), typeof(AdmissionMetrics) })
            RuntimeHelpers.RunClassConstructor(type.TypeHandle);
    }

    internal static Meter Meter { get; } = new(Name);

    internal static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
