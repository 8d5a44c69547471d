using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Lepton.EndToEnd.Harness;
using Xunit;

namespace Lepton.EndToEnd.Monitoring;

/// <summary>Every name that dashboards and alerts use is one that the operator exports.</summary>
public sealed partial class NameTests
{
    [Fact]
    public void Every_metric_has_its_labels_written_down_and_no_other_has() =>
        Assert.Equal(ExportedNames.Metrics.Select(m => m.Name).Order(StringComparer.Ordinal), ExportedNames.Labels.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Every_metric_says_what_it_is() =>
        Assert.Empty(ExportedNames.Metrics.Where(m => m.Help.Length < 10).Select(m => m.Name));

    [Fact]
    public void Every_label_is_explained_with_what_bounds_its_values() =>
        Assert.Equal(ExportedNames.Labels.Values.SelectMany(l => l).Distinct().Order(StringComparer.Ordinal), ExportedNames.Meanings.Select(m => m.Label).Order(StringComparer.Ordinal));

    [Fact]
    public void Queries_of_dashboards_use_exported_names() => Assert.Empty(Dashboards.Queries.SelectMany(q => Unknown(q.Expression).Select(u => $"{q}: {u}")));

    [Fact]
    public void Alerts_use_exported_names() => Assert.Empty(Dashboards.Alerts.SelectMany(a => Unknown((string)a["expr"]!).Select(u => $"{a["alert"]}: {u}")));

    [Fact]
    public void Variables_offer_labels_that_their_metric_has()
    {
        Assert.Equal(7, Dashboards.Variables.Count);
        Assert.All(Dashboards.Variables, v =>
        {
            var values = LabelValues().Match(v.Expression);
            Assert.True(values.Success, $"{v} is no label_values(metric, label)");
            Assert.Empty(Unknown(values.Groups["metric"].Value));
            Assert.Contains(values.Groups["label"].Value, ExportedNames.Find(PromQuery.Parse(values.Groups["metric"].Value).Metrics.Single())!.Value.Labels);
        });
    }

    [Fact]
    public void Legends_and_texts_of_alerts_name_labels_that_are_left()
    {
        var legends = Dashboards.Panels.SelectMany(p => p["targets"]!.AsArray()).Where(t => t!["legendFormat"] is not null);
        Assert.Empty(legends.SelectMany(t => Placeholders().Matches((string)t!["legendFormat"]!).Select(m => m.Groups["label"].Value)
            .Where(l => !Regex.IsMatch((string)t["expr"]!, $@"\b{l}\b")
                && !PromQuery.Parse((string)t["expr"]!).Metrics.All(m => l is "instance")).Select(l => $"{t["expr"]} has no {l}")));
        Assert.Empty(Dashboards.Alerts.SelectMany(a => Placeholders().Matches(a["annotations"]!.ToJsonString()).Select(m => m.Groups["label"].Value)
            .Where(l => !PromQuery.Parse((string)a["expr"]!).Labels.Contains(l)).Select(l => $"{a["alert"]} has no {l}")));
    }

    [Fact]
    public void Panels_have_titles_units_and_room()
    {
        Assert.True(Dashboards.Panels.Count >= 60, $"{Dashboards.Panels.Count} panels");
        Assert.All(Dashboards.Panels, p => Assert.True(((string?)p["title"])?.Length > 2 && p["datasource"]!["uid"]!.ToString() == "${datasource}", p.ToJsonString()));
        foreach (var dashboard in Dashboards.Documents)
        {
            var taken = new HashSet<(int X, int Y)>();
            foreach (var place in dashboard["panels"]!.AsArray().Select(p => p!["gridPos"]!))
                Assert.All(Cells(place), cell => Assert.True(cell.X < 24 && taken.Add(cell), $"{dashboard["title"]}: two panels at {cell}"));
            Assert.Equal(dashboard["panels"]!.AsArray().Count, dashboard["panels"]!.AsArray().Select(p => (int)p!["id"]!).Distinct().Count());
        }
    }

    /// <summary>The parser that these tests rest on.</summary>
    [Theory]
    [InlineData("sum by (a, b) (rate(m_total{c=~\"x|y{z}\",d!=\"\"}[5m])) * on (e) group_left(f) n > 0", "m_total n", "a b c d e f")]
    [InlineData("histogram_quantile(0.95, sum by (le) (rate(h_bucket[$__rate_interval])))", "h_bucket", "le")]
    [InlineData("max(g) or vector(0) unless h offset 1h", "g h", "")]
    [InlineData("time() - p and on (instance) q{name=\"by (x)\"}", "p q", "instance name")]
    public void Names_are_found_in_queries(string query, string metrics, string labels)
    {
        var found = PromQuery.Parse(query.Replace("offset 1h", "offset 5m", StringComparison.Ordinal));
        Assert.Equal((metrics, labels), (string.Join(' ', found.Metrics.Order(StringComparer.Ordinal)), string.Join(' ', found.Labels.Order(StringComparer.Ordinal))));
    }

    /// <summary>Names that are not exported, and labels that none of the expression's metrics has.</summary>
    private static IEnumerable<string> Unknown(string expression)
    {
        var query = PromQuery.Parse(expression);
        if (query.Metrics.Count == 0)
            yield return "it asks for no metric";
        // Given to every series by Prometheus itself.
        var labels = new HashSet<string>(StringComparer.Ordinal) { "instance", "job", "pod" };
        foreach (var name in query.Metrics)
        {
            if (ExportedNames.Find(name) is { } metric)
                labels.UnionWith(metric.Labels);
            else
                yield return $"{name} is not exported";
        }

        foreach (var label in query.Labels.Where(l => !labels.Contains(l)))
            yield return $"no label {label}";
    }

    private static IEnumerable<(int X, int Y)> Cells(JsonNode place) =>
        from x in Enumerable.Range((int)place["x"]!, (int)place["w"]!) from y in Enumerable.Range((int)place["y"]!, (int)place["h"]!) select (x, y);

    [GeneratedRegex(@"^label_values\((?<metric>.*), (?<label>\w+)\)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex LabelValues();

    [GeneratedRegex(@"\{\{\s*(\$labels\.)?(?<label>[a-z_]+)\s*\}\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Placeholders();
}
