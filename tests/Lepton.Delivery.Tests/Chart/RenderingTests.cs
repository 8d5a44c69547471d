using System.Text;
using System.Text.Json.Nodes;
using Lepton.Delivery.Tests.Helm;
using Lepton.Kubernetes.Config;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Sandbox.Hosting;
using IoPath = System.IO.Path;

namespace Lepton.Delivery.Tests.Chart;

/// <summary>The chart over a matrix of values: the schema takes them, every template renders, and an API server takes the result.</summary>
public sealed class RenderingTests
{
    public static TheoryData<string> Matrix => [.. Directory.EnumerateFiles(ChartFiles.Matrix).Select(f => IoPath.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Matrix))]
    public async Task An_API_server_accepts_what_is_rendered(string name)
    {
        var values = ChartFiles.Values(name);
        Assert.Empty(ChartFiles.Refused(values));
        var objects = ChartFiles.Open().Objects(values);
        await using var host = await SandboxHost.StartAsync();
        var cluster = await host.AddClusterAsync("hub");
        using var client = new KubernetesClient(KubernetesClientConfiguration.BuildConfigFromBytes(Encoding.UTF8.GetBytes(cluster.KubeconfigYaml())), new KubernetesClientOptions());
        await ApplyAsync(client, new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = new JsonObject { ["name"] = "lepton-system" } });
        foreach (var definition in ForeignDefinitions())
            await ApplyAsync(client, definition);
        // Definitions first, as Helm does.
        foreach (var value in objects.OrderBy(o => (string)o["kind"]! == "CustomResourceDefinition" ? 0 : 1))
            await ApplyAsync(client, ChartFiles.Json(value));
    }

    [Theory]
    [MemberData(nameof(Matrix))]
    public void The_operator_runs_without_privileges(string name)
    {
        var pod = PodOf(ChartFiles.Open().Objects(ChartFiles.Values(name)));
        var context = Map(Map(pod["spec"])["securityContext"]);
        Assert.Equal(true, context["runAsNonRoot"]);
        Assert.Equal("RuntimeDefault", Map(context["seccompProfile"])["type"]);
        var container = Map(((IList<object?>)Map(pod["spec"])["containers"]!)[0]);
        var own = Map(container["securityContext"]);
        Assert.Equal((false, true), (own["allowPrivilegeEscalation"], own["readOnlyRootFilesystem"]));
        Assert.Equal(["ALL"], (IList<object?>)Map(own["capabilities"])["drop"]!);
        Assert.Equal(["/healthz", "/readyz"], new[] { "livenessProbe", "readinessProbe" }.Select(p => Map(Map(container[p])["httpGet"])["path"]));
    }

    [Fact]
    public void Values_reach_the_operator()
    {
        var objects = ChartFiles.Open().Objects(ChartFiles.Values("everything"));
        var container = Map(((IList<object?>)Map(PodOf(objects)["spec"])["containers"]!)[0]);
        Assert.Equal("registry.example.com/team/lepton-operator@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", container["image"]);
        var environment = ((IList<object?>)container["env"]!).Select(Map).Where(e => e.ContainsKey("value")).ToDictionary(e => (string)e["name"]!, e => e["value"]);
        Assert.Equal("00:00:02", environment["LEPTON_Members__ProbeInterval"]);
        Assert.Equal("32", environment["LEPTON_Planner__SaveConcurrency"]);
        Assert.Equal("/opt/plugins/gke-gcloud-auth-plugin,/opt/plugins/kubelogin", environment["LEPTON_Members__AllowedExecPlugins"]);
        Assert.Equal("00:00:30", environment["LEPTON_LeaderElection__LeaseDuration"]);
        Assert.Equal("http://proxy.example.com:3128", environment["HTTPS_PROXY"]);
        Assert.Equal(("http://collector.monitoring:4317", "grpc", "0.25"), (environment["OTEL_EXPORTER_OTLP_ENDPOINT"], environment["OTEL_EXPORTER_OTLP_PROTOCOL"], environment["OTEL_TRACES_SAMPLER_ARG"]));
        var headers = ((IList<object?>)container["env"]!).Select(Map).Single(e => (string)e["name"]! == "OTEL_EXPORTER_OTLP_HEADERS");
        Assert.Equal("collector", Map(Map(headers["valueFrom"])["secretKeyRef"])["name"]);
        Assert.Contains("4317", ChartFiles.Json(objects.Single(o => (string)o["kind"]! == "NetworkPolicy"))["spec"]!["egress"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("--log-format=text", (IList<object?>)container["args"]!);
        Assert.Contains("NetworkPolicy", objects.Select(o => o["kind"]));
    }

    [Theory]
    [MemberData(nameof(Matrix))]
    public void Selectors_select_the_pods(string name)
    {
        var objects = ChartFiles.Open().Objects(ChartFiles.Values(name));
        var labels = Map(Map(PodOf(objects)["metadata"])["labels"]);
        foreach (var selector in objects.SelectMany(Selectors))
            Assert.All(selector, s => Assert.Equal(labels[s.Key], s.Value));
    }

    [Fact]
    public void One_replica_needs_no_disruption_budget() =>
        Assert.DoesNotContain("PodDisruptionBudget", ChartFiles.Open().Objects(ChartFiles.Values("one-replica")).Select(o => o["kind"]));

    [Fact]
    public void The_notes_name_the_deployment()
    {
        var notes = ChartFiles.Open().Render(ChartFiles.Values("one-replica"))["NOTES.txt"];
        Assert.Contains("rollout status deployment/lepton-lepton-operator", notes, StringComparison.Ordinal);
        Assert.Contains("crds.install=false", notes, StringComparison.Ordinal);
    }

    private static IDictionary<string, object?> PodOf(List<IDictionary<string, object?>> objects) =>
        Map(Map(objects.Single(o => (string)o["kind"]! == "Deployment")["spec"])["template"]);

    private static IEnumerable<IDictionary<string, object?>> Selectors(IDictionary<string, object?> value)
    {
        var spec = value.TryGetValue("spec", out var s) && s is IDictionary<string, object?> m ? m : new Dictionary<string, object?>();
        return (string)value["kind"]! switch
        {
            "Service" => [Map(spec["selector"])],
            "Deployment" or "PodDisruptionBudget" or "ServiceMonitor" or "PodMonitor" => [Map(Map(spec["selector"])["matchLabels"])],
            "NetworkPolicy" => [Map(Map(spec["podSelector"])["matchLabels"])],
            _ => [],
        };
    }

    private static IDictionary<string, object?> Map(object? value) => (IDictionary<string, object?>)value!;

    private static async Task ApplyAsync(KubernetesClient client, JsonObject value)
    {
        ResourceDefinition? resource = null;
        // A definition takes a moment until it is served.
        for (var i = 0; i < 100 && (resource = await client.FindResourceAsync((string)value["apiVersion"]!, (string)value["kind"]!)) is null; i++)
            await Task.Delay(100);
        Assert.True(resource is not null, $"{value["apiVersion"]} {value["kind"]} is not served");
        await client.Resource(resource).ApplyAsync(new UnstructuredObject(value), new ApplyOptions("helm"));
    }

    /// <summary>The kinds of the Prometheus operator and of cert-manager, as far as a server must know them to take objects.</summary>
    private static IEnumerable<JsonObject> ForeignDefinitions() => new[]
    {
        ("monitoring.coreos.com", "ServiceMonitor"), ("monitoring.coreos.com", "PodMonitor"), ("monitoring.coreos.com", "PrometheusRule"), ("cert-manager.io", "Certificate"),
    }.Select(k => Definition(k.Item1, k.Item2));

    private static JsonObject Definition(string group, string kind) => JsonNode.Parse($$"""
        {
          "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
          "metadata": { "name": "{{kind.ToLowerInvariant()}}s.{{group}}" },
          "spec": {
            "group": "{{group}}", "scope": "Namespaced",
            "names": { "kind": "{{kind}}", "listKind": "{{kind}}List", "plural": "{{kind.ToLowerInvariant()}}s", "singular": "{{kind.ToLowerInvariant()}}" },
            "versions": [{ "name": "v1", "served": true, "storage": true, "schema": { "openAPIV3Schema": { "type": "object", "required": ["spec"],
              "properties": { "spec": { "type": "object", "x-kubernetes-preserve-unknown-fields": true } } } } }]
          }
        }
        """)!.AsObject();
}
