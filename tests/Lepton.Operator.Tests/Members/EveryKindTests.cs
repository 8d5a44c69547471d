using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Emission;
using Lepton.Operator.Members;
using Lepton.Operator.State;
using Lepton.Operator.Tests.Emission;
using Lepton.Sandbox.Hosting;
using Lepton.Testing.Logging;

namespace Lepton.Operator.Tests.Members;

/// <summary>For all that is emitted in any case, whatever its kind, against an API server in this process: written once, put right when edited or deleted, removed in the end.</summary>
public sealed class EveryKindTests : IAsyncLifetime
{
    private readonly LogCollector _logs = new();
    private SandboxHost _host = null!;
    private KubernetesClient _client = null!;
    private LiveObjects _objects = null!;
    private MemberApplier _applier = null!;

    public async Task InitializeAsync()
    {
        _host = await SandboxHost.StartAsync();
        var cluster = await _host.AddClusterAsync("member");
        _client = new KubernetesClient(Kubernetes.Config.KubernetesClientConfiguration.BuildConfigFromBytes(System.Text.Encoding.UTF8.GetBytes(cluster.KubeconfigYaml())));
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _host.DisposeAsync();
        _logs.Dispose();
    }

    [Theory]
    [ClassData(typeof(EmissionCaseData))]
    public async Task Everything_is_written_once_repaired_and_removed(string name)
    {
        var input = new EmissionCase(name).Input() with { EmitNamespace = true };
        var desired = Emitter.Emit(input);
        _objects = new LiveObjects(_client, input.HubId);
        _applier = new MemberApplier("member", input.HubId, _client, _objects, _logs.CreateLogger("applier"));

        Assert.Null(await ReconcileAsync(input, desired));
        await NothingIsWrittenAsync(input, desired);
        foreach (var wanted in desired.Where(d => d.Namespace is not null))
        {
            await EditAsync(wanted);
            Assert.Null(await ReconcileAsync(input, desired));
            Assert.Null(LiveComparison.FirstDifference(wanted.Json, (await ReadAsync(wanted)).Json));
            await DeleteAsync(wanted);
            Assert.Null(await ReconcileAsync(input, desired));
            Assert.Null(LiveComparison.FirstDifference(wanted.Json, (await ReadAsync(wanted)).Json));
        }

        await NothingIsWrittenAsync(input, desired);
        await ReconcileAsync(input, []);
        await _objects.ReadAsync();
        Assert.All(desired.Where(d => d.Namespace is not null), d => Assert.True(_objects.Get(d.Key) is null or { Metadata.DeletionTimestamp: not null }, $"{d.Key} is left"));
    }

    [Fact]
    public void The_cases_hold_every_kind_that_is_ever_emitted() => Assert.Equal(
        OwnedKinds.All.Where(k => !k.Optional).Select(k => k.Resource.Kind).Order(),
        EmissionCase.Names.SelectMany(n => Emitter.Emit(new EmissionCase(n).Input() with { EmitNamespace = true })).Select(d => d.Resource.Kind).Distinct().Order());

    private async Task NothingIsWrittenAsync(EmissionInput input, IReadOnlyList<DesiredObject> desired)
    {
        await _objects.ReadAsync();
        var (writes, versions) = (_applier.Writes, _objects.Versions);
        Assert.Null(await ReconcileAsync(input, desired));
        await _objects.ReadAsync();
        Assert.Equal(writes, _applier.Writes);
        Assert.Equal(desired.Count(d => d.Namespace is not null), versions.Keys.Count(k => !k.StartsWith("Namespace ", StringComparison.Ordinal)));
        Assert.Equal(versions, _objects.Versions);
    }

    private async Task<ApplyOutcome?> ReconcileAsync(EmissionInput input, IReadOnlyList<DesiredObject> desired)
    {
        await _objects.ReadAsync();
        return await _applier.ReconcileAsync(ModelStore.KeyOf(input.Model), desired, AdoptionPolicy.IfOwned, _ => false, default);
    }

    private Task<UnstructuredObject> ReadAsync(DesiredObject wanted) => _client.Resource(wanted.Resource).GetAsync(wanted.Name, wanted.Namespace);

    /// <summary>Somebody changes what matters in it.</summary>
    private async Task EditAsync(DesiredObject wanted)
    {
        var spec = wanted.Json["spec"]?.DeepClone().AsObject();
        JsonObject change;
        switch (wanted.Resource.Kind)
        {
            case "Deployment":
                spec!["template"]!["spec"]!["containers"]![0]!["image"] = "registry.example/evil:2";
                change = new JsonObject { ["spec"] = new JsonObject { ["template"] = spec["template"]!.DeepClone() } };
                break;
            case "Job":
                change = new JsonObject { ["spec"] = new JsonObject { ["suspend"] = true, ["backoffLimit"] = 77 } };
                break;
            case "Service":
                spec!["ports"]![0]!["port"] = 9999;
                change = new JsonObject { ["spec"] = new JsonObject { ["ports"] = spec["ports"]!.DeepClone() } };
                break;
            case "HorizontalPodAutoscaler":
                change = new JsonObject { ["spec"] = new JsonObject { ["maxReplicas"] = 99 } };
                break;
            case "PodDisruptionBudget":
                change = new JsonObject { ["spec"] = new JsonObject { ["maxUnavailable"] = "77%", ["minAvailable"] = null } };
                break;
            case "ConfigMap":
                change = new JsonObject { ["data"] = new JsonObject { [wanted.Json["data"]!.AsObject().First().Key] = "evil" } };
                break;
            case "Secret":
                change = new JsonObject { ["data"] = new JsonObject { [wanted.Json["data"]!.AsObject().First().Key] = "ZXZpbA==" } };
                break;
            default:
                change = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [Ownership.HashAnnotation] = "edited" } } };
                break;
        }

        var before = (await ReadAsync(wanted)).Metadata.ResourceVersion;
        var edited = await _client.Resource(wanted.Resource).PatchAsync(wanted.Name, wanted.Namespace, Patch.Merge(change), options: new WriteOptions { FieldManager = "kubectl-edit" });
        Assert.NotEqual(before, edited.Metadata.ResourceVersion);
    }

    private async Task DeleteAsync(DesiredObject wanted)
    {
        var uid = (await ReadAsync(wanted)).Metadata.Uid;
        await _client.Resource(wanted.Resource).DeleteAsync(wanted.Name, wanted.Namespace, new DeleteOptions { PropagationPolicy = "Background" });
        Assert.NotEqual(uid, (await _client.Resource(wanted.Resource).TryGetAsync(wanted.Name, wanted.Namespace))?.Metadata.Uid);
    }
}
