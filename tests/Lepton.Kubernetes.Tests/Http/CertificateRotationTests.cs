using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Testing.Files;
using Lepton.Testing.Http;
using Lepton.Testing.Logging;
using Lepton.Testing.Time;
using Lepton.Testing.Tls;
using Microsoft.Extensions.Logging;

namespace Lepton.Kubernetes.Tests.Http;

/// <summary>Rule "certificate and CA files re-checked every 5 min; a changed certificate closes connections".</summary>
public sealed class CertificateRotationTests : IDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _time = new();
    private readonly LogCollector _log = new();

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
        _log.Dispose();
    }

    private KubernetesClientOptions Options => new() { Time = _time, LoggerFactory = _log };

    [Fact]
    [Trait("Rule", "Credentials/certificate-files-re-checked-every-5-min")]
    public async Task AnExchangedClientCertificateIsUsedAfterFiveMinutes()
    {
        await using var server = await ScriptedServer.StartAsync(_authority.Server("127.0.0.1"), c => c.TextAsync("ok"));
        using var client = Client(server, "one");
        await client.RequestAsync(HttpMethod.Get, "/1");
        WriteClient("two");
        await client.RequestAsync(HttpMethod.Get, "/2");
        _time.Advance(TimeSpan.FromMinutes(5));
        await client.RequestAsync(HttpMethod.Get, "/3");

        Assert.Equal(["CN=one, O=system:masters", "CN=one, O=system:masters", "CN=two, O=system:masters"], server.Requests.Select(r => r.ClientSubject));
        Assert.Contains("changed on disk and are in use now", Assert.Single(_log.Of(LogLevel.Information)), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Rule", "Credentials/changed-certificate-closes-connections")]
    public async Task AnExchangedClientCertificateEndsOpenWatches()
    {
        await using var server = await ScriptedServer.StartAsync(_authority.Server("127.0.0.1"), async c =>
        {
            await c.BeginWatchAsync();
            await c.EventAsync("ADDED", Servers.ConfigMap("a"));
            await c.HoldAsync();
        });
        using var client = Client(server, "one");
        await using var events = client.Resource<V1ConfigMap>().WatchAsync("default").GetAsyncEnumerator();
        Assert.True(await events.MoveNextAsync());
        var next = events.MoveNextAsync().AsTask();
        WriteClient("two");
        _time.Advance(TimeSpan.FromMinutes(5));

        Assert.False(await Eventually.ResultAsync(next));
    }

    [Fact]
    public async Task UnchangedFilesChangeNothing()
    {
        await using var server = await ScriptedServer.StartAsync(_authority.Server("127.0.0.1"), c => c.TextAsync("ok"));
        using var client = Client(server, "one");
        await client.RequestAsync(HttpMethod.Get, "/1");
        _time.Advance(TimeSpan.FromMinutes(20));
        await client.RequestAsync(HttpMethod.Get, "/2");

        Assert.Single(server.Requests.Select(r => r.ConnectionId).Distinct());
        Assert.Empty(_log.Of(LogLevel.Information));
    }

    [Fact]
    public async Task HalfWrittenFilesLeaveTheOldOnesInUseUntilTheyAreWhole()
    {
        await using var server = await ScriptedServer.StartAsync(_authority.Server("127.0.0.1"), c => c.TextAsync("ok"));
        using var client = Client(server, "one");
        using var two = _authority.Client("two");
        _folder.Write("client.crt", two.Pem);
        _time.Advance(TimeSpan.FromMinutes(5));
        await client.RequestAsync(HttpMethod.Get, "/1");
        _folder.Write("client.key", two.KeyPem);
        _time.Advance(TimeSpan.FromMinutes(5));
        await client.RequestAsync(HttpMethod.Get, "/2");

        Assert.Equal(["CN=one, O=system:masters", "CN=two, O=system:masters"], server.Requests.Select(r => r.ClientSubject));
        Assert.Contains("the old ones stay", Assert.Single(_log.Of(LogLevel.Warning)), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Rule", "Credentials/certificate-files-re-checked-every-5-min")]
    public async Task AnExchangedAuthorityIsTrustedAfterFiveMinutes()
    {
        using var next = new TestAuthority("next");
        await using var server = await ScriptedServer.StartAsync(next.Server("127.0.0.1"), c => c.TextAsync("ok"));
        using var client = Client(server, "one");
        await Assert.ThrowsAsync<HttpRequestException>(() => client.RequestAsync(HttpMethod.Get, "/1"));
        _folder.Write("ca.crt", _authority.Pem + next.Pem);
        _time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal("ok", (string?)await client.RequestAsync(HttpMethod.Get, "/2"));
    }

    private KubernetesClient Client(ScriptedServer server, string user)
    {
        WriteClient(user);
        _folder.Write("ca.crt", _authority.Pem);
        return server.Client(Options, c =>
        {
            c.CertificateAuthorityFile = _folder.File("ca.crt");
            c.ClientCertificateFilePath = _folder.File("client.crt");
            c.ClientKeyFilePath = _folder.File("client.key");
        });
    }

    private void WriteClient(string user)
    {
        using var issued = _authority.Client(user);
        _folder.Write("client.crt", issued.Pem);
        _folder.Write("client.key", issued.KeyPem);
    }
}
