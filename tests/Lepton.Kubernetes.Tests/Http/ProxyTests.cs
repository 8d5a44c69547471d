using System.Net;
using System.Net.Sockets;
using System.Text;
using Lepton.Kubernetes.Http;
using Lepton.Testing.Http;
using Lepton.Testing.Tls;

namespace Lepton.Kubernetes.Tests.Http;

/// <summary>Rule "proxy-url": through a real CONNECT tunnel and a real SOCKS5 one.</summary>
public class ProxyTests
{
    [Theory]
    [InlineData("http")]
    [InlineData("socks5")]
    [Trait("Rule", "Credentials/proxy-url-beats-the-environment")]
    public async Task RequestsGoThroughTheProxy(string scheme)
    {
        using var authority = new TestAuthority();
        await using var server = await ScriptedServer.StartAsync(authority.Server("api.example"), c => c.TextAsync("ok"));
        using var proxy = TunnelProxy.Start(server.Port, scheme);
        // A name only the proxy can resolve.
        using var client = new KubernetesClient(new() { Host = "https://api.example:6443", CertificateAuthorityData = authority.PemBytes, ProxyUrl = new Uri($"{scheme}://127.0.0.1:{proxy.Port}") });
        Assert.Equal("ok", (string?)await client.RequestAsync(HttpMethod.Get, "/readyz"));
        Assert.Equal("api.example:6443", Assert.Single(proxy.Targets));
    }

    [Fact]
    public async Task TheProxyIsToldItsUserAndPassword()
    {
        using var authority = new TestAuthority();
        await using var server = await ScriptedServer.StartAsync(authority.Server("api.example"), c => c.TextAsync("ok"));
        using var proxy = TunnelProxy.Start(server.Port, "http", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes("me:p@ss"))}");
        using var client = new KubernetesClient(new() { Host = "https://api.example:6443", CertificateAuthorityData = authority.PemBytes, ProxyUrl = new Uri($"http://me:p%40ss@127.0.0.1:{proxy.Port}") });
        Assert.Equal("ok", (string?)await client.RequestAsync(HttpMethod.Get, "/readyz"));
    }
}

/// <summary>Forwards every tunnel to one local port.</summary>
internal sealed class TunnelProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _target;
    private readonly string? _authorization;

    private TunnelProxy(int target, string? authorization)
    {
        (_target, _authorization) = (target, authorization);
        _listener.Start();
    }

    internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    internal List<string> Targets { get; } = [];

    internal static TunnelProxy Start(int target, string scheme, string? authorization = null)
    {
        var proxy = new TunnelProxy(target, authorization);
        _ = Task.Run(async () =>
        {
            while (true)
            {
                var client = await proxy._listener.AcceptTcpClientAsync();
                _ = Task.Run(() => scheme == "http" ? proxy.ConnectAsync(client) : proxy.SocksAsync(client));
            }
        });
        return proxy;
    }

    public void Dispose() => _listener.Dispose();

    private async Task ConnectAsync(TcpClient client)
    {
        using var reader = new StreamReader(client.GetStream(), Encoding.Latin1, false, 1, leaveOpen: true);
        while (true)
        {
            var request = await reader.ReadLineAsync() ?? "";
            var headers = new List<string>();
            while (await reader.ReadLineAsync() is { Length: > 0 } line)
                headers.Add(line);
            if (_authorization is null || headers.Contains($"Proxy-Authorization: {_authorization}"))
            {
                Targets.Add(request.Split(' ')[1]);
                await TunnelAsync(client, "HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray());
                return;
            }

            await client.GetStream().WriteAsync("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"p\"\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
        }
    }

    private async Task SocksAsync(TcpClient client)
    {
        var stream = client.GetStream();
        var head = new byte[2];
        await stream.ReadExactlyAsync(head);
        await stream.ReadExactlyAsync(new byte[head[1]]);
        await stream.WriteAsync(new byte[] { 5, 0 });
        var request = new byte[5];
        await stream.ReadExactlyAsync(request);
        var address = new byte[request[4] + 2];
        await stream.ReadExactlyAsync(address);
        Targets.Add($"{Encoding.ASCII.GetString(address, 0, request[4])}:{(address[^2] << 8) | address[^1]}");
        await TunnelAsync(client, [5, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
    }

    private async Task TunnelAsync(TcpClient client, byte[] established)
    {
        using var server = new TcpClient();
        await server.ConnectAsync(IPAddress.Loopback, _target);
        await client.GetStream().WriteAsync(established);
        await Task.WhenAny(client.GetStream().CopyToAsync(server.GetStream()), server.GetStream().CopyToAsync(client.GetStream()));
        client.Dispose();
    }
}
