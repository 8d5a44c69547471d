using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.Admission;

/// <summary>Posts reviews over TLS. The server's certificate must be signed by the caBundle, or without one by an authority the system trusts.</summary>
internal sealed class WebhookClient : IDisposable
{
    private readonly ConcurrentDictionary<string, HttpClient> _clients = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Namespace, string Name), IPEndPoint> _services = new();

    /// <summary>Where a Service that a clientConfig names is listened for: the sandbox runs no pods.</summary>
    public void Register(string @namespace, string service, IPEndPoint address) => _services[(@namespace, service)] = address;

    /// <summary>The body of the answer. Blocks: writes wait for their webhooks.</summary>
    /// <exception cref="WebhookException">No connection, no trust, no answer in time, no success.</exception>
    public byte[] Post(JsonObject clientConfig, JsonObject review, int timeoutSeconds)
    {
        var (address, connect) = Address(clientConfig);
        var target = $"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}timeout={timeoutSeconds}s";
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(timeoutSeconds));
        using var request = new HttpRequestMessage(HttpMethod.Post, target) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(review.ToJsonString(JsonTree.Compact))) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using var response = Client(clientConfig.Str("caBundle"), connect).SendAsync(request, deadline.Token).GetAwaiter().GetResult();
            var body = response.Content.ReadAsByteArrayAsync(deadline.Token).GetAwaiter().GetResult();
            return response.StatusCode == HttpStatusCode.OK ? body : throw WebhookException.Call(Words(response.StatusCode));
        }
        catch (OperationCanceledException)
        {
            throw WebhookException.Call($"Post \"{target}\": context deadline exceeded");
        }
        catch (HttpRequestException e)
        {
            throw WebhookException.Call($"Post \"{target}\": {Words(e, connect, new Uri(target))}");
        }
    }

    public void Dispose()
    {
        foreach (var client in _clients.Values)
            client.Dispose();
    }

    private (string Address, IPEndPoint? Connect) Address(JsonObject clientConfig)
    {
        if (clientConfig.Str("url") is { } url)
            return (url, null);
        var service = clientConfig.Obj("service");
        var (space, name, port, path) = (service.Str("namespace") ?? "", service.Str("name") ?? "", service.Int("port") ?? 443, (service.Str("path") ?? "").TrimStart('/'));
        var address = $"https://{name}.{space}.svc:{port}/{path}";
        return _services.TryGetValue((space, name), out var place) ? (address, place) : throw WebhookException.Call($"Post \"{address}\": service \"{name}\" not found");
    }

    private static string Words(HttpStatusCode code) => code switch
    {
        HttpStatusCode.NotFound => "the server could not find the requested resource",
        >= HttpStatusCode.InternalServerError => "an error on the server (\"unknown\") has prevented the request from succeeding",
        _ => "the server rejected our request for an unknown reason",
    };

    private static string Words(HttpRequestException error, IPEndPoint? connect, Uri target)
    {
        if (error.InnerException is AuthenticationException)
            return "tls: failed to verify certificate: x509: certificate signed by unknown authority";
        if (error.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused })
            return $"dial tcp {connect?.ToString() ?? $"{target.Host}:{target.Port}"}: connect: connection refused";
        return error.InnerException is SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData }
            ? $"dial tcp: lookup {target.Host}: no such host"
            : error.HttpRequestError == HttpRequestError.ResponseEnded ? "EOF" : error.Message;
    }

    private HttpClient Client(string? caBundle, IPEndPoint? connect) => _clients.GetOrAdd($"{connect} {caBundle}", _ =>
    {
        var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
        if (!string.IsNullOrEmpty(caBundle))
            handler.SslOptions = Trusting(caBundle);
        if (connect is not null)
            handler.ConnectCallback = async (_, cancellation) => await ConnectAsync(connect, cancellation);
        var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.TryAddWithoutValidation("Accept", "application/json, */*");
        client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", "kube-apiserver-admission");
        return client;
    });

    private static SslClientAuthenticationOptions Trusting(string caBundle)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(Encoding.ASCII.GetString(Convert.FromBase64String(caBundle)));
        return new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
    }

    private static async Task<Stream> ConnectAsync(IPEndPoint address, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
