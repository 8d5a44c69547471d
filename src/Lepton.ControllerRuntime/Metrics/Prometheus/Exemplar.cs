using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Lepton.ControllerRuntime.Metrics.Prometheus;

/// <summary>One measurement and the trace it was made in, so that a dashboard leads from a slow bucket to what was slow.</summary>
/// <param name="Time">Seconds since the epoch.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Exemplar(ActivityTraceId Trace, ActivitySpanId Span, double Value, double Time)
{
    /// <summary>Null outside of a recorded trace.</summary>
    internal static Exemplar? Here(double value, TimeProvider time) => Activity.Current is { Recorded: true, IdFormat: ActivityIdFormat.W3C } current
        ? new Exemplar(current.TraceId, current.SpanId, value, time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0)
        : null;
}
