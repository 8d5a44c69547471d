using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using Lepton.Sandbox.Fleet;
using Lepton.Sandbox.Hosting;
using Lepton.Sandbox.Tests.Support;

namespace Lepton.Sandbox.Tests.Fleet;

/// <summary>Faults by command, seen from outside with the operator's credentials and with somebody else's.</summary>
public sealed class FleetDirectorTests : IAsyncLifetime
{
    private SandboxFleet _fleet = null!;
    private FleetDirector _director = null!;

    private FleetCluster West => _fleet["west"];

    public async Task InitializeAsync()
    {
        _fleet = await SandboxFleet.StartAsync(FleetFile.Parse("""
            name: f
            members:
              - name: west
                provider: AWS
                region: us-east-1
                nodePools:
                  - { name: gpu, instanceType: g5.12xlarge, count: 2, maxNodes: 3 }
                  - { name: spot, instanceType: g5.12xlarge, count: 1, maxNodes: 1, capacityType: Spot }
            """));
        _director = new FleetDirector(_fleet, TimeProvider.System);
    }

    public async Task DisposeAsync()
    {
        await _director.DisposeAsync();
        await _fleet.DisposeAsync();
    }

    [Theory]
    [InlineData(FaultKind.ServerError, HttpStatusCode.InternalServerError, HttpStatusCode.InternalServerError)]
    [InlineData(FaultKind.TooManyRequests, HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests)]
    [InlineData(FaultKind.ExpiredCredentials, HttpStatusCode.Unauthorized, HttpStatusCode.OK)]
    [InlineData(FaultKind.Partition, null, HttpStatusCode.OK)]
    [InlineData(FaultKind.ClusterDown, null, null)]
    public async Task An_api_server_misbehaves_for_whom_it_should_until_the_fault_ends(FaultKind kind, HttpStatusCode? ofOperator, HttpStatusCode? ofOthers)
    {
        var fault = await _director.BeginAsync(new FaultEvent(0, kind, "west"));
        Assert.Equal([fault], _director.Active);
        Assert.Equal(ofOperator, await AskAsync(SandboxUser.Operator));
        Assert.Equal(ofOthers, await AskAsync(SandboxUser.Admin));
        Assert.True(await _director.EndAsync(fault.Id));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(SandboxUser.Operator));
        Assert.Empty(_director.Active);
        Assert.False(await _director.EndAsync(fault.Id));
    }

    [Fact]
    public async Task A_partition_cuts_the_watches_of_the_operator_and_of_nobody_else()
    {
        using var operators = Client(SandboxUser.Operator);
        using var others = Client(SandboxUser.Admin);
        var cut = ReadToEndAsync(await WatchAsync(operators));
        var lasting = ReadToEndAsync(await WatchAsync(others));
        await _director.BeginAsync(new FaultEvent(0, FaultKind.Partition, "west"));
        Assert.False(await cut.WaitAsync(TimeSpan.FromSeconds(60)), "the stream ended in peace");
        Assert.False(lasting.IsCompleted);
    }

    [Fact]
    public async Task Broken_watches_are_cut_for_all_and_must_list_again()
    {
        using var client = Client(SandboxUser.Admin);
        var cut = ReadToEndAsync(await WatchAsync(client));
        var fault = await _director.BeginAsync(new FaultEvent(0, FaultKind.WatchBreak, "west"));
        Assert.Equal(0, fault.Id);
        await cut.WaitAsync(TimeSpan.FromSeconds(60));
        using var old = await client.GetAsync("/api/v1/nodes?watch=true&resourceVersion=1&timeoutSeconds=1");
        Assert.Contains("\"code\":410", await old.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nodes_are_lost_and_found_reclaimed_and_lose_gpus()
    {
        var gpu = West.NodesOf("gpu");
        var lost = await _director.BeginAsync(new FaultEvent(0, FaultKind.NodeLost, "west") { Pool = "gpu", Node = 1 });
        Assert.Contains(gpu[1], lost.Effect, StringComparison.Ordinal);
        await Eventually.TrueAsync(() => Task.FromResult(ReadyOf(gpu[1]) == "Unknown"), "the fault shows");
        Assert.Equal("True", ReadyOf(gpu[0]));
        await _director.EndAllAsync();
        await Eventually.TrueAsync(() => Task.FromResult(ReadyOf(gpu[1]) == "True"), "the fault shows");

        await _director.BeginAsync(new FaultEvent(0, FaultKind.GpuFailure, "west") { Pool = "gpu", Node = 0, Gpus = 3 });
        await Eventually.TrueAsync(() => Task.FromResult(Node(gpu[0])["status"]!["allocatable"]!["nvidia.com/gpu"]!.GetValue<string>() == "1"), "the fault shows");
        await _director.BeginAsync(new FaultEvent(0, FaultKind.SpotReclaim, "west") { Pool = "spot" });
        await Eventually.TrueAsync(() => Task.FromResult(West.NodesOf("spot").Count == 0), "the fault shows");
    }

    [Fact]
    public async Task What_does_not_exist_is_named_with_what_does()
    {
        Assert.Equal("cluster: no cluster \"wst\"; did you mean \"west\"?; clusters: west", await MessageAsync(new FaultEvent(0, FaultKind.ClusterDown, "wst")));
        Assert.Equal("pool: cluster west has no pool \"cpu\"; did you mean \"gpu\"?; pools: gpu, spot", await MessageAsync(new FaultEvent(0, FaultKind.NodeLost, "west") { Pool = "cpu" }));
        Assert.Equal("pool: found \"gpu\" of west, which is OnDemand; clouds take back spot machines only; spot pools: spot", await MessageAsync(new FaultEvent(0, FaultKind.SpotReclaim, "west") { Pool = "gpu" }));
        Assert.Equal("node: found 7; west/gpu has 2 nodes at present (counted from 0)", await MessageAsync(new FaultEvent(0, FaultKind.NodeLost, "west") { Pool = "gpu", Node = 7 }));
        Assert.Empty(_director.Active);

        async Task<string> MessageAsync(FaultEvent fault) => (await Assert.ThrowsAsync<ArgumentException>(() => _director.BeginAsync(fault))).Message;
    }

    [Fact]
    public async Task A_fault_with_a_length_ends_by_itself_on_the_clock_of_the_sandbox()
    {
        using var clock = new SandboxClock(0);
        await using var director = new FleetDirector(_fleet, clock);
        await director.BeginAsync(new FaultEvent(0, FaultKind.ServerError, "west") { ForHours = 2 });
        clock.Step(TimeSpan.FromHours(1.9));
        Assert.Equal(HttpStatusCode.InternalServerError, await AskAsync(SandboxUser.Admin));
        clock.Step(TimeSpan.FromHours(0.2));
        await Eventually.TrueAsync(() => Task.FromResult(director.Active.Count == 0), "the fault shows");
        Assert.Equal(HttpStatusCode.OK, await AskAsync(SandboxUser.Admin));
    }

    private System.Text.Json.Nodes.JsonNode Node(string name) => West.Api.Get(new Storage.GroupVersionResource("", "v1", "nodes"), null, name)!;

    private string? ReadyOf(string node) => Node(node)["status"]!["conditions"]!.AsArray().Where(c => (string?)c!["type"] == "Ready").Select(c => (string?)c!["status"]).Single();

    /// <summary>The status of an answer; null when the connection was cut or refused.</summary>
    private async Task<HttpStatusCode?> AskAsync(SandboxUser user)
    {
        using var client = Client(user);
        try
        {
            using var response = await client.GetAsync("/api/v1/namespaces/default");
            return response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private HttpClient Client(SandboxUser user)
    {
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.ImportFromPem(_fleet.Host.CertificateAuthorityPem);
        var client = new HttpClient(new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = trust } }) { BaseAddress = West.Server.Server };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", West.Server.TokenOf(user));
        return client;
    }

    private static Task<Stream> WatchAsync(HttpClient client) => client.GetStreamAsync("/api/v1/nodes?watch=true&resourceVersion=0");

    /// <summary>Whether a stream ended in peace.</summary>
    private static async Task<bool> ReadToEndAsync(Stream stream)
    {
        try
        {
            await stream.CopyToAsync(Stream.Null);
            return true;
        }
        catch (Exception error) when (error is IOException or HttpRequestException or HttpIOException)
        {
            return false;
        }
    }
}
