using System.Text;
using System.Text.Json.Nodes;
using Lepton.Api;
using Lepton.Api.Models;
using Lepton.Api.Providers;
using Lepton.Kubernetes.Config;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Serialization;
using Lepton.Operator.Access;
using Lepton.Operator.Dashboard;
using Lepton.Operator.Webhooks;
using Lepton.Sandbox.Hosting;
using Lepton.Testing.Clusters;
using Lepton.Testing.Logging;
using Lepton.Testing.Time;

namespace Lepton.Operator.Tests.Dashboard;

/// <summary>The dashboard over a hub in this process, with the hostile fleet in it; it asks the hub with exactly the rights that the operator has with a dashboard.</summary>
internal sealed class DashboardServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private static readonly SandboxUser Account = new("system:serviceaccount:lepton-system:lepton-operator", "system:serviceaccounts", "system:serviceaccounts:lepton-system");
    private readonly KubernetesClient _client;
    private readonly DashboardService _service;
    private readonly Task _work;
    private readonly bool _ownsHub;

    private DashboardServer(TestCluster hub, bool ownsHub, DashboardAccess access, TimeProvider time, bool tls)
    {
        (Hub, _ownsHub) = (hub, ownsHub);
        _client = new KubernetesClient(KubernetesClientConfiguration.BuildConfigFromBytes(Encoding.UTF8.GetBytes(hub.Server.KubeconfigYaml(Account))));
        var keeper = new CertificateKeeper(_client, "lepton-system", new WebhookOptions { FurtherNames = ["localhost"] }, others: tls, Log, time);
        _service = new DashboardService(_client, new DashboardOptions { BindAddress = "127.0.0.1:0", Access = access, Tls = tls }, keeper, Log, time);
        _work = Task.WhenAll(Task.Run(() => keeper.RunAsync(_stop.Token)), Task.Run(() => _service.RunAsync(_stop.Token)));
    }

    public TestCluster Hub { get; }

    public LogCollector Log { get; } = new();

    /// <summary>Keeps no cookies and follows no redirects unless told to.</summary>
    public HttpClient Client { get; private set; } = null!;

    public Uri Address { get; private set; } = null!;

    public static async Task<DashboardServer> StartAsync(DashboardAccess access, TimeProvider? time = null, bool tls = false)
    {
        var hub = await TestCluster.StartAsync();
        foreach (var definition in LeptonCrds.All())
            await hub.InstallAsync(definition);
        await AddAsync(hub.Client);
        await GrantAsync(hub.Client);
        return await StartAsync(new DashboardServer(hub, ownsHub: true, access, time ?? TimeProvider.System, tls));
    }

    /// <summary>Another replica of the operator, over the same hub.</summary>
    public Task<DashboardServer> ReplicaAsync() => StartAsync(new DashboardServer(Hub, ownsHub: false, DashboardAccess.Kubernetes, TimeProvider.System, tls: true));

    private static async Task<DashboardServer> StartAsync(DashboardServer server)
    {
        await Eventually.TrueAsync(() => server._service.Addresses.Count > 0 || server._work.IsCompleted);
        server.Address = new Uri(server._service.Addresses.Single());
        server.Client = server.NewClient();
        return server;
    }

    public HttpClient NewClient() => new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Address };

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work;
        Client.Dispose();
        _service.Dispose();
        _client.Dispose();
        if (_ownsHub)
            await Hub.DisposeAsync();
        Log.Dispose();
        _stop.Dispose();
    }

    private static async Task GrantAsync(IKubernetesClient hub)
    {
        const string Group = "rbac.authorization.k8s.io";
        var role = (JsonObject)KubernetesYaml.Load(RoleYaml.Role("lepton-operator", null, [.. HubAccess.Cluster, .. HubAccess.Dashboard, .. HubAccess.WebhookSecret]))!;
        await hub.Resource(new ResourceDefinition(Group, "v1", "ClusterRole", "clusterroles", Namespaced: false)).CreateAsync(new UnstructuredObject(role));
        var binding = (JsonObject)KubernetesYaml.Load($$"""
            apiVersion: {{Group}}/v1
            kind: ClusterRoleBinding
            metadata: { name: lepton-operator }
            roleRef: { apiGroup: {{Group}}, kind: ClusterRole, name: lepton-operator }
            subjects: [{ kind: User, apiGroup: {{Group}}, name: "{{Account.Name}}" }]
            """)!;
        await hub.Resource(new ResourceDefinition(Group, "v1", "ClusterRoleBinding", "clusterrolebindings", Namespaced: false)).CreateAsync(new UnstructuredObject(binding));
    }

    private static async Task AddAsync(IKubernetesClient hub)
    {
        foreach (var name in new[] { "models", "lepton-system" })
            await hub.Resource<V1Namespace>().CreateAsync(new() { Metadata = { Name = name } });
        var provider = HostileFleet.Provider();
        provider.Metadata.Uid = null;
        var made = await hub.Resource<CloudProvider>().CreateAsync(provider);
        made.Status = provider.Status;
        made.Status!.Clusters![0].KubernetesVersion = "v1.36.2";
        await hub.Resource<CloudProvider>().UpdateStatusAsync(made);
        var model = HostileFleet.Model("models", "llm");
        var placed = await hub.Resource<LeptonModel>().CreateAsync(model);
        placed.Status = model.Status;
        await hub.Resource<LeptonModel>().UpdateStatusAsync(placed);
    }
}
