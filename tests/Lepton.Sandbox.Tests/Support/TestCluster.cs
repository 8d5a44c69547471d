using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Hosting;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Tests.Support;

/// <summary>A sandbox with one cluster, and a plain HTTP client for it.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private readonly X509Certificate2 _authority;
    private readonly Dictionary<string, HttpClient> _clients = [];

    private TestCluster(SandboxHost host, SandboxCluster cluster)
    {
        Host = host;
        Cluster = cluster;
        _authority = X509Certificate2.CreateFromPem(host.CertificateAuthorityPem);
        Anonymous = new HttpClient(Handler(null)) { BaseAddress = cluster.Server, Timeout = TimeSpan.FromMinutes(2) };
    }

    public SandboxHost Host { get; }

    public SandboxCluster Cluster { get; }

    /// <summary>A client without credentials and without a User-Agent of its own.</summary>
    public HttpClient Anonymous { get; }

    public IClusterApi Inside => Cluster.Api;

    public static async Task<TestCluster> StartAsync(SandboxOptions? options = null)
    {
        var host = await SandboxHost.StartAsync(options);
        return new TestCluster(host, await host.AddClusterAsync("test"));
    }

    /// <summary>A client that trusts the sandbox's CA and nobody else.</summary>
    public HttpClient Client(SandboxUser? user = null)
    {
        user ??= SandboxUser.Admin;
        if (_clients.TryGetValue(user.Name, out var client))
            return client;
        client = new HttpClient(Handler(null)) { BaseAddress = Cluster.Server, Timeout = TimeSpan.FromMinutes(2) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Cluster.TokenOf(user));
        client.DefaultRequestHeaders.UserAgent.ParseAdd("tests/1.0");
        return _clients[user.Name] = client;
    }

    public SocketsHttpHandler Handler(X509Certificate2? clientCertificate)
    {
        var options = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, certificate, _, _) => IsOurs(certificate) };
        if (clientCertificate is not null)
            options.ClientCertificates = [clientCertificate];
        return new SocketsHttpHandler { SslOptions = options, UseProxy = false, AllowAutoRedirect = false };
    }

    public async Task<TestResponse> SendAsync(HttpMethod method, string path, object? body = null, string? contentType = null, string? accept = null, SandboxUser? user = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            var text = body as string ?? ((JsonNode)body).ToJsonString();
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType ?? "application/json");
        }

        request.Headers.TryAddWithoutValidation("Accept", accept ?? "application/json");
        using var response = await Client(user).SendAsync(request);
        return await TestResponse.ReadAsync(response);
    }

    public Task<TestResponse> GetAsync(string path, string? accept = null, SandboxUser? user = null) => SendAsync(HttpMethod.Get, path, accept: accept, user: user);

    public Task<TestResponse> PostAsync(string path, object body) => SendAsync(HttpMethod.Post, path, body);

    public Task<TestResponse> PutAsync(string path, object body) => SendAsync(HttpMethod.Put, path, body);

    public Task<TestResponse> DeleteAsync(string path, object? body = null) => SendAsync(HttpMethod.Delete, path, body);

    public Task<TestResponse> MergeAsync(string path, string patch) => SendAsync(HttpMethod.Patch, path, patch, "application/merge-patch+json");

    public Task<TestWatch> WatchAsync(string path, string? accept = null) => TestWatch.OpenAsync(Client(), path, accept);

    public async Task CreateNamespaceAsync(string name) =>
        (await PostAsync("/api/v1/namespaces", Objects.Named("v1", "Namespace", name))).Expect(201);

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients.Values)
            client.Dispose();
        Anonymous.Dispose();
        await Host.DisposeAsync();
        _authority.Dispose();
    }

    private bool IsOurs(X509Certificate? certificate)
    {
        if (certificate is null)
            return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(_authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build((X509Certificate2)certificate);
    }
}
