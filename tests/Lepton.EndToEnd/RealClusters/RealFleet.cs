using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Api.Providers;
using Lepton.Cli.Demo;
using Lepton.Cli.Manifests;
using Lepton.Cli.Sandboxes;
using Lepton.EndToEnd.Harness;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Testing.Files;

namespace Lepton.EndToEnd.RealClusters;

/// <summary>Given clusters with Lepton's definitions, the members' kubeconfigs in Secrets, and the operator as a process of its own.</summary>
internal sealed class RealFleet(GivenClusters clusters) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private readonly TempFolder _folder = new();
    private readonly List<PlayedKubelets> _kubelets = [];
    private readonly List<CopiedNodes> _copies = [];
    private OperatorProcess? _operator;

    public IKubernetesClient Hub => clusters.Hub;

    public async Task PrepareAsync()
    {
        await HubSetup.InstallDefinitionsAsync(Hub, ManifestFiles.Load([Repository.PathOf("config", "crd")]), CancellationToken.None);
        await HubSetup.AddMembersAsync(Hub, clusters.MemberKubeconfigs.Select(m => (m.Key, File.ReadAllText(m.Value))), CancellationToken.None);
        // What an interrupted run left behind would be in the way.
        await RemoveObjectsAsync();
    }

    /// <summary>Copies the nodes of the sandbox's clusters of the same names, and plays their kubelets.</summary>
    /// <param name="jobRun">How long pods of Jobs run; some seconds if null.</param>
    public async Task SimulateNodesAsync(SandboxSession sandbox, TimeSpan? jobRun = null)
    {
        foreach (var (name, client) in clusters.Members)
        {
            var copy = new CopiedNodes(sandbox.Members[name], client);
            _copies.Add(copy);
            await copy.RemoveAsync();
            await copy.CopyAsync();
            _kubelets.Add(new PlayedKubelets(client, jobRun));
        }

        await SweepMembersAsync();
    }

    public void StartOperator() => _operator = OperatorProcess.Start(
        Repository.OperatorProgram, clusters.HubKubeconfig, _folder.File("operator.log"), new Dictionary<string, string> { ["LEPTON_Planner__Resync"] = "00:00:05" });

    /// <summary>Kill -9 at whatever it does, and a new one.</summary>
    public async Task KillOperatorAsync()
    {
        await _operator!.KillAsync();
        await RestartOperatorAsync();
    }

    public async Task RestartOperatorAsync()
    {
        await _operator!.DisposeAsync();
        StartOperator();
    }

    /// <param name="without">Members whose API server is known to be gone.</param>
    public Task<FleetPicture> ReadAsync(params string[] without) => FleetPicture.ReadAsync(Hub, clusters.Members, CancellationToken.None, without);

    /// <param name="also">What else is missing; asked once all else is as it should be.</param>
    public Task<FleetPicture> SettledAsync(string what, Func<FleetPicture, string?>? also = null, params string[] without) => SettledAsync(what, also, meanwhile: false, without);

    /// <param name="meanwhile">Ask <paramref name="also"/> at every look.</param>
    public async Task<FleetPicture> SettledAsync(string what, Func<FleetPicture, string?>? also, bool meanwhile, params string[] without)
    {
        FleetPicture? picture = null;
        IReadOnlyList<string> problems = [];
        await Wait.UntilAsync(
            what,
            async () =>
            {
                picture = await ReadAsync(without);
                problems = FleetChecks.Settled(picture, without);
                if ((meanwhile || problems.Count == 0) && also?.Invoke(picture) is { } open)
                    problems = [.. problems, open];
                return problems.Count == 0;
            },
            Patience, CancellationToken.None, () => string.Join("; ", problems.Take(5)) + LastWords());
        return picture!;
    }

    /// <summary>The versions of everything of ours in members.</summary>
    public async Task<SortedDictionary<string, string>> VersionsAsync(Func<MemberObject, string> version) =>
        new((await ReadAsync()).Objects.ToDictionary(o => $"{o.Cluster}/{o.Kind}/{o.Name}", version), StringComparer.Ordinal);

    public async Task DeleteModelsAsync()
    {
        foreach (var model in (await Hub.Resource<LeptonModel>().ListAllAsync()).Items)
            await TestFleet.IgnoreGoneAsync(() => Hub.Resource<LeptonModel>().DeleteAsync(model.Metadata.Name!, model.Metadata.Namespace));
        IReadOnlyList<string> left = [];
        await Wait.UntilAsync("the members are empty again", async () => (left = FleetChecks.Empty(await ReadAsync())).Count == 0, Patience, CancellationToken.None,
            () => string.Join("; ", left.Take(5)) + LastWords());
    }

    public async ValueTask DisposeAsync()
    {
        if (_operator is not null)
            await _operator.DisposeAsync();
        await RemoveObjectsAsync();
        foreach (var kubelets in _kubelets)
            await kubelets.DisposeAsync();
        foreach (var copy in _copies)
            await copy.RemoveAsync();
        _folder.Dispose();
    }

    /// <summary>What an interrupted run left running would take the room of this one.</summary>
    private async Task SweepMembersAsync()
    {
        foreach (var left in (await ReadAsync()).Objects.Where(o => o.Kind != "Namespace"))
        {
            var resource = clusters.Members[left.Cluster].Resource((await clusters.Members[left.Cluster].FindResourceAsync(left.Object.ApiVersion!, left.Kind))!);
            await TestFleet.IgnoreGoneAsync(() => resource.DeleteAsync(left.Object.Metadata.Name!, left.Object.Metadata.Namespace, new DeleteOptions { PropagationPolicy = "Foreground" }));
        }

        await Wait.UntilAsync("the members hold no pods of ours", async () =>
        {
            var picture = await ReadAsync();
            return picture.Capacity.All(c => c.Value.Nodes.All(n => n.Pods.All(p => p.Model is null)) && c.Value.Unbound.All(p => p.Model is null));
        }, Patience, CancellationToken.None);
    }

    /// <summary>Also without an operator that would finish them.</summary>
    private async Task RemoveObjectsAsync()
    {
        foreach (var kind in new[] { ResourceDefinition.Of<LeptonModel>(), ResourceDefinition.Of<CloudProvider>(), ResourceDefinition.Of<PlacementPolicy>() })
        {
            foreach (var item in (await Hub.Resource(kind).ListAllAsync()).Items)
            {
                await TestFleet.IgnoreGoneAsync(() => Hub.Resource(kind).PatchAsync(
                    item.Metadata.Name!, item.Metadata.Namespace, Patch.Merge(new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = null } })));
                await TestFleet.IgnoreGoneAsync(() => Hub.Resource(kind).DeleteAsync(item.Metadata.Name!, item.Metadata.Namespace));
            }
        }
    }

    private string LastWords() => _operator is null ? "" : $"; the operator said: {string.Join(" | ", File.ReadLines(_operator.LogFile).TakeLast(5))}";
}
