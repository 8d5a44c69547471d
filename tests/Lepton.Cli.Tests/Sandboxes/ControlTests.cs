using Lepton.Cli.Manifests;
using Lepton.Cli.Sandboxes;
using Lepton.Cli.Sandboxes.Control;
using Lepton.Cli.Tests.Support;
using Lepton.Sandbox.Fleet;
using Lepton.Sandbox.Hosting;
using Lepton.Sandbox.Storage;

namespace Lepton.Cli.Tests.Sandboxes;

/// <summary>What commands do in a running sandbox, without an operator: the statuses an operator would write are written by the tests.</summary>
public sealed class ControlTests : IAsyncLifetime
{
    private readonly CancellationTokenSource _down = new();
    private readonly SandboxClock _clock = new(0);
    private SandboxSession _session = null!;
    private FleetDirector _director = null!;
    private ControlServer _server = null!;
    private SandboxLoad _load = null!;

    public async Task InitializeAsync()
    {
        _session = await SandboxSession.StartAsync(ReadyFleets.Load(ReadyFleets.OneSmall), CancellationToken.None, time: _clock);
        _director = new FleetDirector(_session.Fleet, _clock);
        _load = new SandboxLoad(_session, _clock);
        _server = new ControlServer(_session.Folder, new SandboxController(_session, _director, _load, _clock, _down.Cancel).HandleAsync);
        await HubSetup.InstallDefinitionsAsync(_session.Hub, ManifestFiles.Load([Repository.Definitions]), CancellationToken.None);
        await HubSetup.ApplyAsync(_session.Hub, ManifestFiles.Load(["-"], new StringReader(Yaml.All(Yaml.Cloud("aws", 10), Yaml.Model("m")))), CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        await _director.DisposeAsync();
        await _session.DisposeAsync();
        _clock.Dispose();
        _down.Dispose();
    }

    [Fact]
    public async Task The_status_names_clusters_faults_and_the_clock()
    {
        await AskAsync("fault", ("kind", "StockOut"), ("cluster", "small"), ("pool", "l4"));
        var lines = await AskAsync("status");
        Assert.StartsWith("fleet one-small, sandbox time ", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("at 0 times real time", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.StartsWith("small ", StringComparison.Ordinal) && line.Contains("serving", StringComparison.Ordinal) && line.Contains("   3 nodes", StringComparison.Ordinal));
        Assert.Contains("fault 1: no more nodes for small/l4", lines);
        Assert.Equal(["fault 1 is over"], await AskAsync("end-fault", ("cluster", "1")));
        Assert.DoesNotContain(await AskAsync("status"), line => line.StartsWith("fault", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Prices_are_set_in_the_provider_and_others_are_left()
    {
        Assert.Equal(["aws now asks $4.5 per H100 and hour (Spot)"], await AskAsync("price", ("provider", "aws"), ("accelerator", "H100"), ("spot", "true"), ("dollars", "4.5")));
        var prices = (await _session.Hub.Resource<Api.Providers.CloudProvider>().GetAsync("aws")).Spec.Pricing!.GpuHour!;
        Assert.Equal([("H100", Api.CapacityKind.OnDemand, 10.0), ("H100", Api.CapacityKind.Spot, 4.5)], prices.Select(price => (price.Accelerator, price.CapacityType, price.DollarsPerGpuHour)));
    }

    [Theory]
    [InlineData("price", "provider", "asw", "no CloudProvider \"asw\"; did you mean \"aws\"?; providers: aws")]
    [InlineData("price", "provider", "aws", "CloudProvider aws shows no price of H100 (OnDemand) in its status to multiply")]
    [InlineData("load", "model", "ns/n", "no LeptonModel \"ns/n\"; did you mean \"ns/m\"?; models: ns/m")]
    [InlineData("end-fault", "cluster", "7", "no fault \"7\" is in force; in force: none")]
    [InlineData("fault", "cluster", "big", "cluster: no cluster \"big\"")]
    [InlineData("clock", "speed", "-1", "found -1; expected a speed from 0")]
    [InlineData("dance", "x", "y", "unknown request \"dance\"")]
    public async Task What_cannot_be_done_is_refused_in_words(string verb, string key, string value, string expected)
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => AskAsync(verb, ("kind", "ClusterDown"), ("accelerator", "H100"), ("factor", "2"), ("units", "1"), (key, value)));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(await AskAsync("status"));
    }

    [Fact]
    public async Task The_clock_is_stepped_and_sped_up()
    {
        var before = _clock.GetUtcNow();
        await AskAsync("clock", ("step", "90"));
        Assert.Equal(90, (_clock.GetUtcNow() - before).TotalMinutes, 6);
        Assert.EndsWith("at 25 times real time", Assert.Single(await AskAsync("clock", ("speed", "25"))), StringComparison.Ordinal);
        Assert.Equal(25, _clock.Speed);
    }

    [Fact]
    public async Task A_load_becomes_the_metrics_of_the_models_autoscalers()
    {
        await AskAsync("load", ("model", "ns/m"), ("units", "2.5"));
        var member = _session.Fleet["small"].Api;
        member.Create(new GroupVersionResource("", "v1", "namespaces"), null, Json("""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"ns"}}"""));
        member.Create(new GroupVersionResource("apps", "v1", "deployments"), "ns", Json("""
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d"},"spec":{"replicas":2,"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i","resources":{"requests":{"cpu":"10m"}}}]}}}}
            """));
        member.Create(new GroupVersionResource("autoscaling", "v2", "horizontalpodautoscalers"), "ns", Json("""
            {"apiVersion":"autoscaling/v2","kind":"HorizontalPodAutoscaler","metadata":{"name":"d","labels":{"lepton.ai/model":"m"}},
             "spec":{"minReplicas":2,"maxReplicas":9,"scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"d"},
                     "metrics":[{"type":"Pods","pods":{"metric":{"name":"queue"},"target":{"type":"AverageValue","averageValue":"1"}}}]}}
            """));
        await _session.Hub.Resource<Api.Models.LeptonModel>().PatchAsync("m", "ns", Lepton.Kubernetes.Http.Patch.Merge((System.Text.Json.Nodes.JsonObject)Json("""
            {"status":{"placements":[{"provider":"aws","cluster":"small","pool":"small/p","replicas":2,"readyReplicas":2,"accelerator":"H100","acceleratorCount":1,"capacityType":"OnDemand","hourlyCost":1,"state":"Active"}]}}
            """)), subresource: "status");

        // Two replicas serve two units per second, two and a half come in: more than a minute's queue of requests waits (2.5 / 500 * 60).
        using var stop = new CancellationTokenSource();
        var running = _load.RunAsync(stop.Token);
        await Wait.UntilAsync("the load is reckoned", () => Task.FromResult(_load.Describe().Count == 1), TimeSpan.FromMinutes(1), CancellationToken.None);
        await stop.CancelAsync();
        await running;
        Assert.Equal("load ns/m: 2.5 of 2 units/s on 2 replicas, 100 % busy, more than can be served", Assert.Single(_load.Describe()).Replace("100%", "100 %", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Down_ends_it()
    {
        Assert.Equal(["ending"], await AskAsync("down"));
        Assert.True(_down.IsCancellationRequested);
    }

    [Fact]
    public async Task What_was_asked_is_answered_though_the_sandbox_ends_meanwhile()
    {
        var folder = Directory.CreateTempSubdirectory("lepton-control-").FullName;
        var (asked, ended) = (new TaskCompletionSource(), Task.CompletedTask);
        var server = new ControlServer(folder, async (_, stop) =>
        {
            asked.SetResult();
            // The answer comes when the server is already ending.
            await Task.Delay(Timeout.Infinite, stop).ContinueWith(_ => { }, TaskScheduler.Default);
            return ControlResponse.Done("ending");
        });
        try
        {
            var answer = SandboxFolders.AskAsync(folder, new ControlRequest("down", new Dictionary<string, string>()), CancellationToken.None);
            await asked.Task;
            ended = server.DisposeAsync().AsTask();
            Assert.Equal(["ending"], await answer);
        }
        finally
        {
            await ended;
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_name_is_given_once_and_what_a_killed_sandbox_left_is_cleared()
    {
        var name = $"test-{Environment.ProcessId}";
        await SandboxFolders.ClaimAsync(_session.Folder, name);
        Assert.Equal(_session.Folder, await SandboxFolders.FindAsync(name));
        var second = Directory.CreateTempSubdirectory(SandboxFolders.Prefix).FullName;
        try
        {
            var error = await Assert.ThrowsAsync<InvalidOperationException>(() => SandboxFolders.ClaimAsync(second, name));
            Assert.StartsWith($"a sandbox named \"{name}\" runs already (folder {_session.Folder})", error.Message, StringComparison.Ordinal);

            // One that was killed: a name and nobody who answers.
            var left = Directory.CreateTempSubdirectory(SandboxFolders.Prefix).FullName;
            await File.WriteAllTextAsync(Path.Combine(left, "name"), name + "-old");
            await SandboxFolders.ClaimAsync(second, name + "-old");
            Assert.False(Directory.Exists(left));
            Assert.Contains($"no sandbox named \"{name}-none\" runs", (await Assert.ThrowsAsync<InvalidOperationException>(() => SandboxFolders.FindAsync(name + "-none"))).Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(second, recursive: true);
        }
    }

    private async Task<IReadOnlyList<string>> AskAsync(string verb, params (string Key, string Value)[] arguments)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in arguments)
            map[key] = value;
        return await SandboxFolders.AskAsync(_session.Folder, new ControlRequest(verb, map), CancellationToken.None);
    }

    private static System.Text.Json.Nodes.JsonObject Json(string text) => (System.Text.Json.Nodes.JsonObject)System.Text.Json.Nodes.JsonNode.Parse(text)!;
}
