using Lepton.ControllerRuntime.Metrics.Prometheus;
using Lepton.EndToEnd.Harness;
using Lepton.Kubernetes.Config;
using Lepton.Kubernetes.Http;
using Lepton.Operator.Hosting;
using Lepton.Operator.Members;
using Lepton.Operator.Monitoring;
using Lepton.Operator.Planning;
using Lepton.Operator.Webhooks;
using Lepton.Placement;
using Lepton.Testing.Logging;
using NSubstitute;

namespace Lepton.EndToEnd.Monitoring;

/// <summary>What the operator exports, from its code; and the labels of each, from <c>metrics.tsv</c>, which a run is compared with.</summary>
internal static class ExportedNames
{
    private static readonly string[][] Table = [.. File.ReadAllLines(Repository.PathOf("tests", "Lepton.EndToEnd", "Monitoring", "metrics.tsv")).Where(l => l.Length > 0 && l[0] != '#').Select(l => l.Split('\t'))];

    /// <summary>Names, types and help.</summary>
    public static IReadOnlyList<ExportedMetric> Metrics { get; } = Read();

    /// <summary>Labels by name of the metric.</summary>
    public static IReadOnlyDictionary<string, string[]> Labels { get; } =
        Table.Where(l => l[0][0] != '@').ToDictionary(l => l[0], l => l[1].Split(' ', StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);

    /// <summary>What labels mean, and what bounds the number of their values.</summary>
    public static IReadOnlyList<(string Label, string Meaning, string Bound)> Meanings { get; } = [.. Table.Where(l => l[0][0] == '@').Select(l => (l[0][1..], l[1], l[2]))];

    /// <summary>The metric behind a name of a query: of histograms there are buckets, a sum and a count.</summary>
    public static (string Metric, string[] Labels)? Find(string name)
    {
        if (Labels.TryGetValue(name, out var labels))
            return (name, labels);
        foreach (var suffix in new[] { "_bucket", "_sum", "_count" })
        {
            if (name.EndsWith(suffix, StringComparison.Ordinal) && Metrics.FirstOrDefault(m => m.Name == name[..^suffix.Length]) is { Type: "histogram" } histogram)
                return (histogram.Name, suffix == "_bucket" ? [.. Labels[histogram.Name], "le"] : Labels[histogram.Name]);
        }

        return null;
    }

    /// <summary>An operator that was made and not started has all names.</summary>
    private static IReadOnlyList<ExportedMetric> Read()
    {
        OperatorMetrics.Register();
        using var exporter = new PrometheusExporter(OperatorMetrics.MeterNames);
        var client = Substitute.For<IKubernetesClient>();
        var members = new MemberOptions();
        var runtime = new OperatorRuntime(
            client, new MemberSource(client, () => client, members), "hub", Substitute.For<ControllerRuntime.Events.IEventRecorder>(), new PlacementSolver(), members, new PlannerOptions(), new LogCollector(), TimeProvider.System);
        using var metrics = new OperatorMetrics(runtime, new MetricsOptions(), TimeProvider.System);
        using var meter = new System.Diagnostics.Metrics.Meter(OperatorMeter.Name);
        CertificateKeeper.Describe(meter, () => []);
        return exporter.Metrics;
    }
}
