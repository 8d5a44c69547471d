using System.Text.Json.Nodes;

namespace Lepton.Delivery.Tests.Chart;

/// <summary>Dashboard, metrics by TLS and cluster profiles: what is asked for is there, and nothing of it otherwise.</summary>
public sealed class DashboardTests
{
    private static readonly Dictionary<string, JsonObject> On = Objects("dashboard");

    [Fact]
    public void What_is_off_leaves_no_trace()
    {
        var text = string.Join('\n', Objects("defaults").Where(o => !o.Key.StartsWith("CustomResourceDefinition/", StringComparison.Ordinal)).Select(o => o.Value.ToJsonString()));
        foreach (var word in new[] { "dashboard", "tokenreviews", "subjectaccessreviews", "cluster-profiles", "FurtherNames" })
            Assert.DoesNotContain(word, text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_dashboard_has_a_port_a_Service_and_the_right_to_ask()
    {
        var container = On["Deployment/lepton-lepton-operator"]["spec"]!["template"]!["spec"]!["containers"]![0]!;
        Assert.Contains("--dashboard-bind-address=:9000", container["args"]!.AsArray().Select(a => (string)a!));
        Assert.Equal(("true", "00:30:00"), (Variable(container, "LEPTON_Dashboard__Tls"), Variable(container, "LEPTON_Dashboard__SessionLifetime")));
        Assert.Equal("dashboard", (string)On["Service/lepton-lepton-operator-dashboard"]["spec"]!["ports"]![0]!["targetPort"]!);
        var rules = On["ClusterRole/lepton-lepton-operator-dashboard"]["rules"]!.AsArray();
        Assert.Equal(["tokenreviews", "subjectaccessreviews"], rules.Select(r => (string)r!["resources"]![0]!));
        Assert.All(rules, r => Assert.Equal("create", (string)Assert.Single(r!["verbs"]!.AsArray())!));
        var ingress = On["NetworkPolicy/lepton-lepton-operator"]["spec"]!["ingress"]!.AsArray().Single(i => (string?)i!["ports"]![0]!["port"] == "dashboard")!;
        Assert.Equal("ingress", (string)ingress["from"]![0]!["namespaceSelector"]!["matchLabels"]!["kubernetes.io/metadata.name"]!);
    }

    [Fact]
    public void What_is_served_by_TLS_has_a_certificate_for_its_names_and_Prometheus_knows_its_authority()
    {
        var container = On["Deployment/lepton-lepton-operator"]["spec"]!["template"]!["spec"]!["containers"]![0]!;
        Assert.Equal("true", Variable(container, "LEPTON_Metrics__Tls"));
        Assert.Equal("localhost,lepton-lepton-operator-dashboard.lepton-system.svc,lepton-lepton-operator-metrics.lepton-system.svc", Variable(container, "LEPTON_Webhooks__FurtherNames"));
        // Without webhooks too: the Secret is the certificate's, and the operator may keep it.
        Assert.Equal("lepton-lepton-operator-webhooks", Variable(container, "LEPTON_Webhooks__Secret"));
        Assert.Contains("lepton-lepton-operator-webhooks", On["Role/lepton-lepton-operator-webhooks"]["rules"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("ValidatingWebhookConfiguration/lepton-lepton-operator-webhooks", On.Keys);
        var endpoint = On["ServiceMonitor/lepton-lepton-operator"]["spec"]!["endpoints"]![0]!;
        Assert.Equal(("https", "ca.crt", "lepton-lepton-operator-metrics.lepton-system.svc"),
            ((string)endpoint["scheme"]!, (string)endpoint["tlsConfig"]!["ca"]!["secret"]!["key"]!, (string)endpoint["tlsConfig"]!["serverName"]!));
    }

    [Fact]
    public void Programs_for_cluster_profiles_reach_the_operator_as_the_file_it_reads()
    {
        var file = JsonNode.Parse((string)On["ConfigMap/lepton-lepton-operator-cluster-profiles"]["data"]!["providers.json"]!)!;
        Assert.Equal(("google", "/opt/plugins/gke-gcloud-auth-plugin"), ((string)file["providers"]![0]!["name"]!, (string)file["providers"]![0]!["execConfig"]!["command"]!));
        var pod = On["Deployment/lepton-lepton-operator"]["spec"]!["template"]!["spec"]!;
        Assert.Equal("/cluster-profiles/providers.json", Variable(pod["containers"]![0]!, "LEPTON_Members__ClusterProfileProviders"));
        Assert.Equal("/cluster-profiles", (string)pod["containers"]![0]!["volumeMounts"]![0]!["mountPath"]!);
        Assert.Equal("lepton-lepton-operator-cluster-profiles", (string)pod["volumes"]![0]!["configMap"]!["name"]!);
    }

    private static string? Variable(JsonNode container, string name) => (string?)container["env"]!.AsArray().SingleOrDefault(e => (string)e!["name"]! == name)?["value"];

    private static Dictionary<string, JsonObject> Objects(string values) =>
        ChartFiles.Open().Objects(ChartFiles.Values(values)).Select(ChartFiles.Json).ToDictionary(o => $"{o["kind"]}/{o["metadata"]!["name"]}", StringComparer.Ordinal);
}
