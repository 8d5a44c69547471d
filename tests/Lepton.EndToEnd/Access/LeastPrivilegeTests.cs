using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Cli.Manifests;
using Lepton.Cli.Members;
using Lepton.Cli.Sandboxes;
using Lepton.EndToEnd.Harness;
using Lepton.Kubernetes.Config;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Access;
using Lepton.Operator.Emission;
using Lepton.Operator.Hosting;
using Lepton.Operator.Members;
using Lepton.Sandbox.Hosting;
using Lepton.Sandbox.Simulation;
using Xunit;

namespace Lepton.EndToEnd.Access;

/// <summary>
/// The operator's own program under exactly the roles of <c>config/rbac</c> and of <c>lepton members add</c>, on servers that enforce them, through everything it does. Whatever it asks must be granted, and
/// whatever is granted must have been asked.
/// </summary>
public sealed class LeastPrivilegeTests : IAsyncLifetime
{
    private const string Space = "rights";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly SandboxUser HubAccount = new("system:serviceaccount:lepton-system:lepton-operator", "system:serviceaccounts", "system:serviceaccounts:lepton-system");
    private SandboxSession _session = null!;
    private OperatorProcess _operator = null!;
    private RightsLog _ofHub = null!;
    private RightsLog _ofMembers = null!;
    private string _hubId = "";

    private IKubernetesClient Hub => _session.Hub;

    private IKubernetesClient Azure => _session.Members["azure"];

    public async Task InitializeAsync()
    {
        _session = await SandboxSession.StartAsync(SmallFleet.Definition, CancellationToken.None, new SimulationOptions { JobRun = TimeSpan.FromHours(1), Seed = 5 });
        _ofHub = new RightsLog(_session.Cluster("hub"));
        _ofMembers = new RightsLog([.. SmallFleet.Members.Select(_session.Cluster)]);
        await HubSetup.InstallDefinitionsAsync(Hub, ManifestFiles.Load([Repository.PathOf("config", "crd")]), CancellationToken.None);
        await HubSetup.ApplyAsync(Hub, ManifestFiles.Load([Repository.PathOf("config", "rbac", "hub")]), CancellationToken.None);
        foreach (var member in SmallFleet.Members)
        {
            var admin = KubernetesClientConfiguration.BuildConfigFromConfigFile(Path.Combine(_session.Folder, $"{member}.kubeconfig"));
            await new MemberAdd(Hub, HubSetup.SystemNamespace, TextWriter.Null).RunAsync(member, admin, TimeSpan.FromHours(1), null, CancellationToken.None);
        }

        _hubId = await OperatorRuntime.ReadHubIdAsync(Hub, CancellationToken.None);
        var kubeconfig = Path.Combine(_session.Folder, "operator.kubeconfig");
        await File.WriteAllTextAsync(kubeconfig, _session.Cluster("hub").KubeconfigYaml(HubAccount));
        _operator = OperatorProcess.Start(Repository.OperatorProgram, kubeconfig, Path.Combine(_session.Folder, "operator.log"), new Dictionary<string, string>
        {
            ["LEPTON_Members__ProbeInterval"] = "00:00:00.5",
            ["LEPTON_Members__ProbeTimeout"] = "00:00:10",
            ["LEPTON_Members__RefreshInterval"] = "00:00:01",
            ["LEPTON_Members__SweepInterval"] = "00:00:01",
        });
    }

    public async Task DisposeAsync()
    {
        await _operator.DisposeAsync();
        _ofHub.Dispose();
        _ofMembers.Dispose();
        await _session.DisposeAsync();
    }

    [Fact]
    public async Task The_roles_grant_what_the_operator_asks_and_nothing_else()
    {
        await PlaceAsync();
        await RenewAsync();
        var names = await NamesAsync();
        await DriftAsync(names);
        await RepeatAsync();
        await RemoveAsync();
        await MeetForeignObjectsAsync(names);
        await ListAsync();

        Compare("hub", _ofHub, HubAccess.Cluster.Concat(HubAccess.Election).Concat(HubAccess.Renewal));
        Compare("members", _ofMembers, MemberAccess.Rules.Concat(MemberAccess.Renewal));
    }

    private static void Compare(string where, RightsLog log, IEnumerable<AccessRule> rules)
    {
        Assert.True(log.Refused.Count == 0, $"{where}: the role does not grant what the code asks: {string.Join("; ", log.Refused)}");
        var more = log.Asked.Except(RightsLog.Granted(rules)).Order(StringComparer.Ordinal).ToList();
        Assert.True(more.Count == 0, $"{where}: asked and not in the table of src/Lepton.Operator/Access: {string.Join("; ", more)}");
        var less = RightsLog.Granted(rules, withRare: false).Except(log.Asked).Order(StringComparer.Ordinal).ToList();
        Assert.True(less.Count == 0, $"{where}: granted and never asked: {string.Join("; ", less)}");
    }

    /// <summary>Every kind the operator writes, a price book, and what models take along.</summary>
    private async Task PlaceAsync()
    {
        foreach (var value in SmallFleet.Base)
        {
            if ((string?)value["metadata"]!["name"] == "azure")
                value["spec"]!["pricing"]!["priceBookRef"] = new JsonObject { ["namespace"] = "lepton-system", ["name"] = "prices", ["key"] = "prices.csv" };
            await TestFleet.ApplyToAsync(Hub, value);
        }

        await TestFleet.ApplyToAsync(Hub, Object("v1", "ConfigMap", "settings", "data: { a: one }"), Object("v1", "Secret", "token", "stringData: { a: one }"), Object("v1", "ServiceAccount", "runner", "{}"));
        await ModelsAsync();
        await SettledAsync();
    }

    private Task ModelsAsync() => TestFleet.ApplyToAsync(
        Hub,
        SmallFleet.Model(Space, "served", """
            scaling: { engine: HPA, minReplicas: 2, maxReplicas: 3 }
            propagate: [{ kind: ConfigMap, name: settings }, { kind: Secret, name: token }, { kind: ServiceAccount, name: runner }]
            """),
        SmallFleet.Model(Space, "run", "{ workload: Training, ports: null, replicas: null, training: { parallelism: 1 } }"));

    /// <summary>A token of which half its life is over is replaced by one that works.</summary>
    private async Task RenewAsync()
    {
        var secrets = Hub.Resource<V1Secret>();
        var before = await secrets.GetAsync(HubSetup.SecretOf("azure"), HubSetup.SystemNamespace);
        var aged = (MemberToken.Of(before)! with { Expires = DateTimeOffset.UtcNow.AddMinutes(20) }).Annotations();
        await secrets.PatchAsync(before.Metadata.Name!, HubSetup.SystemNamespace, Patch.Merge(new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = aged } }));
        V1Secret now = before;
        await UntilAsync("the token is renewed", async () =>
        {
            now = await secrets.GetAsync(HubSetup.SecretOf("azure"), HubSetup.SystemNamespace);
            return MemberToken.Of(now)!.Expires > DateTimeOffset.UtcNow.AddMinutes(50);
        });
        Assert.False(now.Data!["kubeconfig"].AsSpan().SequenceEqual(before.Data!["kubeconfig"]));
        using var client = new KubernetesClient(KubernetesClientConfiguration.BuildConfigFromBytes(now.Data["kubeconfig"]));
        Assert.Empty(await MemberRights.MissingAsync(client, CancellationToken.None));
    }

    private async Task DriftAsync(IReadOnlyList<(ResourceDefinition Kind, string Name)> names)
    {
        foreach (var (kind, name) in names)
        {
            await Azure.Resource(kind).DeleteAsync(name, Space, new DeleteOptions { PropagationPolicy = "Background" });
            await UntilAsync($"{kind.Kind} {name} is back", async () => await Azure.Resource(kind).TryGetAsync(name, Space) is { Metadata.DeletionTimestamp: null });
        }
    }

    /// <summary>What happens again is told as a series.</summary>
    private async Task RepeatAsync()
    {
        for (var round = 0; round < 2; round++)
        {
            foreach (var suspend in new[] { true, false })
            {
                await Hub.Resource<LeptonModel>().PatchAsync("served", Space, Patch.Merge(new JsonObject { ["spec"] = new JsonObject { ["suspend"] = suspend } }));
                await UntilAsync($"suspend {suspend} is decided", async () => (await Hub.Resource<LeptonModel>().GetAsync("served", Space)).Status?.Placements is { Count: > 0 } != suspend);
            }
        }

        await UntilAsync("a series of events is told", () => Task.FromResult(_ofHub.Asked.Contains("patch events.k8s.io/events")));
    }

    private async Task RemoveAsync()
    {
        foreach (var name in new[] { "served", "run" })
            await TestFleet.IgnoreGoneAsync(() => Hub.Resource<LeptonModel>().DeleteAsync(name, Space));
        await UntilAsync("the models are gone", async () => (await Hub.Resource<LeptonModel>().ListAllAsync()).Items.Count == 0);
        await UntilAsync($"namespace {Space} is removed from azure", async () => await Azure.Resource<V1Namespace>().TryGetAsync(Space) is null);
    }

    /// <summary>Objects of the same names that somebody else made are read, and left alone.</summary>
    private async Task MeetForeignObjectsAsync(IReadOnlyList<(ResourceDefinition Kind, string Name)> names)
    {
        foreach (var (kind, name) in names)
            await TestFleet.ApplyToAsync(Azure, Object(kind.ApiVersion, kind.Kind, name, Foreign(kind.Kind)));
        await ModelsAsync();
        var wanted = names.Select(n => $"get {n.Kind.Group}/{n.Kind.Plural}").ToHashSet(StringComparer.Ordinal);
        await UntilAsync("each foreign object was looked at", () => Task.FromResult(wanted.IsSubsetOf(_ofMembers.Asked)));
    }

    /// <summary>Servers of older versions know no streaming lists: what is refused is then asked as a list.</summary>
    private async Task ListAsync()
    {
        SandboxCluster[] clusters = [.. SmallFleet.Members.Append("hub").Select(_session.Cluster)];
        var faults = clusters.Select(c => c.Inject(new ApiFault { Status = 400 })).ToList();
        foreach (var cluster in clusters)
            cluster.BreakWatches();
        var lists = RightsLog.Granted(MemberAccess.Rules, withRare: false).Where(g => g.StartsWith("list ", StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        var ofHub = RightsLog.Granted(HubAccess.Cluster, withRare: false).Where(g => g.StartsWith("list ", StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        await UntilAsync("everything was asked for as a list", () => Task.FromResult(lists.IsSubsetOf(_ofMembers.Asked) && ofHub.IsSubsetOf(_ofHub.Asked)));
        faults.ForEach(f => f.Dispose());
    }

    private async Task SettledAsync()
    {
        foreach (var name in new[] { "served", "run" })
        {
            V1Condition? applied = null;
            await UntilAsync($"{name} is applied", async () =>
            {
                applied = (await Hub.Resource<LeptonModel>().GetAsync(name, Space)).Status?.Conditions?.Find(c => c.Type == "Applied");
                return applied?.Status == "True";
            }, () => $"{applied?.Reason}: {applied?.Message}");
        }
    }

    /// <summary>The operator's objects in azure, which is the cheapest and has room for all.</summary>
    private async Task<IReadOnlyList<(ResourceDefinition Kind, string Name)>> NamesAsync()
    {
        var found = new List<(ResourceDefinition, string)>();
        foreach (var kind in OwnedKinds.All.Where(k => k.Resource.Namespaced && !k.Optional))
        {
            var items = (await Azure.Resource(kind.Resource).ListAllAsync(Space, new ListOptions { LabelSelector = Ownership.Selector(_hubId) })).Items;
            Assert.NotEmpty(items);
            found.AddRange(items.Select(i => (kind.Resource, i.Metadata.Name!)));
        }

        return found;
    }

    private Task UntilAsync(string what, Func<Task<bool>> seen, Func<string>? also = null) => Wait.UntilAsync(what, seen, Patience, CancellationToken.None, () =>
        $"{also?.Invoke()} refused: {string.Join("; ", _ofHub.Refused.Concat(_ofMembers.Refused))}; the operator's log ends with: {string.Join(" | ", File.ReadLines(_operator.LogFile).TakeLast(5))}");

    private static JsonObject Object(string apiVersion, string kind, string name, string rest)
    {
        var value = SmallFleet.Yaml($"{{ apiVersion: {apiVersion}, kind: {kind}, metadata: {{ name: {name}, namespace: {Space} }} }}");
        foreach (var (key, content) in SmallFleet.Yaml(rest))
            value[key] = content?.DeepClone();
        return value;
    }

    private static string Foreign(string kind)
    {
        const string Template = "template: { metadata: { labels: { app: other } }, spec: { restartPolicy: RESTART, containers: [{ name: c, image: other:1 }] } }";
        return kind switch
        {
            "Deployment" => $"spec: {{ replicas: 0, selector: {{ matchLabels: {{ app: other }} }}, {Template.Replace("RESTART", "Always", StringComparison.Ordinal)} }}",
            "Job" => $"spec: {{ suspend: true, {Template.Replace("RESTART", "Never", StringComparison.Ordinal)} }}",
            "Service" => "spec: { selector: { app: other }, ports: [{ port: 80 }] }",
            "HorizontalPodAutoscaler" => "spec: { maxReplicas: 1, scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: other } }",
            "PodDisruptionBudget" => "spec: { maxUnavailable: 1, selector: { matchLabels: { app: other } } }",
            _ => "{}",
        };
    }
}
