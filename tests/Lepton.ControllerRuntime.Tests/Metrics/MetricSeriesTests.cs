using System.Diagnostics.Metrics;
using Lepton.ControllerRuntime.Metrics;
using Lepton.ControllerRuntime.Metrics.Prometheus;

namespace Lepton.ControllerRuntime.Tests.Metrics;

/// <summary>Label sets that are told before anything is measured, and figures of objects that come and go.</summary>
public sealed class MetricSeriesTests : IDisposable
{
    private readonly Meter _meter = new("Lepton.Tests.Series");

    public void Dispose() => _meter.Dispose();

    [Fact]
    public void A_label_set_is_known_once_however_often_it_is_declared_and_by_however_many()
    {
        var counter = _meter.CreateCounter<long>("c");
        Assert.Empty(MetricSeries.Of(counter));
        Parallel.For(0, 100, i => MetricSeries.Declare(counter, Tag("x", $"{i % 3}")));
        Assert.Equal(["0", "1", "2"], MetricSeries.Of(counter).Select(t => (string)t[0].Value!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Another_instrument_has_its_own()
    {
        var (one, other) = (_meter.CreateCounter<long>("one"), _meter.CreateCounter<long>("other"));
        MetricSeries.Declare(one, Tag("x", "1"));
        Assert.Empty(MetricSeries.Of(other));
    }

    [Fact]
    public void Figures_are_read_when_they_are_asked_for_and_go_with_their_owner()
    {
        var live = new LiveSeries<string>();
        var value = 1;
        live.Add("a", Tag("name", "a"));
        live.Add("b", Tag("name", "b"));
        value = 7;
        Assert.Equal([7, 7], live.Each(_ => value).Select(m => m.Value));
        live.Remove("a");
        live.Remove("never there");
        Assert.Equal("b", (string)Assert.Single(live.Each(_ => value)).Tags[0].Value!);
    }

    [Fact]
    public void A_reconcile_that_the_end_of_the_process_broke_off_is_not_counted_and_holds_no_worker()
    {
        using var exporter = new PrometheusExporter();
        using var metrics = new ControllerMetrics("broken-off", 2);
        metrics.Begin();
        Assert.Contains("controller_runtime_active_workers{controller=\"broken-off\"} 1\n", exporter.Render(), StringComparison.Ordinal);
        metrics.Cancel();
        var text = exporter.Render();
        Assert.Contains("controller_runtime_active_workers{controller=\"broken-off\"} 0\n", text, StringComparison.Ordinal);
        Assert.Contains("controller_runtime_reconcile_time_seconds_count{controller=\"broken-off\"} 0\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_sort_of_informer_trouble_has_a_counter_of_its_own()
    {
        using var exporter = new PrometheusExporter();
        using var metrics = new ReflectorMetrics("troubled", () => (3, false));
        metrics.List();
        for (var i = 0; i < 2; i++)
            metrics.Watch();
        for (var i = 0; i < 3; i++)
            metrics.ShortWatch();
        for (var i = 0; i < 4; i++)
            metrics.Failure();
        var text = exporter.Render();
        foreach (var line in new[] { "reflector_lists_total{name=\"troubled\"} 1", "reflector_watches_total{name=\"troubled\"} 2", "reflector_short_watches_total{name=\"troubled\"} 3", "reflector_failures_total{name=\"troubled\"} 4", "informer_objects{name=\"troubled\"} 3" })
            Assert.Contains(line + "\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http.server.duration", "s", "http_server_duration_seconds")]
    [InlineData("wait_milliseconds", "ms", "wait_milliseconds")]
    [InlineData("size", "By", "size_bytes")]
    [InlineData("1st", null, "_st")]
    public void Names_that_are_none_of_Prometheus_are_made_so(string name, string? unit, string expected) =>
        Assert.Equal(expected, MetricName.Of(_meter.CreateHistogram<double>(name, unit), MetricKind.Histogram));

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
