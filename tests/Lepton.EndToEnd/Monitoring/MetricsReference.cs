using System.Text;
using Lepton.ControllerRuntime.Metrics.Prometheus;
using Lepton.EndToEnd.Harness;
using Xunit;

namespace Lepton.EndToEnd.Monitoring;

/// <summary><c>docs/reference/metrics.md</c> is made from the code.</summary>
public sealed class MetricsReference
{
    private const string Document = "docs/reference/metrics.md";

    private static readonly (string Meter, string Title, string Text)[] Sections =
    [
        ("Lepton.Operator", "The fleet and the operator's work", "`lepton_*`. Figures that are read off the fleet (gauges) are there on the replica that leads; what is counted and measured stands on every replica, at zero from the start."),
        ("Lepton.ControllerRuntime", "Queues, caches, leadership, webhooks, process", "Under the names that client-go, controller-runtime and Prometheus' client libraries give them, where they have one."),
        ("Lepton.Kubernetes", "Requests to API servers", "Of the hub and of every member. Series of a server are gone when nobody asks it any more."),
    ];

    [Fact]
    public void The_page_is_what_the_code_says()
    {
        var page = Page();
        if (Environment.GetEnvironmentVariable("LEPTON_WRITE_DOCS") == "1")
            File.WriteAllText(Repository.PathOf(Document), page);
        Assert.True(page == File.ReadAllText(Repository.PathOf(Document)), $"{Document} is not what the code says: run 'make docs' and commit it");
    }

    private static string Page()
    {
        var text = new StringBuilder("""
            # Metrics

            What `lepton-operator` serves at `/metrics` (`--metrics-bind-address`, `:8080`), as Prometheus text or OpenMetrics, whichever is asked for; OpenMetrics carries
            exemplars while traces are recorded. [How to watch the operator](../how-to/monitoring.md) has the dashboards, alerts and traces. Made by `make docs` from the
            code and `tests/Lepton.EndToEnd/Monitoring/metrics.tsv`; a run of the operator is compared with it.

            Money is in dollars, time in seconds. Labels are bounded: models have series of their own up to `Metrics:ModelSeries` (500) of them; beyond that figures are
            added up by namespace, and with more namespaces than that over all. `lepton_metrics_model_detail` says which it is. What goes away takes its series along.

            """);
        foreach (var (meter, title, about) in Sections)
        {
            text.Append($"\n## {title}\n\n{about}\n\n| metric | type | labels | meaning |\n| --- | --- | --- | --- |\n");
            foreach (var metric in ExportedNames.Metrics.Where(m => m.Meter == meter))
                text.Append($"| `{metric.Name}` | {metric.Type} | {LabelsOf(metric)} | {metric.Help.Replace("<", "&lt;", StringComparison.Ordinal)} |\n");
        }

        text.Append("\n## Labels\n\n| label | meaning | as many values as |\n| --- | --- | --- |\n");
        foreach (var (label, meaning, bound) in ExportedNames.Meanings.OrderBy(m => m.Label, StringComparer.Ordinal))
            text.Append($"| `{label}` | {meaning} | {bound} |\n");
        return text.ToString();
    }

    private static string LabelsOf(ExportedMetric metric) => string.Join(", ", ExportedNames.Labels.GetValueOrDefault(metric.Name, []).Select(l => $"`{l}`"));
}
