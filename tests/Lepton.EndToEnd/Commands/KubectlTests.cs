using Lepton.EndToEnd.Harness;
using Lepton.EndToEnd.Placing;
using Lepton.Testing.Files;
using Lepton.Testing.Programs;
using Xunit;

namespace Lepton.EndToEnd.Commands;

/// <summary>What people do with kubectl on a hub where the operator works.</summary>
[Collection("samples")]
public sealed class KubectlTests(SamplesFixture fixture) : IDisposable
{
    private readonly TempFolder _folder = new();

    private Kubectl Hub => field ??= With(editor: null);

    [SkippableFact]
    public async Task Get_lepton_shows_the_columns_somebody_on_call_wants()
    {
        Skip.If(Kubectl.Program is null, "kubectl is not on the PATH");
        var models = await Hub.RunAsync("get", "lm", "-A");
        var header = models.Split('\n')[0].Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal(["NAMESPACE", "NAME"], header[..2]);
        foreach (var column in new[] { "WORKLOAD", "READY", "WHERE", "AGE" })
            Assert.Contains(header, h => h.Contains(column, StringComparison.Ordinal));
        foreach (var model in fixture.Samples.Models)
            Assert.Contains(model.Metadata.Name!, models, StringComparison.Ordinal);

        var all = await Hub.RunAsync("get", "lepton", "-A");
        foreach (var kind in new[] { "leptonmodel.lepton.ai/", "cloudprovider.lepton.ai/aws", "placementpolicy.lepton.ai/default" })
            Assert.Contains(kind, all, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Describe_shows_decision_and_events()
    {
        Skip.If(Kubectl.Program is null, "kubectl is not on the PATH");
        var text = await Hub.RunAsync("describe", "lm", "llama-3-3-70b", "-n", "models");
        foreach (var part in new[] { "Candidates:", "Hourly Cost:", "Lower Bound:", "Reason:", "Events:", "lepton.ai/operator" })
            Assert.Contains(part, text, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Explain_tells_what_a_field_means()
    {
        Skip.If(Kubectl.Program is null, "kubectl is not on the PATH");
        var text = await Hub.RunAsync("explain", "leptonmodel.spec.accelerators");
        foreach (var part in new[] { "KIND:       LeptonModel", "VERSION:    v1alpha1", "FIELD: accelerators", "throughput", "DESCRIPTION:" })
            Assert.Contains(part, text, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Definitions_and_samples_apply_on_the_server_again_without_conflict()
    {
        Skip.If(Kubectl.Program is null, "kubectl is not on the PATH");
        var definitions = await Hub.RunAsync("apply", "--server-side", "-f", Repository.PathOf("config", "crd"));
        Assert.Equal(3, definitions.Split("serverside-applied").Length - 1);
        var samples = await Hub.RunAsync("apply", "--server-side", "-f", Repository.PathOf("config", "samples"));
        Assert.Equal(fixture.Samples.All.Count, samples.Split("serverside-applied").Length - 1);
        await fixture.Fleet.SettledAsync();
    }

    [SkippableFact]
    public async Task A_model_lives_through_apply_wait_patch_edit_watch_and_delete()
    {
        Skip.If(Kubectl.Program is null, "kubectl is not on the PATH");
        var manifest = """
            apiVersion: lepton.ai/v1alpha1
            kind: LeptonModel
            metadata: { name: small, namespace: kubectl }
            spec: { image: registry.example/small:1, replicas: 1, resources: { requests: { cpu: 500m, memory: 1Gi } } }
            """;
        await Hub.RunAsync("create", "namespace", "kubectl");
        var (code, _, error) = await Hub.TryAsync(manifest, "apply", "-f", "-");
        Assert.True(code == 0, error);
        await Hub.RunAsync("wait", "--for=condition=Ready", "lm/small", "-n", "kubectl", "--timeout=90s");

        var watched = await Hub.FollowAsync(
            "2/2", () => Hub.RunAsync("patch", "lm", "small", "-n", "kubectl", "--type=merge", "-p", """{"spec":{"replicas":2}}"""), "get", "lm", "small", "-n", "kubectl", "-w");
        Assert.Contains("2/2", watched[^1], StringComparison.Ordinal);
        Assert.Equal("2", await Hub.RunAsync("get", "lm", "small", "-n", "kubectl", "-o", "jsonpath={.status.readyReplicas}"));

        Assert.Contains("edited", await With("sed -i 's/replicas: 2/replicas: 1/' \"$1\"").RunAsync("edit", "lm", "small", "-n", "kubectl"), StringComparison.Ordinal);
        await Hub.RunAsync("wait", "--for=jsonpath={.status.readyReplicas}=1", "lm/small", "-n", "kubectl", "--timeout=60s");

        Assert.Contains("scaled", await Hub.RunAsync("scale", "lm", "small", "-n", "kubectl", "--current-replicas=1", "--replicas=3"), StringComparison.Ordinal);
        await Hub.RunAsync("wait", "--for=jsonpath={.status.readyReplicas}=3", "lm/small", "-n", "kubectl", "--timeout=60s");
        // The number is whose wrote it last: nobody takes it back.
        await Task.Delay(TimeSpan.FromSeconds(3));
        Assert.Equal("3 3", await Hub.RunAsync("get", "lm", "small", "-n", "kubectl", "-o", "jsonpath={.spec.replicas} {.status.readyReplicas}"));

        // Waits for the finalizer, so afterwards nothing is left in the members.
        await Hub.RunAsync("delete", "lm", "small", "-n", "kubectl", "--timeout=60s");
        var picture = await fixture.Fleet.SettledAsync();
        Assert.All(picture.Objects.Where(o => o.Kind == "Deployment"), o => Assert.DoesNotContain("kubectl/", o.Name, StringComparison.Ordinal));
        await Hub.RunAsync("delete", "namespace", "kubectl", "--timeout=60s");
    }

    public void Dispose() => _folder.Dispose();

    /// <param name="editor">Shell commands that change the file <c>$1</c>, for <c>kubectl edit</c>.</param>
    private Kubectl With(string? editor) => new(fixture.Fleet.Session.HubKubeconfig) { CacheFolder = _folder.File("cache"), Editor = editor is null ? null : _folder.Script("editor", editor) };
}
