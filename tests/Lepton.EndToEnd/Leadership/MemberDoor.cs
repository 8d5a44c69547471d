using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Lepton.Kubernetes.Config;
using Lepton.Testing.Http;
using Lepton.Testing.Tls;
using Microsoft.AspNetCore.Http;

namespace Lepton.EndToEnd.Leadership;

/// <summary>
/// Stands before the API server of a given member and writes down who changes what and when. What was asked for is with the server no earlier, and answered there no
/// later, than is written here: requests that do not overlap at the door did not overlap behind it.
/// </summary>
internal sealed class MemberDoor : IAsyncDisposable
{
    private static readonly HashSet<string> OfTheConnection = new(StringComparer.OrdinalIgnoreCase) { "Host", "Connection", "Transfer-Encoding", "Content-Length", "Authorization" };

    private readonly TestAuthority _authority = new("member-door");
    private readonly HttpMessageInvoker _server;
    private readonly KubernetesClientConfiguration _configuration;
    private ScriptedServer? _door;

    private MemberDoor(KubernetesClientConfiguration configuration)
    {
        _configuration = configuration;
        _server = new HttpMessageInvoker(new SocketsHttpHandler { SslOptions = Tls(configuration), UseCookies = false, AllowAutoRedirect = false });
    }

    /// <summary>Called with each write after it was answered.</summary>
    public event Action<MemberWrite>? Written;

    /// <summary>Names the door instead of the server.</summary>
    public string Kubeconfig => $$"""
        apiVersion: v1
        kind: Config
        current-context: door
        clusters: [{ name: door, cluster: { server: "{{_door!.Url}}", certificate-authority-data: {{_authority.PemBase64}} } }]
        users: [{ name: door, user: { token: door } }]
        contexts: [{ name: door, context: { cluster: door, user: door } }]
        """;

    /// <param name="kubeconfig">A file with a token or a client certificate in it.</param>
    public static async Task<MemberDoor> StartAsync(string kubeconfig)
    {
        var door = new MemberDoor(KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig));
        door._door = await ScriptedServer.StartAsync(door._authority.Server("127.0.0.1"), door.PassAsync);
        return door;
    }

    public async ValueTask DisposeAsync()
    {
        await _door!.DisposeAsync();
        _server.Dispose();
        _authority.Dispose();
    }

    private async Task PassAsync(HttpContext context)
    {
        var received = TimeProvider.System.GetTimestamp();
        var status = 0;
        try
        {
            using var request = Request(context);
            using var response = await _server.SendAsync(request, context.RequestAborted);
            status = (int)response.StatusCode;
            await AnswerAsync(context, response);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
        {
            // Whoever asked learns no more than that the connection ended.
            context.Abort();
        }
        finally
        {
            if (IsWrite(context.Request) && status is 0 or (>= 200 and < 300))
                Written?.Invoke(new MemberWrite(context.Request.Headers.UserAgent.ToString(), received, TimeProvider.System.GetTimestamp()));
        }
    }

    private HttpRequestMessage Request(HttpContext context)
    {
        var from = context.Request;
        var request = new HttpRequestMessage(new HttpMethod(from.Method), new Uri(new Uri(_configuration.Host), from.Path.ToUriComponent() + from.QueryString.ToUriComponent()));
        if (from.ContentLength > 0 || from.Headers.TransferEncoding.Count > 0)
            request.Content = new StreamContent(from.Body);
        foreach (var (name, values) in from.Headers.Where(h => !OfTheConnection.Contains(h.Key) && !h.Key.StartsWith(':')))
        {
            if (!request.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
                request.Content?.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
        }

        if (_configuration.AccessToken is { } token)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }

    private static async Task AnswerAsync(HttpContext context, HttpResponseMessage response)
    {
        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers).Where(h => !OfTheConnection.Contains(h.Key)))
            context.Response.Headers[name] = values.ToArray();
        await context.Response.StartAsync(context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await using var body = await response.Content.ReadAsStreamAsync(context.RequestAborted);
        var buffer = new byte[64 << 10];
        // Each event of a watch goes on when it comes.
        while (await body.ReadAsync(buffer, context.RequestAborted) is > 0 and var read)
        {
            await context.Response.Body.WriteAsync(buffer.AsMemory(0, read), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }

    private static bool IsWrite(HttpRequest request) =>
        request.Method is "POST" or "PUT" or "PATCH" or "DELETE" && !request.Query.ContainsKey("dryRun") && !request.Path.StartsWithSegments("/apis/authorization.k8s.io");

    private static SslClientAuthenticationOptions Tls(KubernetesClientConfiguration configuration)
    {
        var tls = new SslClientAuthenticationOptions();
        if (configuration.CertificateAuthorityData is { } authorities)
        {
            tls.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            tls.CertificateChainPolicy.CustomTrustStore.ImportFromPem(Encoding.UTF8.GetString(authorities));
        }

        if (configuration.ClientCertificateData is { } certificate && configuration.ClientCertificateKeyData is { } key)
            tls.ClientCertificates = [X509Certificate2.CreateFromPem(Encoding.UTF8.GetString(certificate), Encoding.UTF8.GetString(key))];
        return tls;
    }
}
