using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Cli.Manifests;
using Lepton.Cli.Sandboxes;
using Lepton.EndToEnd.Harness;
using Lepton.Kubernetes.Config;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Webhooks;
using Lepton.Sandbox.Hosting;
using Lepton.Testing.Logging;
using Lepton.Testing.Time;
using Xunit;

namespace Lepton.EndToEnd.Webhooks;

/// <summary>The admission webhooks as an API server calls them: over TLS that it verifies by the caBundle, with <c>config/webhook</c> and the operator's own rights.</summary>
public sealed class WebhookTests : IAsyncLifetime
{
    private static readonly SandboxUser Account = new("system:serviceaccount:lepton-system:lepton-operator", "system:serviceaccounts");
    private readonly CancellationTokenSource _stop = new();
    private readonly LogCollector _log = new();

    // Eighty of ninety days before now: the first certificate is still good, and due.
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow.AddDays(-80));
    private SandboxHost _host = null!;
    private SandboxCluster _cluster = null!;
    private KubernetesClient _admin = null!;
    private KubernetesClient _client = null!;
    private WebhookService _service = null!;
    private Task _running = Task.CompletedTask;

    public async Task InitializeAsync()
    {
        _host = await SandboxHost.StartAsync();
        _cluster = await _host.AddClusterAsync("hub");
        _admin = Connect(null);
        await HubSetup.InstallDefinitionsAsync(_admin, ManifestFiles.Load([Repository.PathOf("config", "crd")]), CancellationToken.None);
        await HubSetup.ApplyAsync(_admin, ManifestFiles.Load([Repository.PathOf("config", "rbac", "hub")]), CancellationToken.None);
        foreach (var value in SmallFleet.Base)
            await TestFleet.ApplyToAsync(_admin, value);
        await TestFleet.ApplyToAsync(_admin, Wrong("old"));
        await HubSetup.ApplyAsync(_admin, ManifestFiles.Load([Repository.PathOf("config", "webhook")]), CancellationToken.None);
        _client = Connect(Account);
        var options = new WebhookOptions { BindAddress = "127.0.0.1:0", CheckInterval = TimeSpan.FromMinutes(1) };
        var keeper = new CertificateKeeper(_client, "lepton-system", options, others: false, _log, _time);
        _service = new WebhookService(_client, options, keeper, _log, _time);
        _running = Task.WhenAll(Task.Run(() => keeper.RunAsync(_stop.Token)), Task.Run(() => _service.RunAsync(_stop.Token)));
        await UntilAsync("the webhooks listen", () => Task.FromResult(_service.Addresses.Count > 0));
        _cluster.RegisterService("lepton-system", "lepton-operator-webhooks", new(System.Net.IPAddress.Loopback, new Uri(_service.Addresses.Single()).Port));
        await UntilAsync("the caBundles are set", async () => (await BundlesAsync()).All(b => b is { Length: > 0 }));
    }

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ContinueWith(_ => { }, TaskScheduler.Default);
        _service.Dispose();
        _client.Dispose();
        _admin.Dispose();
        await _host.DisposeAsync();
        _stop.Dispose();
        _log.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_the_schema_cannot_tell_is_refused_with_the_field_also_when_it_is_only_tried(bool dryRun)
    {
        await TestFleet.EnsureNamespaceAsync(_admin, "models");
        var error = await Assert.ThrowsAsync<KubernetesApiException>(() => _admin.Resource(Models).CreateAsync(new UnstructuredObject(Wrong("llm")), new WriteOptions { DryRun = dryRun }));
        Assert.Equal(System.Net.HttpStatusCode.UnprocessableEntity, error.HttpStatus);
        Seen.Says(error.Message, "admission webhook \"validate.lepton.ai\" denied the request: ", "spec.resources.requests", "expected");
        Assert.Null(await _admin.Resource<LeptonModel>().TryGetAsync("llm", "models"));
    }

    /// <summary>What would make moves never happen, or happen by halves.</summary>
    [Theory]
    [InlineData("rebalance: { windows: [{ cron: 0 0 31 2 *, duration: 1h }] }", "spec.rebalance.windows[0].cron", "a time that comes: this day is in no month")]
    [InlineData("migration: { strategy: Stepwise, steps: [{ percent: 120 }] }", "spec.migration.steps[0].percent", "100")]
    [InlineData("migration: { strategy: Stepwise, steps: [{ percent: 60 }, { percent: 40 }] }", "spec.migration.steps[1].percent", "40")]
    [InlineData("migration: { strategy: Stepwise }", "spec.migration.steps", "strategy Stepwise needs steps")]
    [InlineData("failover: { failback: Automatic, failbackDelay: 200h }", "spec.failover.failbackDelay", "200h")]
    public async Task Policies_by_which_no_move_could_be_made_are_refused(string spec, params string[] parts)
    {
        var error = await Assert.ThrowsAsync<KubernetesApiException>(() => TestFleet.ApplyToAsync(_admin, SmallFleet.Policy("wrong", "10m", spec)));
        Assert.Equal(System.Net.HttpStatusCode.UnprocessableEntity, error.HttpStatus);
        Seen.Says(error.Message, parts);
        Assert.Null(await _admin.Resource<Api.Policies.PlacementPolicy>().TryGetAsync("wrong"));
    }

    [Fact]
    public async Task A_request_that_only_the_limit_tells_is_filled_in_and_what_is_said_stays()
    {
        await TestFleet.ApplyToAsync(_admin, SmallFleet.Model("models", "llm", "resources: { requests: { cpu: \"1\" }, limits: { cpu: \"2\", memory: 4Gi } }"));
        var resources = (await _admin.Resource(Models).GetAsync("llm", "models")).Json["spec"]!["resources"]!;
        Assert.Equal("""{"cpu":"1","memory":"4Gi"}""", resources["requests"]!.ToJsonString());
        Assert.Equal("""{"cpu":"2","memory":"4Gi"}""", resources["limits"]!.ToJsonString());
    }

    [Theory]
    [InlineData("policyName: nobody", "expected an existing PlacementPolicy")]
    [InlineData("accelerators: [{ name: B200 }]", "no cluster has B200; there are A100-80GB")]
    [InlineData("policyName: far", "no cluster can ever take it: policy far: jurisdictions is [mars]")]
    [InlineData("{ policyName: far, rebalance: { windows: [{ cron: 0 10 * * *, duration: 2h }] } }", "expected a time at which a window of PlacementPolicy far is open too")]
    [InlineData("{ workload: Training, replicas: null, ports: null, training: { parallelism: 2, checkpoint: { grace: 10m } } }", "expected less than 2m, failover.pendingTimeout of PlacementPolicy far")]
    public async Task What_no_cluster_can_meet_is_taken_with_a_warning(string spec, string expected)
    {
        await ReportPoolsAsync();
        await TestFleet.ApplyToAsync(_admin, SmallFleet.Policy("far", "10m", "{ jurisdictions: [mars], rebalance: { windows: [{ cron: 0 22 * * *, duration: 2h }] }, failover: { pendingTimeout: 2m } }"));
        await TestFleet.EnsureNamespaceAsync(_admin, "models");
        var warning = "";
        await UntilAsync($"a warning of {expected}", async () =>
        {
            // The webhooks' picture of providers and policies is at most a few seconds old, by their clock.
            _time.Advance(TimeSpan.FromSeconds(5));
            warning = await WarningAsync(SmallFleet.Model("models", "llm", spec));
            return warning.Contains(expected, StringComparison.Ordinal);
        }, () => warning);
        Assert.NotNull(await _admin.Resource<LeptonModel>().TryGetAsync("llm", "models"));
    }

    [Fact]
    public async Task What_was_wrong_before_can_be_changed_and_deleted()
    {
        var models = _admin.Resource(Models);
        await models.PatchAsync("old", "models", Patch.Merge(SmallFleet.Yaml("metadata: { finalizers: [example.com/hold] }")));
        await models.PatchAsync("old", "models", Patch.Merge(SmallFleet.Yaml("spec: { replicas: 3 }")));
        var error = await Assert.ThrowsAsync<KubernetesApiException>(() => models.PatchAsync("old", "models", Patch.Merge(SmallFleet.Yaml("spec: { resources: { requests: { memory: 64Gi }, limits: { memory: 1Gi } } }"))));
        Seen.Says(error.Message, "requests[memory]");
        await models.DeleteAsync("old", "models");
        await models.PatchAsync("old", "models", Patch.Merge(SmallFleet.Yaml("metadata: { finalizers: null }")));
        Assert.Null(await models.TryGetAsync("old", "models"));
    }

    [Fact]
    public async Task Certificates_are_renewed_and_writes_go_on()
    {
        var secrets = _admin.Resource<V1Secret>();
        var before = (await secrets.GetAsync(WebhookOptions.DefaultName, "lepton-system")).Data!;
        _time.Advance(TimeSpan.FromDays(80));
        await UntilAsync("the certificate is new", async () => !(await secrets.GetAsync(WebhookOptions.DefaultName, "lepton-system")).Data!["tls.crt"].AsSpan().SequenceEqual(before["tls.crt"]));
        await UntilAsync("it is in use", () => Task.FromResult(_log.Lines.Any(l => l.Message.Contains("certificate is new", StringComparison.Ordinal))));
        // A new server connects anew, and trusts what the caBundle says.
        await Assert.ThrowsAsync<KubernetesApiException>(() => _admin.Resource(Models).CreateAsync(new UnstructuredObject(Wrong("llm"))));

        // An authority in its last third is followed by another, and both are trusted.
        var bundle = (await BundlesAsync())[0];
        _time.Advance(TimeSpan.FromDays(180));
        await UntilAsync("there is another authority", async () => (await BundlesAsync()).All(b => b != bundle));
        Assert.Equal(2, Encoding.UTF8.GetString(Convert.FromBase64String((await BundlesAsync())[0]!)).Split("BEGIN CERTIFICATE").Length - 1);
    }

    private static ResourceDefinition Models => ResourceDefinition.Of<LeptonModel>();

    /// <summary>Asks for more than it allows itself.</summary>
    private static JsonObject Wrong(string name) => SmallFleet.Model("models", name, "resources: { requests: { cpu: \"4\", memory: 2Gi }, limits: { cpu: \"2\" } }");

    private KubernetesClient Connect(SandboxUser? user) => new(KubernetesClientConfiguration.BuildConfigFromBytes(Encoding.UTF8.GetBytes(_cluster.KubeconfigYaml(user))));

    private async Task<List<string?>> BundlesAsync()
    {
        var found = new List<string?>();
        foreach (var kind in WebhookBundles.Kinds)
        {
            var value = await _admin.Resource(kind).GetAsync(WebhookOptions.DefaultName);
            found.AddRange(value.Json["webhooks"]!.AsArray().Select(w => (string?)w!["clientConfig"]!["caBundle"]));
        }

        return found;
    }

    /// <summary>As the operator reports what it found in the members.</summary>
    private async Task ReportPoolsAsync()
    {
        foreach (var name in SmallFleet.Members)
        {
            var status = SmallFleet.Yaml($"status: {{ clusters: [{{ name: {name}, pools: [{{ name: a100, accelerator: A100-80GB, capacityType: OnDemand }}] }}] }}");
            await _admin.Resource<Api.Providers.CloudProvider>().PatchAsync(name, null, Patch.Merge(status), "status");
        }
    }

    private async Task<string> WarningAsync(JsonObject model)
    {
        await TestFleet.IgnoreGoneAsync(() => _admin.Resource<LeptonModel>().DeleteAsync("llm", "models"));
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.ImportFromPem(_host.CertificateAuthorityPem);
        using var handler = new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = trust } };
        using var http = new HttpClient(handler);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _cluster.TokenOf(SandboxUser.Admin));
        using var content = new StringContent(model.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(new Uri(_cluster.Server, "/apis/lepton.ai/v1alpha1/namespaces/models/leptonmodels"), content);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return response.Headers.TryGetValues("Warning", out var values) ? string.Join("; ", values) : "";
    }

    private Task UntilAsync(string what, Func<Task<bool>> seen, Func<string>? also = null) =>
        Wait.UntilAsync(what, seen, TimeSpan.FromSeconds(60), CancellationToken.None, () => $"{also?.Invoke()} {string.Join(" | ", _log.Lines.Select(l => l.Message).TakeLast(5))} {_running.Exception?.Message}");
}
