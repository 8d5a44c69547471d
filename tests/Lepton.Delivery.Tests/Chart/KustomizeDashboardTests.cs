using System.Text.Json.Nodes;
using Lepton.Kubernetes.Serialization;
using Lepton.Sandbox.Hosting;

namespace Lepton.Delivery.Tests.Chart;

/// <summary><c>config/dashboard</c> over <c>config/default</c> is what the chart makes of <c>dashboard.enabled</c>, and an API server takes it.</summary>
public sealed class KustomizeDashboardTests
{
    private const string Variant = "config/default-with-dashboard";

    private static readonly string[] Same = ["Deployment/lepton-operator", "Service/lepton-operator-dashboard", "NetworkPolicy/lepton-operator"];

    [Fact]
    public void Its_Service_is_the_chart_s()
    {
        var file = Checkout.PathOf("config", "dashboard", "service.yaml");
        var value = Chart()["Service/lepton-operator-dashboard"];
        if (Environment.GetEnvironmentVariable("LEPTON_WRITE_DOCS") == "1")
            File.WriteAllText(file, KubernetesYaml.Serialize(value));
        Assert.True(File.Exists(file) && JsonNode.DeepEquals(value, KubernetesYaml.Load(File.ReadAllText(file))), $"{file} is not what the chart makes: run 'make docs' and commit it");
    }

    [SkippableFact]
    public async Task Kustomize_builds_what_the_chart_makes()
    {
        var kubectl = Kubectl();
        var (built, chart) = (Named(KubernetesYaml.LoadAll(await Checkout.RunAsync(kubectl, "kustomize", Variant)).OfType<JsonObject>()), Chart());
        foreach (var name in Same)
            Assert.True(JsonNode.DeepEquals(Sorted(chart[name]), Sorted(built[name])), $"{name}: the chart {Sorted(chart[name])!.ToJsonString()}, kustomize {Sorted(built[name])!.ToJsonString()}");
        var rules = built["ClusterRole/lepton-operator-dashboard"]["rules"];
        Assert.True(JsonNode.DeepEquals(rules, chart["ClusterRole/lepton-operator-dashboard"]["rules"]), rules!.ToJsonString());
    }

    [SkippableFact]
    public async Task Kubectl_applies_it_and_the_operator_may_ask_who_somebody_is()
    {
        var kubectl = Kubectl();
        await using var host = await SandboxHost.StartAsync();
        var cluster = await host.AddClusterAsync("hub");
        var kubeconfig = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(kubeconfig, cluster.KubeconfigYaml());
            await Checkout.RunAsync(kubectl, "--kubeconfig", kubeconfig, "apply", "--server-side", "-k", Variant);
            foreach (var what in new[] { "tokenreviews.authentication.k8s.io", "subjectaccessreviews.authorization.k8s.io" })
                Assert.StartsWith("yes", await Checkout.RunAsync(kubectl, "--kubeconfig", kubeconfig, "auth", "can-i", "create", what, "--as=system:serviceaccount:lepton-system:lepton-operator"), StringComparison.Ordinal);
            Assert.Equal("8443", (await Checkout.RunAsync(kubectl, "--kubeconfig", kubeconfig, "get", "service", "lepton-operator-dashboard", "-n", "lepton-system", "-o", "jsonpath={.spec.ports[0].port}")).Trim());
        }
        finally
        {
            File.Delete(kubeconfig);
        }
    }

    private static string Kubectl()
    {
        var kubectl = Checkout.Program("kubectl");
        Skip.If(kubectl is null, "kubectl is not on the PATH");
        return kubectl!;
    }

    private static Dictionary<string, JsonObject> Chart()
    {
        static SortedDictionary<string, object?> On() => new(StringComparer.Ordinal) { ["enabled"] = true };
        var values = new SortedDictionary<string, object?>(StringComparer.Ordinal) { ["networkPolicy"] = On(), ["dashboard"] = On() };
        var objects = Named(ChartFiles.Open().Objects(values, release: "lepton-operator").Select(ChartFiles.Json));
        foreach (var value in objects.Values)
            KustomizeTests.WithoutHelm(value);
        return objects;
    }

    private static Dictionary<string, JsonObject> Named(IEnumerable<JsonObject> objects) => objects.ToDictionary(o => $"{o["kind"]}/{o["metadata"]!["name"]}", StringComparer.Ordinal);

    /// <summary>Lists in an order of their own: patches add at the end what the chart has in the middle.</summary>
    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, Sorted(p.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted).OrderBy(i => i?.ToJsonString(), StringComparer.Ordinal)]),
        _ => node?.DeepClone(),
    };
}
