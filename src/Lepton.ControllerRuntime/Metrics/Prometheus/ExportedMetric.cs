namespace Lepton.ControllerRuntime.Metrics.Prometheus;

/// <summary>One name on the page of metrics.</summary>
/// <param name="Name">As queries say it: of a counter with <c>_total</c>, of a histogram without <c>_bucket</c>.</param>
/// <param name="Type">counter, gauge or histogram.</param>
/// <param name="Help">What it counts.</param>
/// <param name="Meter">Who counts it.</param>
public sealed record ExportedMetric(string Name, string Type, string Help, string Meter)
{
    internal static ExportedMetric Of(MetricFamily family) => new(
        family.Kind == MetricKind.Counter ? family.Name + "_total" : family.Name, family.Kind.ToString().ToLowerInvariant(), family.Help, family.Instrument.Meter.Name);
}
