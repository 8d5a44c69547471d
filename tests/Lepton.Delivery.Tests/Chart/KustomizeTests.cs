using System.Text.Json.Nodes;
using Lepton.Delivery.Tests.Helm;
using Lepton.Kubernetes.Serialization;
using Lepton.Sandbox.Hosting;
using IoPath = System.IO.Path;

namespace Lepton.Delivery.Tests.Chart;

/// <summary><c>config/manager</c> is what the chart makes of its defaults under the names of <c>config/</c>; <c>config/default</c> is all that a hub needs, built by the kustomize in kubectl.</summary>
public sealed class KustomizeTests
{
    private static readonly string[] Kinds = ["Deployment", "Service", "PodDisruptionBudget", "NetworkPolicy"];

    /// <summary>Says that Helm made it: here it did not.</summary>
    private static readonly string[] HelmLabels = ["app.kubernetes.io/managed-by", "helm.sh/chart"];

    [Fact]
    public void Manager_is_what_the_chart_makes()
    {
        var values = new SortedDictionary<string, object?>(StringComparer.Ordinal)
        {
            ["networkPolicy"] = new SortedDictionary<string, object?>(StringComparer.Ordinal) { ["enabled"] = true },
        };
        var objects = ChartFiles.Open().Objects(values, release: "lepton-operator").Select(ChartFiles.Json)
            .Where(o => Kinds.Contains((string?)o["kind"]) && !((string)o["metadata"]!["name"]!).EndsWith("-webhooks", StringComparison.Ordinal)).ToList();
        Assert.Equal(Kinds.Order(StringComparer.Ordinal), objects.Select(o => (string)o["kind"]!).Order(StringComparer.Ordinal));
        foreach (var value in objects)
        {
            WithoutHelm(value);
            var file = Checkout.PathOf("config", "manager", FileName((string)value["kind"]!));
            if (Environment.GetEnvironmentVariable("LEPTON_WRITE_DOCS") == "1")
                File.WriteAllText(file, KubernetesYaml.Serialize(value));
            Assert.True(File.Exists(file) && JsonNode.DeepEquals(value, KubernetesYaml.Load(File.ReadAllText(file))), $"{file} is not what the chart makes: run 'make docs' and commit it");
        }
    }

    [SkippableFact]
    public async Task Kubectl_applies_the_whole_of_it()
    {
        var kubectl = Checkout.Program("kubectl");
        Skip.If(kubectl is null, "kubectl is not on the PATH");
        await using var host = await SandboxHost.StartAsync();
        var cluster = await host.AddClusterAsync("hub");
        var kubeconfig = IoPath.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(kubeconfig, cluster.KubeconfigYaml());
            var applied = await Checkout.RunAsync(kubectl, "--kubeconfig", kubeconfig, "apply", "--server-side", "-k", "config/default");
            foreach (var expected in new[] { "deployment.apps/lepton-operator", "poddisruptionbudget.policy/lepton-operator", "networkpolicy.networking.k8s.io/lepton-operator", "service/lepton-operator-webhooks", "customresourcedefinition.apiextensions.k8s.io/leptonmodels.lepton.ai", "clusterrole.rbac.authorization.k8s.io/lepton-operator" })
                Assert.Contains($"{expected} serverside-applied", applied, StringComparison.Ordinal);

            // The parts fit together: the account that the pods use has the roles, and the Services select the pods.
            var deployment = await JsonAsync(kubectl, kubeconfig, "deployment/lepton-operator");
            Assert.Equal("lepton-operator", (string?)deployment["spec"]!["template"]!["spec"]!["serviceAccountName"]);
            var labels = deployment["spec"]!["template"]!["metadata"]!["labels"]!.AsObject();
            foreach (var service in new[] { "service/lepton-operator-webhooks", "service/lepton-operator-metrics" })
            {
                var selector = (await JsonAsync(kubectl, kubeconfig, service))["spec"]!["selector"]!.AsObject();
                Assert.All(selector, s => Assert.Equal((string?)s.Value, (string?)labels[s.Key]));
            }

            var can = await Checkout.RunAsync(kubectl, "--kubeconfig", kubeconfig, "auth", "can-i", "update", "leptonmodels.lepton.ai", "--subresource=status", "--as=system:serviceaccount:lepton-system:lepton-operator", "-A");
            Assert.StartsWith("yes", can, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(kubeconfig);
        }
    }

    private static async Task<JsonObject> JsonAsync(string kubectl, string kubeconfig, string name) =>
        JsonNode.Parse(await Checkout.RunAsync(kubectl, "--kubeconfig", kubeconfig, "get", name, "-n", "lepton-system", "-o", "json"))!.AsObject();

    private static string FileName(string kind) => kind switch
    {
        "PodDisruptionBudget" => "pod-disruption-budget.yaml",
        "NetworkPolicy" => "network-policy.yaml",
        _ => $"{kind.ToLowerInvariant()}.yaml",
    };

    internal static void WithoutHelm(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                foreach (var label in HelmLabels)
                    map.Remove(label);
                foreach (var (_, value) in map)
                    WithoutHelm(value);
                break;
            case JsonArray list:
                foreach (var item in list)
                    WithoutHelm(item);
                break;
        }
    }
}
