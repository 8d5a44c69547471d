namespace Lepton.ControllerRuntime.Metrics.Prometheus;

internal enum MetricKind
{
    Counter,
    Gauge,
    Histogram,
}
