using System.Net;
using System.Net.Security;
using Lepton.ControllerRuntime.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Lepton.ControllerRuntime.Serving;

/// <summary>A small HTTP server for health, metrics and webhooks, run by the manager in its first phases. Disabled, it does nothing.</summary>
public sealed class RuntimeServer : IRunnable, IReadiness
{
    private readonly BindAddress _bind;
    private readonly Action<IEndpointRouteBuilder> _map;
    private readonly ILoggerFactory? _loggers;
    private readonly ServingCertificate? _certificate;
    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="bind">Where to listen.</param>
    /// <param name="map">The endpoints.</param>
    /// <param name="loggers">Where the server's warnings go.</param>
    /// <param name="certificate">With it the server speaks TLS, as webhooks must.</param>
    public RuntimeServer(BindAddress bind, Action<IEndpointRouteBuilder> map, ILoggerFactory? loggers = null, ServingCertificate? certificate = null) =>
        (_bind, _map, _loggers, _certificate) = (bind, map, loggers, certificate);

    /// <summary>Where it listens, such as <c>http://127.0.0.1:8080</c>; empty before it does, or disabled.</summary>
    public IReadOnlyCollection<string> Addresses { get; private set; } = [];

    public Task WaitForReadyAsync(CancellationToken cancellationToken) => _listening.Task.WaitAsync(cancellationToken);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (_bind.IsDisabled)
        {
            _listening.TrySetResult();
            return;
        }

        await using var app = Build();
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException e)
        {
            var error = new IOException($"cannot listen on {_bind}: {e.GetBaseException().Message}", e);
            _listening.TrySetException(error);
            throw error;
        }

        Addresses = [.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];
        _listening.TrySetResult();
        await Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(static _ => { }, TaskScheduler.Default);
        await app.StopAsync(CancellationToken.None);
    }

    private WebApplication Build()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            if (_bind.Address is null)
                kestrel.ListenAnyIP(_bind.Port!.Value, Secure);
            else
                kestrel.Listen(new IPEndPoint(_bind.Address, _bind.Port!.Value), Secure);
        });
        builder.Services.AddRoutingCore();
        // Signals are the program's business, not this server's.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        if (_loggers is not null)
            builder.Services.AddSingleton(_loggers);
        var app = builder.Build();
        app.UseRouting();
        _map(app);
        return app;
    }

    /// <summary>Each connection is shown the certificate of that moment.</summary>
    private void Secure(ListenOptions listen)
    {
        if (_certificate is not { } certificate)
            return;
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            OnConnection = _ => new(new SslServerAuthenticationOptions { ServerCertificateContext = certificate.Current }),
        });
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
