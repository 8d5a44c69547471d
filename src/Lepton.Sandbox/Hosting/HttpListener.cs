using System.Net;
using System.Security.Cryptography.X509Certificates;
using Lepton.Sandbox.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Lepton.Sandbox.Hosting;

/// <summary>Kestrel in front of one API server: TLS always, HTTP/1.1 and HTTP/2, client certificates welcome.</summary>
internal sealed class HttpListener(IPAddress address, int port, CertificateAuthority authority, ApiServer server, CallObservers observers) : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly X509Certificate2 _certificate = authority.IssueServer(address);
    private WebApplication? _application;
    private HeldPort? _held;
    private int _port = port;

    public bool IsRunning => _application is not null;

    public Uri Server => new($"https://{(address.Equals(IPAddress.Any) ? IPAddress.Loopback : address)}:{_port}");

    public async Task StartAsync(CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            if (_application is not null)
                return;
            var application = Build();
            Release();
            try
            {
                await application.StartAsync(cancellation);
            }
            catch
            {
                await application.DisposeAsync();
                await HoldAsync();
                throw;
            }

            _port = new Uri(application.Urls.First()).Port;
            _application = application;
        }
        finally
        {
            _gate.Release();
        }
    }

    public async Task StopAsync()
    {
        await _gate.WaitAsync();
        try
        {
            if (_application is not { } application)
                return;
            _application = null;
            // A cancelled stop does not wait for anybody: connections are aborted, as when a machine is lost.
            await application.StopAsync(new CancellationToken(canceled: true));
            await application.DisposeAsync();
            await HoldAsync();
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Release();
        _certificate.Dispose();
        _gate.Dispose();
    }

    private async Task HoldAsync()
    {
        if (_port != 0)
            _held ??= await HeldPort.HoldAsync(address, _port);
    }

    private void Release()
    {
        _held?.Dispose();
        _held = null;
    }

    private WebApplication Build()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromMilliseconds(1));
        // Signals are the program's business, not one server's of many: the default lifetime would swallow them.
        builder.Services.AddSingleton<IHostLifetime, PassiveLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(Configure);
        var application = builder.Build();
        application.Run(http => observers.ObserveAsync(http, server.HandleAsync));
        return application;
    }

    private void Configure(KestrelServerOptions options)
    {
        options.AddServerHeader = false;
        options.Limits.MaxRequestBodySize = null;
        options.Limits.MinRequestBodyDataRate = null;
        options.Limits.MinResponseDataRate = null;
        options.Limits.Http2.MaxStreamsPerConnection = 1000;
        options.Listen(address, _port, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.UseHttps(new HttpsConnectionAdapterOptions
            {
                ServerCertificate = _certificate,
                ClientCertificateMode = ClientCertificateMode.AllowCertificate,
                ClientCertificateValidation = static (_, _, _) => true,
                CheckCertificateRevocation = false,
            });
        });
    }
}
