using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Lepton.Testing.Tls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace Lepton.Testing.Http;

/// <summary>A real HTTP server on a free port of 127.0.0.1 that answers as a test says and remembers what it was asked.</summary>
public sealed class ScriptedServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<RecordedRequest> _requests = new();

    private ScriptedServer(WebApplication app) => _app = app;

    /// <summary>Its root, such as <c>https://127.0.0.1:40123</c>.</summary>
    public string Url { get; private set; } = "";

    public int Port => new Uri(Url).Port;

    /// <summary>All requests so far, in the order they came.</summary>
    public IReadOnlyList<RecordedRequest> Requests => [.. _requests];

    /// <summary>Plain HTTP.</summary>
    public static Task<ScriptedServer> StartAsync(Func<HttpContext, Task> answer) => StartAsync(null, answer);

    /// <summary>TLS with this certificate, asking clients for one without insisting; with null, plain HTTP.</summary>
    /// <param name="certificate">The server's certificate.</param>
    /// <param name="answer">Called for every request.</param>
    /// <param name="protocols">What ALPN offers.</param>
    /// <param name="chain">Intermediates to send along.</param>
    public static async Task<ScriptedServer> StartAsync(
        IssuedCertificate? certificate, Func<HttpContext, Task> answer, HttpProtocols protocols = HttpProtocols.Http1AndHttp2, X509Certificate2Collection? chain = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = certificate is null ? HttpProtocols.Http1 : protocols;
                if (certificate is not null)
                    listen.UseHttps(Tls(SslStreamCertificateContext.Create(certificate.Certificate, chain, offline: true)));
            });
        });
        var app = builder.Build();
        var server = new ScriptedServer(app);
        app.Run(context => server.AnswerAsync(context, answer));
        await app.StartAsync();
        server.Url = app.Urls.First();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static TlsHandshakeCallbackOptions Tls(SslStreamCertificateContext certificate) => new()
    {
        OnConnection = handshake =>
        {
            handshake.Connection.Items[RecordedRequest.ServerNameKey] = handshake.ClientHelloInfo.ServerName;
            return new ValueTask<SslServerAuthenticationOptions>(new SslServerAuthenticationOptions
            {
                ServerCertificateContext = certificate,
                ClientCertificateRequired = true,
                // Whoever shows one is recorded; whoever shows none is served too.
                RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate is null || certificate.Subject.Length > 0,
            });
        },
    };

    private async Task AnswerAsync(HttpContext context, Func<HttpContext, Task> answer)
    {
        context.Request.EnableBuffering();
        using var body = new StreamReader(context.Request.Body, leaveOpen: true);
        var text = await body.ReadToEndAsync();
        context.Request.Body.Position = 0;
        _requests.Enqueue(RecordedRequest.Of(context, text));
        await answer(context);
    }

}
