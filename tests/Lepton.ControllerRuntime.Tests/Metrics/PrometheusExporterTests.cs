using System.Diagnostics;
using System.Diagnostics.Metrics;
using Lepton.ControllerRuntime.Metrics;
using Lepton.ControllerRuntime.Metrics.Prometheus;

namespace Lepton.ControllerRuntime.Tests.Metrics;

public sealed class PrometheusExporterTests : IDisposable
{
    private readonly Meter _meter = new($"test-{Guid.NewGuid()}");
    private readonly PrometheusExporter _exporter;

    public PrometheusExporterTests() => _exporter = new(_meter.Name);

    public void Dispose()
    {
        _exporter.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void A_counter_adds_up_per_label_set()
    {
        var counter = _meter.CreateCounter<long>("app_requests_total", null, "Requests.");
        counter.Add(1, new("code", 200), new("method", "GET"));
        counter.Add(2, new("method", "GET"), new("code", 200));
        counter.Add(5, new KeyValuePair<string, object?>("code", 500));

        AssertHas("# HELP app_requests_total Requests.\n# TYPE app_requests_total counter\napp_requests_total{code=\"200\",method=\"GET\"} 3\napp_requests_total{code=\"500\"} 5\n");
    }

    [Fact]
    public void OpenMetrics_names_the_family_without_total_and_ends_with_EOF()
    {
        _meter.CreateCounter<int>("app_jobs", null, "Jobs \"done\".").Add(7);
        var text = _exporter.Render(ExpositionFormat.OpenMetrics);

        Assert.Contains("# HELP app_jobs Jobs \\\"done\\\".\n# TYPE app_jobs counter\napp_jobs_total 7\n", text, StringComparison.Ordinal);
        Assert.EndsWith("# EOF\n", text, StringComparison.Ordinal);
        AssertHas("# HELP app_jobs_total Jobs \"done\".\n# TYPE app_jobs_total counter\napp_jobs_total 7\n");
    }

    [Fact]
    public void A_histogram_counts_into_its_own_buckets()
    {
        var histogram = _meter.CreateHistogram("app_seconds", null, "Time.", null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
        foreach (var value in new[] { 0.05, 0.1, 0.5, 30 })
            histogram.Record(value, new KeyValuePair<string, object?>("a", "b"));

        AssertHas("app_seconds_bucket{a=\"b\",le=\"0.1\"} 2\napp_seconds_bucket{a=\"b\",le=\"1\"} 3\napp_seconds_bucket{a=\"b\",le=\"+Inf\"} 4\napp_seconds_sum{a=\"b\"} 30.65\napp_seconds_count{a=\"b\"} 4\n");
        Assert.Contains("le=\"1.0\"} 3\n", _exporter.Render(ExpositionFormat.OpenMetrics), StringComparison.Ordinal);
    }

    [Fact]
    public void Gauges_keep_the_last_value_and_up_down_counters_the_sum()
    {
        var gauge = _meter.CreateGauge<double>("app_temperature");
        gauge.Record(5);
        gauge.Record(-1.5);
        var upDown = _meter.CreateUpDownCounter<short>("app_open");
        upDown.Add(5);
        upDown.Add(-2);

        AssertHas("# TYPE app_temperature gauge\napp_temperature -1.5\n");
        AssertHas("# TYPE app_open gauge\napp_open 3\n");
    }

    [Fact]
    public void Observable_instruments_show_what_is_there_now_and_only_that()
    {
        var pools = new Dictionary<string, int> { ["a"] = 1, ["b"] = 2 };
        _meter.CreateObservableGauge("app_pools", () => pools.Select(p => new Measurement<int>(p.Value, new KeyValuePair<string, object?>("pool", p.Key))));
        _meter.CreateObservableCounter("app_ticks", () => 7.5m);
        AssertHas("app_pools{pool=\"a\"} 1\napp_pools{pool=\"b\"} 2\n");
        AssertHas("# TYPE app_ticks_total counter\napp_ticks_total 7.5\n");

        pools.Remove("a");
        pools["b"] = 3;
        Assert.DoesNotContain("pool=\"a\"", _exporter.Render(), StringComparison.Ordinal);
        AssertHas("app_pools{pool=\"b\"} 3\n");
    }

    [Fact]
    public void Known_label_sets_are_there_at_zero_from_the_start()
    {
        var errors = _meter.CreateCounter<long>("app_errors_total");
        var time = _meter.CreateHistogram("app_time", null, null, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [1] });
        MetricSeries.Declare(errors, new KeyValuePair<string, object?>("controller", "x"));
        MetricSeries.Declare(errors, new KeyValuePair<string, object?>("controller", "x"));
        MetricSeries.Declare(time);
        Assert.Single(MetricSeries.Of(errors));
        AssertHas("# TYPE app_errors_total counter\napp_errors_total{controller=\"x\"} 0\n");
        AssertHas("app_time_bucket{le=\"1\"} 0\napp_time_bucket{le=\"+Inf\"} 0\napp_time_sum 0\napp_time_count 0\n");

        errors.Add(1, new KeyValuePair<string, object?>("controller", "x"));
        AssertHas("app_errors_total{controller=\"x\"} 1\n");
    }

    [Fact]
    public void A_name_without_any_series_is_there_too()
    {
        _meter.CreateCounter<long>("app_nothing_total");

        AssertHas("# TYPE app_nothing_total counter\n");
    }

    [Fact]
    public void Labels_and_help_are_escaped_and_names_cleaned()
    {
        _meter.CreateGauge<int>("app.strange-name", null, "a\\b\nc").Record(1, new KeyValuePair<string, object?>("the.label", "quote \" backslash \\ line\nend"));

        AssertHas("# HELP app_strange_name a\\\\b\\nc\n# TYPE app_strange_name gauge\napp_strange_name{the_label=\"quote \\\" backslash \\\\ line\\nend\"} 1\n");
    }

    [Theory]
    [InlineData("http.server.request.duration", "s", "http_server_request_duration_seconds")]
    [InlineData("memory", "By", "memory_bytes")]
    [InlineData("done_seconds", "s", "done_seconds")]
    [InlineData("requests", "{request}", "requests")]
    [InlineData("9lives", null, "_lives")]
    public void Units_become_suffixes(string name, string? unit, string expected)
    {
        _meter.CreateGauge<int>(name, unit).Record(1);

        AssertHas($"\n{expected} 1\n");
    }

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    [InlineData(1e21, "1e+21")]
    [InlineData(0.1, "0.1")]
    public void Numbers_are_written_as_Go_reads_them(double value, string expected)
    {
        _meter.CreateGauge<double>("app_number").Record(value);

        AssertHas($"\napp_number {expected}\n");
    }

    [Fact]
    public void A_label_with_endless_values_does_not_fill_the_memory()
    {
        var counter = _meter.CreateCounter<int>("app_flood_total");
        for (var i = 0; i < 20_000; i++)
            counter.Add(1, new KeyValuePair<string, object?>("id", i));

        var lines = _exporter.Render().Split('\n').Count(l => l.StartsWith("app_flood_total{", StringComparison.Ordinal));
        Assert.Equal(10_000, lines);
    }

    [Fact]
    public async Task Measuring_and_rendering_at_the_same_time_loses_nothing()
    {
        var counter = _meter.CreateCounter<int>("app_busy_total");
        var work = Enumerable.Range(0, 4).Select(i => Task.Run(() =>
        {
            for (var n = 0; n < 5000; n++)
                counter.Add(1, new KeyValuePair<string, object?>("worker", i % 2));
        })).ToList();
        while (!work.TrueForAll(w => w.IsCompleted))
            _exporter.Render();
        await Task.WhenAll(work);

        AssertHas("app_busy_total{worker=\"0\"} 10000\napp_busy_total{worker=\"1\"} 10000\n");
    }

    [Fact]
    public void What_is_retired_goes_and_comes_back_at_zero()
    {
        var counter = _meter.CreateCounter<long>("app_calls_total");
        MetricSeries.Declare(counter, new KeyValuePair<string, object?>("cluster", "a"));
        counter.Add(5, new("cluster", "a"), new("code", "200"));
        counter.Add(7, new KeyValuePair<string, object?>("cluster", "b"));
        MetricSeries.Retire(counter, new("cluster", "a"));
        Assert.DoesNotContain("cluster=\"a\"", _exporter.Render(), StringComparison.Ordinal);
        AssertHas("app_calls_total{cluster=\"b\"} 7\n");

        counter.Add(1, new("cluster", "a"), new("code", "200"));
        AssertHas("app_calls_total{cluster=\"a\",code=\"200\"} 1\n");
    }

    [Fact]
    public void Who_comes_under_the_name_of_an_instrument_that_is_gone_is_exported()
    {
        var first = new Meter(_meter.Name);
        first.CreateObservableGauge("app_state", () => 1);
        AssertHas("\napp_state 1\n");
        first.Dispose();
        _meter.CreateObservableGauge("app_state", () => 2);
        AssertHas("\napp_state 2\n");
    }

    [Fact]
    public void Measurements_in_a_recorded_trace_are_examples_for_those_who_read_OpenMetrics()
    {
        using var source = new ActivitySource("exemplars");
        using var listener = new ActivityListener { ShouldListenTo = s => s == source, Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded };
        ActivitySource.AddActivityListener(listener);
        var histogram = _meter.CreateHistogram("app_seconds", null, null, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [1] });
        histogram.Record(0.25);
        string trace;
        using (var span = source.StartActivity("work")!)
        {
            trace = $"trace_id=\"{span.TraceId}\",span_id=\"{span.SpanId}\"";
            histogram.Record(3);
            _meter.CreateCounter<long>("app_done_total").Add(2);
        }

        var text = _exporter.Render(ExpositionFormat.OpenMetrics);
        Assert.Contains("app_seconds_bucket{le=\"1.0\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains($"app_seconds_bucket{{le=\"+Inf\"}} 2 # {{{trace}}} 3 ", text, StringComparison.Ordinal);
        Assert.Contains($"app_done_total 2 # {{{trace}}} 2 ", text, StringComparison.Ordinal);
        Assert.Contains("# UNIT app_seconds seconds\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("trace_id", _exporter.Render(), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_types_and_help_can_be_listed()
    {
        _meter.CreateCounter<long>("app_calls_total", null, "Calls.");
        Assert.Contains(new ExportedMetric("app_calls_total", "counter", "Calls.", _meter.Name), _exporter.Metrics);
    }

    [Fact]
    public void Other_meters_are_not_exported()
    {
        using var other = new Meter("somebody-else");
        other.CreateCounter<int>("other_total").Add(1);

        Assert.DoesNotContain("other_total", _exporter.Render(), StringComparison.Ordinal);
    }

    private void AssertHas(string expected) => Assert.Contains(expected, _exporter.Render(), StringComparison.Ordinal);
}
