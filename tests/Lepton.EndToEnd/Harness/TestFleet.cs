using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Cli.Demo;
using Lepton.Cli.Manifests;
using Lepton.Cli.Sandboxes;
using Lepton.EndToEnd.Leadership;
using Lepton.EndToEnd.RealClusters;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Members;
using Lepton.Operator.Planning;
using Lepton.Sandbox.Fleet;
using Lepton.Sandbox.Hosting;
using Lepton.Sandbox.Simulation;
using Lepton.Testing.Clusters;

namespace Lepton.EndToEnd.Harness;

/// <summary>A sandbox fleet with Lepton's definitions and the members' kubeconfigs in Secrets, and the operator at work on it.</summary>
internal sealed class TestFleet : IAsyncDisposable
{
    /// <summary>Whom the operator logs in as in members, so that its rights can be taken without taking the tests'.</summary>
    public static readonly SandboxUser OperatorUser = new("lepton-operator", "system:masters");

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly Dictionary<string, string> _kubeconfigs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _standardNamespaces = new(StringComparer.Ordinal);
    private InProcessOperator? _operator;

    private readonly KubernetesClient? _given;
    private readonly GivenMembers? _members;

    private TestFleet(SandboxSession session, bool givenHub, GivenMembers? members)
    {
        (Session, _members) = (session, members);
        if (givenHub)
            _given = new KubernetesClient(GivenServer.Configuration());
    }

    public SandboxSession Session { get; }

    /// <summary>The sandbox's, unless it was told to take the given one.</summary>
    public IKubernetesClient Hub => _given ?? Session.Hub;

    public bool HasGivenHub => _given is not null;

    /// <summary>The sandbox's, unless it was told to take given ones.</summary>
    public IReadOnlyDictionary<string, IKubernetesClient> Members => _members?.Clients ?? Session.Members;

    public string HubKubeconfig => _given is null ? Session.HubKubeconfig : GivenServer.Kubeconfig!;

    public IKubernetesClient Member(string name) => Members[name];

    public SandboxCluster Server(string name) => Session.Cluster(name);

    /// <param name="givenHub">The hub is the API server that <see cref="GivenServer"/> names.</param>
    /// <param name="members">Take the place of the sandbox's, whose nodes they get. Disposed with the fleet.</param>
    public static async Task<TestFleet> StartAsync(
        FleetDefinition definition, SimulationOptions? simulation = null, bool withOperator = true, TimeProvider? time = null, bool givenHub = false, GivenMembers? members = null)
    {
        var fleet = new TestFleet(await SandboxSession.StartAsync(definition, CancellationToken.None, simulation, time: time), givenHub, members);
        await HubSetup.InstallDefinitionsAsync(fleet.Hub, ManifestFiles.Load([Repository.PathOf("config", "crd")]), CancellationToken.None);
        foreach (var member in fleet.Session.Members.Keys)
            fleet.NewKubeconfig(member);
        await fleet.RestoreSecretsAsync();
        foreach (var (name, client) in fleet.Clients)
            fleet._standardNamespaces[name] = [.. (await client.Resource<V1Namespace>().ListAllAsync()).Items.Select(n => n.Metadata.Name!)];
        await FleetStart.WaitAsync(fleet.Session.Members, TimeSpan.FromSeconds(30), CancellationToken.None);
        if (members is not null)
            await members.SimulateNodesAsync(fleet.Session);
        if (withOperator)
            await fleet.StartOperatorAsync();
        return fleet;
    }

    public async Task StartOperatorAsync(MemberOptions? members = null, PlannerOptions? planner = null, TimeProvider? time = null) =>
        _operator ??= await InProcessOperator.StartAsync(await File.ReadAllTextAsync(HubKubeconfig), members, planner, time);

    /// <summary>Ends the hub's API server.</summary>
    public Task StopHubAsync() => _given is null ? Server("hub").StopAsync() : GivenServer.StopAsync();

    public Task StartHubAsync() => _given is null ? Server("hub").StartAsync() : GivenServer.StartAsync();

    /// <summary>What the operator last complained of, for messages of failing tests.</summary>
    public string Complaints => $"the operator said: {string.Join(" | ", _operator?.Complaints.TakeLast(5) ?? [])}";

    public async Task StopOperatorAsync()
    {
        if (_operator is not null)
            await _operator.DisposeAsync();
        _operator = null;
    }

    /// <summary>A fresh kubeconfig for the operator in a member: of token for all but azure, which has a client certificate.</summary>
    public string NewKubeconfig(string member) =>
        _kubeconfigs[member] = _members?.KubeconfigOf(member) ?? Server(member).KubeconfigYaml(OperatorUser, member.StartsWith("azure", StringComparison.Ordinal) ? SandboxCredential.ClientCertificate : SandboxCredential.Token);

    /// <summary>Tells of each request that changes a member, after it was answered.</summary>
    public IDisposable ObserveWrites(string member, Action<MemberWrite> see) => _members?.Observe(member, see) ?? Server(member).Observe(call =>
    {
        if (call.IsWrite)
            see(MemberWrite.Of(call));
    });

    public Task RestoreSecretsAsync() => HubSetup.AddMembersAsync(Hub, _kubeconfigs.Select(k => (k.Key, k.Value)), CancellationToken.None);

    /// <summary>Back to the beginning: members up, connections right, the given providers and policies and no others, no models, nothing of any test left.</summary>
    public async Task ResetAsync(IReadOnlyList<JsonObject> objects)
    {
        foreach (var cluster in Session.Clusters.Where(c => !c.IsRunning))
            await cluster.StartAsync();
        await StartOperatorAsync();
        await RestoreSecretsAsync();
        var wanted = objects.Select(o => $"{o["kind"]}/{o["metadata"]!["name"]}").ToHashSet(StringComparer.Ordinal);
        foreach (var value in objects)
            await ReplaceAsync(value);
        foreach (var model in (await Hub.Resource<LeptonModel>().ListAllAsync()).Items)
            await IgnoreGoneAsync(() => Hub.Resource<LeptonModel>().DeleteAsync(model.Metadata.Name!, model.Metadata.Namespace));
        await UntilAsync("the models are gone", async () => (await Hub.Resource<LeptonModel>().ListAllAsync()).Items is { Count: > 0 } left ? left[0].Metadata.NamespacedName() : null);
        // Whatever a failed test left in its namespaces goes with them.
        await UntilAsync("the tests' namespaces are gone", DropNamespacesAsync);
        await UntilAsync("nothing of ours is left", async () =>
        {
            var left = FleetChecks.Empty(await FleetPicture.ReadAsync(Hub, Members, CancellationToken.None));
            return left.Count == 0 ? null : string.Join("; ", left.Take(5));
        });
        foreach (var kind in new[] { ResourceDefinition.Of<Api.Providers.CloudProvider>(), ResourceDefinition.Of<Api.Policies.PlacementPolicy>() })
        {
            foreach (var item in (await Hub.Resource(kind).ListAllAsync()).Items.Where(i => !wanted.Contains($"{kind.Kind}/{i.Metadata.Name}")))
                await IgnoreGoneAsync(() => Hub.Resource(kind).DeleteAsync(item.Metadata.Name!));
        }
    }

    /// <summary>Server-side apply, as kubectl does it; makes the namespace when there is none.</summary>
    public Task ApplyAsync(params JsonObject[] objects) => ApplyToAsync(Hub, objects);

    public static async Task ApplyToAsync(IKubernetesClient client, params JsonObject[] objects)
    {
        foreach (var value in objects)
        {
            var item = new UnstructuredObject((JsonObject)value.DeepClone());
            var definition = await client.FindResourceAsync(item.ApiVersion!, item.Kind!) ?? throw new InvalidOperationException($"{client.BaseAddress} does not serve {item.Kind}");
            if (definition.Namespaced)
                await EnsureNamespaceAsync(client, item.Metadata.Namespace!);
            await client.Resource(definition).ApplyAsync(item, new ApplyOptions("somebody") { Force = true });
        }
    }

    public static async Task EnsureNamespaceAsync(IKubernetesClient client, string name)
    {
        if (await client.Resource<V1Namespace>().TryGetAsync(name) is null)
            await client.Resource<V1Namespace>().CreateAsync(new V1Namespace { Metadata = { Name = name } });
    }

    /// <summary>Makes an object's spec exactly this, whoever wrote what before.</summary>
    public async Task ReplaceAsync(JsonObject value)
    {
        var item = new UnstructuredObject((JsonObject)value.DeepClone());
        var definition = await Hub.FindResourceAsync(item.ApiVersion!, item.Kind!);
        var resource = Hub.Resource(definition!);
        if (await resource.TryGetAsync(item.Metadata.Name!, item.Metadata.Namespace) is not { } live)
        {
            await resource.CreateAsync(item);
            return;
        }

        var patch = new JsonArray(new JsonObject { ["op"] = "replace", ["path"] = "/spec", ["value"] = value["spec"]!.DeepClone() });
        await resource.PatchAsync(live.Metadata.Name!, live.Metadata.Namespace, Patch.Json(patch));
    }

    public Task<LeptonModel> ModelAsync(string @namespace, string name) => Hub.Resource<LeptonModel>().GetAsync(name, @namespace);

    /// <summary>Merges YAML into a model's spec.</summary>
    public Task ChangeAsync(string @namespace, string name, string spec) =>
        Hub.Resource<LeptonModel>().PatchAsync(name, @namespace, Patch.Merge(new JsonObject { ["spec"] = SmallFleet.Yaml(spec) }));

    public Task DeleteAsync(string @namespace, string name) => Hub.Resource<LeptonModel>().DeleteAsync(name, @namespace);

    /// <summary>Polls until <paramref name="open"/> has nothing left to say.</summary>
    /// <param name="open">What is still missing; null when all is seen.</param>
    public async Task UntilAsync(string what, Func<Task<string?>> open)
    {
        string? last = null;
        await Wait.UntilAsync(what, async () => (last = await open()) is null, Patience, CancellationToken.None,
            () => $"{last}; {Complaints}");
    }

    /// <summary>Waits until every model is where it was decided to be, ready, each workload once.</summary>
    public async Task<FleetPicture> SettledAsync(Func<FleetPicture, string?>? also = null, params string[] without)
    {
        FleetPicture? picture = null;
        await UntilAsync("the fleet is settled", async () =>
        {
            picture = await FleetPicture.ReadAsync(Hub, Members, CancellationToken.None, without);
            var problems = FleetChecks.Settled(picture, without);
            return problems.Count > 0 ? string.Join("; ", problems.Take(5)) : also?.Invoke(picture);
        });
        return picture!;
    }

    /// <summary>What of ours stands in the members, by what only a write to its spec changes.</summary>
    public async Task<SortedDictionary<string, string>> StandingAsync(params string[] without)
    {
        var picture = await FleetPicture.ReadAsync(Hub, Members, CancellationToken.None, without);
        return new(picture.Objects.ToDictionary(o => $"{o.Cluster}/{o.Kind}/{o.Name}", o => $"{o.Object.Metadata.Uid} {o.Object.Metadata.Generation?.ToString() ?? o.Object.Metadata.ResourceVersion}"), StringComparer.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await StopOperatorAsync();
        _given?.Dispose();
        if (_members is not null)
            await _members.DisposeAsync();
        await Session.DisposeAsync();
    }

    public static async Task IgnoreGoneAsync(Func<Task> delete)
    {
        try
        {
            await delete();
        }
        catch (KubernetesApiException e) when (e.IsNotFound || e.IsConflict)
        {
            // Gone or going.
        }
    }

    private IEnumerable<(string Name, IKubernetesClient Client)> Clients => Members.Select(m => (m.Key, m.Value)).Prepend(("hub", Hub));

    private async Task<string?> DropNamespacesAsync()
    {
        var left = new List<string>();
        foreach (var (cluster, client) in Clients)
        {
            foreach (var item in (await client.Resource<V1Namespace>().ListAllAsync()).Items.Where(n => !_standardNamespaces[cluster].Contains(n.Metadata.Name!)))
            {
                left.Add($"{item.Metadata.Name} in {cluster}");
                if (item.Metadata.DeletionTimestamp is null)
                    await IgnoreGoneAsync(() => client.Resource<V1Namespace>().DeleteAsync(item.Metadata.Name!));
            }
        }

        return left.Count == 0 ? null : string.Join(", ", left);
    }
}
