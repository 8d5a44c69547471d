using System.Text;
using System.Text.Json.Nodes;
using Lepton.Kubernetes.Config;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Serialization;
using Lepton.Sandbox.Hosting;
using Lepton.Testing.Time;

namespace Lepton.Delivery.Tests.Chart;

/// <summary>A release through its life by the real Helm, where it is found, against an API server.</summary>
public sealed class HelmReleaseTests
{
    private static readonly string[] Where = ["lepton", ChartFiles.Folder, "--namespace", "lepton-system"];

    [SkippableFact]
    public async Task Installed_upgraded_rolled_back_and_removed()
    {
        using var helm = HelmProgram.Find();
        await using var host = await SandboxHost.StartAsync();
        using var client = Hub(await host.AddClusterAsync("hub"), helm);

        var notes = await helm.RunAsync(["install", .. Where, "--create-namespace"]);
        Assert.Contains("lepton members add NAME", notes, StringComparison.Ordinal);
        Assert.Equal(2, await ReplicasAsync(client));
        // Written by the operator into what Helm made: an upgrade must leave it.
        await TrustAsync(client);
        // Helm does not wait until the server has established them.
        await Eventually.TrueAsync(async () => await client.FindResourceAsync("lepton.ai/v1alpha1", "LeptonModel") is not null);

        await helm.RunAsync(["upgrade", .. Where, "--set", "replicaCount=3,dashboard.enabled=true,webhooks.timeoutSeconds=7"]);
        Assert.Equal(3, await ReplicasAsync(client));
        Assert.Contains("lepton-lepton-operator-dashboard", await ServicesAsync(client));
        var webhook = (await WebhooksAsync(client))["webhooks"]![0]!;
        Assert.Equal((7, "Y2E="), ((int)webhook["timeoutSeconds"]!, (string?)webhook["clientConfig"]!["caBundle"]));

        await helm.RunAsync("rollback", "lepton", "1", "--namespace", "lepton-system");
        Assert.Equal(2, await ReplicasAsync(client));
        Assert.DoesNotContain("lepton-lepton-operator-dashboard", await ServicesAsync(client));

        var models = client.Resource((await client.FindResourceAsync("lepton.ai/v1alpha1", "LeptonModel"))!);
        await models.ApplyAsync(new UnstructuredObject(Model("kept")), new ApplyOptions("user"));
        await helm.RunAsync("uninstall", "lepton", "--namespace", "lepton-system");
        Assert.Empty(await ServicesAsync(client));
        // Definitions and models outlive the release, and the next one takes them over.
        Assert.NotNull(await models.GetAsync("kept", "default"));
        await helm.RunAsync(["install", .. Where]);
        Assert.NotNull(await models.GetAsync("kept", "default"));
    }

    /// <summary>Definitions that kubectl brought belong to no release: Helm says so, and goes on where the chart is told to leave them alone.</summary>
    [SkippableFact]
    public async Task Definitions_that_are_there_already_are_left_when_told_so()
    {
        using var helm = HelmProgram.Find();
        await using var host = await SandboxHost.StartAsync();
        using var client = Hub(await host.AddClusterAsync("hub"), helm);
        await InstallDefinitionsAsync(client.Resource((await client.FindResourceAsync("apiextensions.k8s.io/v1", "CustomResourceDefinition"))!));

        Assert.Contains("invalid ownership metadata", await helm.RefusedAsync(["install", .. Where, "--create-namespace"]), StringComparison.Ordinal);
        Assert.Contains("crds.install=false", await helm.RunAsync(["install", .. Where, "--create-namespace", "--set", "crds.install=false"]), StringComparison.Ordinal);
        Assert.Equal(2, await ReplicasAsync(client));
    }

    /// <summary>Helm 3.17 and later can give them to the release instead: from then on it upgrades them, and their models stay.</summary>
    [SkippableFact]
    public async Task Definitions_that_are_there_already_are_taken_over_when_told_so()
    {
        using var helm = HelmProgram.Find();
        Skip.IfNot((await helm.RunAsync("install", "--help")).Contains("--take-ownership", StringComparison.Ordinal), "this helm does not know --take-ownership (3.17 does)");
        await using var host = await SandboxHost.StartAsync();
        using var client = Hub(await host.AddClusterAsync("hub"), helm);
        var definitions = client.Resource((await client.FindResourceAsync("apiextensions.k8s.io/v1", "CustomResourceDefinition"))!);
        await InstallDefinitionsAsync(definitions);
        await Eventually.TrueAsync(async () => await client.FindResourceAsync("lepton.ai/v1alpha1", "LeptonModel") is not null);
        var models = client.Resource((await client.FindResourceAsync("lepton.ai/v1alpha1", "LeptonModel"))!);
        await models.ApplyAsync(new UnstructuredObject(Model("kept")), new ApplyOptions("user"));

        await helm.RunAsync(["install", .. Where, "--create-namespace", "--take-ownership"]);
        var taken = (await definitions.ListAsync()).Items;
        Assert.Equal(3, taken.Count);
        Assert.All(taken, d => Assert.Equal(("lepton", "Helm"), (d.Metadata.Annotations!["meta.helm.sh/release-name"], d.Metadata.Labels!["app.kubernetes.io/managed-by"])));

        await helm.RunAsync(["upgrade", .. Where, "--set", "replicaCount=3"]);
        Assert.Equal(3, await ReplicasAsync(client));
        await helm.RunAsync("uninstall", "lepton", "--namespace", "lepton-system");
        Assert.NotNull(await models.GetAsync("kept", "default"));
    }

    [SkippableFact]
    public async Task What_is_refused_leaves_nothing_behind()
    {
        using var helm = HelmProgram.Find();
        await using var host = await SandboxHost.StartAsync();
        using var client = Hub(await host.AddClusterAsync("hub"), helm);
        var error = await helm.RefusedAsync(["install", .. Where, "--create-namespace", "--set", "leaderElection.enabled=false"]);
        Assert.Contains("replicaCount is 2 and leaderElection.enabled is false: several operators would act at once", error, StringComparison.Ordinal);
        Assert.Empty(await ServicesAsync(client));
        Assert.Null(await client.FindResourceAsync("lepton.ai/v1alpha1", "LeptonModel"));
    }

    private static KubernetesClient Hub(SandboxCluster cluster, HelmProgram helm)
    {
        helm.Kubeconfig = cluster.KubeconfigYaml();
        return new KubernetesClient(KubernetesClientConfiguration.BuildConfigFromBytes(Encoding.UTF8.GetBytes(helm.Kubeconfig)), new KubernetesClientOptions());
    }

    /// <summary>As <c>kubectl apply --server-side -f config/crd</c> does.</summary>
    private static async Task InstallDefinitionsAsync(IResourceClient<UnstructuredObject> definitions)
    {
        foreach (var file in Directory.EnumerateFiles(Checkout.PathOf("config", "crd"), "lepton.ai_*.yaml"))
            await definitions.ApplyAsync(new UnstructuredObject(KubernetesYaml.Load(await File.ReadAllTextAsync(file))!.AsObject()), new ApplyOptions("kubectl"));
    }

    private static JsonObject Model(string name) =>
        KubernetesYaml.Load($"{{apiVersion: lepton.ai/v1alpha1, kind: LeptonModel, metadata: {{name: {name}, namespace: default}}, spec: {{workload: Inference, image: a, replicas: 1}}}}")!.AsObject();

    private static async Task<int> ReplicasAsync(KubernetesClient client) =>
        (int)(await client.Resource((await client.FindResourceAsync("apps/v1", "Deployment"))!).GetAsync("lepton-lepton-operator", "lepton-system"))!.Json["spec"]!["replicas"]!;

    private static async Task<List<string>> ServicesAsync(KubernetesClient client) =>
        (await client.Resource((await client.FindResourceAsync("v1", "Service"))!).ListAsync("lepton-system")).Items.Select(s => s.Metadata.Name!).ToList();

    private static async Task<JsonObject> WebhooksAsync(KubernetesClient client) =>
        (await client.Resource((await client.FindResourceAsync("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration"))!).GetAsync("lepton-lepton-operator-webhooks"))!.Json;

    private static async Task TrustAsync(KubernetesClient client)
    {
        var value = KubernetesYaml.Load("{apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingWebhookConfiguration, metadata: {name: lepton-lepton-operator-webhooks}, webhooks: [{name: validate.lepton.ai, clientConfig: {caBundle: Y2E=}}]}")!.AsObject();
        await client.Resource((await client.FindResourceAsync("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration"))!).ApplyAsync(new UnstructuredObject(value), new ApplyOptions("lepton-operator"));
    }
}
