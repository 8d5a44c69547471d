using System.Text.Json.Nodes;
using Lepton.Cli.Sandboxes;
using Lepton.EndToEnd.Harness;
using Lepton.Kubernetes.Http;
using Xunit;

namespace Lepton.EndToEnd.Monitoring;

/// <summary>The operator as a process that sends traces and metrics to a collector.</summary>
public sealed class TracingTests
{
    [Fact]
    public async Task A_change_is_one_trace_from_the_hub_to_the_last_apply()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var fleet = await TestFleet.StartAsync(SmallFleet.Definition, withOperator: false);
        foreach (var value in SmallFleet.Base)
            await fleet.ApplyAsync(value);
        await using var program = Start(fleet, collector.Endpoint);
        await fleet.ApplyAsync(SmallFleet.Model("traced", "first"));
        await fleet.SettledAsync();

        // A second change, that moves it: gcp becomes the cheapest.
        await fleet.ReplaceAsync(SmallFleet.Provider("gcp", "GCP", "us-central1", 0.5));
        await fleet.SettledAsync(p => p.Placements.All(x => x.Placement.Cluster == "gcp") ? null : "it is not in gcp yet");
        await fleet.DeleteAsync("traced", "first");
        await fleet.UntilAsync("the deletion is told of", () => Task.FromResult(Roots(collector, "delete LeptonModel").Count > 0 ? null : Names(collector)));

        var placed = Trace(collector, Assert.Single(Roots(collector, "change LeptonModel")));
        Assert.Equal(("first", "traced", "applied"), (placed.Root.Attributes["lepton.model"], placed.Root.Attributes["k8s.namespace.name"], placed.Root.Attributes["lepton.outcome"]));
        Assert.Equal(["apply", "plan", "save decision"], placed.Children.Select(s => s.Name).Distinct().Order(StringComparer.Ordinal));
        Assert.Contains(placed.Children, s => s.Name == "apply" && s.Attributes["k8s.cluster.name"] == "azure");
        AssertOneTree(placed);
        // The requests of decision and applies are part of it: the status in the hub, server-side applies in the member.
        var requests = placed.Spans.Where(s => s.Attributes.ContainsKey("url.path")).ToList();
        Assert.Contains(requests, s => s.Attributes["url.path"].EndsWith("/leptonmodels/first/status", StringComparison.Ordinal));
        Assert.Contains(requests, s => s.Name == "PATCH" && s.Attributes["url.path"].Contains("/deployments/", StringComparison.Ordinal));
        // The plan it was part of has a trace of its own, with what solved it.
        var plan = Trace(collector, collector.Spans.Single(s => s.ParentId == "" && s.TraceId == placed.Children.First(c => c.Name == "plan").Links.Single()));
        Assert.Equal("plan fleet", plan.Root.Name);
        Assert.Contains("solve", plan.Children.Select(s => s.Name));

        // What a price led to is a trace too, and what was left behind belongs to it.
        var moved = Trace(collector, Assert.Single(Roots(collector, "decide LeptonModel"), s => s.Attributes["lepton.outcome"] == "applied"));
        AssertOneTree(moved);
        Assert.Superset(new HashSet<string> { "azure", "gcp" }, moved.Children.Where(s => s.Name == "apply").Select(s => s.Attributes["k8s.cluster.name"]).ToHashSet());
        AssertOneTree(Trace(collector, Roots(collector, "delete LeptonModel").Single()));

        // Nothing is recorded of watches, probes and leases; and no credential leaves the process.
        Assert.All(collector.Spans.Where(s => s.ParentId == ""), s => Assert.Contains(s.Name, new[] { "change LeptonModel", "decide LeptonModel", "delete LeptonModel", "plan fleet" }));
        Assert.DoesNotContain("Bearer", collector.Everything, StringComparison.OrdinalIgnoreCase);
        foreach (var member in SmallFleet.Members)
            Assert.All(Secrets(fleet.NewKubeconfig(member)), s => Assert.DoesNotContain(s, collector.Everything, StringComparison.Ordinal));
        await fleet.UntilAsync("metrics come too", () => Task.FromResult(collector.Metrics.Contains("lepton_placement_hourly_cost_dollars") && collector.Metrics.Contains("lepton_apply_duration_seconds") ? null : string.Join(' ', collector.Metrics)));
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317", "environment OTEL_EXPORTER_OTLP_ENDPOINT: found \"collector:4317\", expected a URL such as http://collector.monitoring:4317")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json", "environment OTEL_EXPORTER_OTLP_PROTOCOL: found \"http/json\", expected grpc or http/protobuf")]
    [InlineData("OTEL_TRACES_SAMPLER_ARG", "half", "environment OTEL_TRACES_SAMPLER_ARG: found \"half\", expected a number from 0 to 1")]
    public async Task A_variable_that_cannot_be_read_is_named(string name, string value, string says)
    {
        using var folder = new Testing.Files.TempFolder();
        var log = folder.File("operator.log");
        var settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:1", [name] = value };
        var kubeconfig = folder.Write("kubeconfig", """
            {"apiVersion":"v1","kind":"Config","current-context":"c","contexts":[{"name":"c","context":{"cluster":"c","user":"u"}}],
             "clusters":[{"name":"c","cluster":{"server":"http://127.0.0.1:1"}}],"users":[{"name":"u","user":{"token":"t"}}]}
            """);
        await using (var program = OperatorProcess.Start(Repository.OperatorProgram, kubeconfig, log, settings))
        {
            for (var i = 0; i < 300 && !program.HasExited; i++)
                await Task.Delay(100);
            Assert.True(program.HasExited, "it goes on");
            Assert.Equal(1, program.ExitCode);
        }

        Assert.Contains(says, await File.ReadAllTextAsync(log), StringComparison.Ordinal);
    }

    private static OperatorProcess Start(TestFleet fleet, string endpoint) => OperatorProcess.Start(
        Repository.OperatorProgram, fleet.HubKubeconfig, Path.Combine(fleet.Session.Folder, "traced.log"), new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
            ["LEPTON_Members__ProbeInterval"] = "00:00:01",
            ["LEPTON_Planner__Debounce"] = "00:00:00.05",
            ["LEPTON_Planner__Resync"] = "00:00:02",
        });

    private static IReadOnlyList<OtlpSpan> Roots(OtlpReceiver collector, string name) => [.. collector.Spans.Where(s => s.Name == name && s.ParentId == "")];

    private static string Names(OtlpReceiver collector) => string.Join(", ", collector.Spans.GroupBy(s => s.Name).Select(g => $"{g.Count()} {g.Key}"));

    private static (OtlpSpan Root, IReadOnlyList<OtlpSpan> Children, IReadOnlyList<OtlpSpan> Spans) Trace(OtlpReceiver collector, OtlpSpan root)
    {
        var spans = collector.Spans.Where(s => s.TraceId == root.TraceId).ToList();
        return (root, [.. spans.Where(s => s.ParentId == root.SpanId)], spans);
    }

    /// <summary>All hang together, and the last apply ends where the whole does.</summary>
    private static void AssertOneTree((OtlpSpan Root, IReadOnlyList<OtlpSpan> Children, IReadOnlyList<OtlpSpan> Spans) trace)
    {
        var known = trace.Spans.Select(s => s.SpanId).ToHashSet(StringComparer.Ordinal);
        Assert.Single(trace.Spans, s => s.ParentId == "");
        Assert.All(trace.Spans.Where(s => s != trace.Root), s => Assert.Contains(s.ParentId, known));
        Assert.All(trace.Children.Where(s => s.Name == "apply"), s => Assert.True(s.Start >= trace.Root.Start && s.End <= trace.Root.End, $"{s} is not within {trace.Root}"));
    }

    /// <summary>Tokens and keys of a kubeconfig.</summary>
    private static IEnumerable<string> Secrets(string kubeconfig) =>
        ((JsonObject)Lepton.Kubernetes.Serialization.KubernetesYaml.LoadAll(kubeconfig).Single()!)["users"]!.AsArray()
            .SelectMany(u => new[] { "token", "client-key-data" }.Select(k => (string?)u!["user"]![k])).OfType<string>();
}
