using Lepton.Sandbox.Hosting;
using Lepton.Testing.Faults;
using Lepton.Testing.Http;
using Lepton.Testing.Tls;
using Microsoft.AspNetCore.Http;

namespace Lepton.ControllerRuntime.Tests.Clusters;

/// <summary>For a while a line ends at a server that answers everything the same, as an overloaded API server or a load balancer before it does.</summary>
internal sealed class Detour : IAsyncDisposable
{
    private readonly FaultProxy _line;
    private readonly ScriptedServer _server;
    private readonly IssuedCertificate _certificate;

    private Detour(FaultProxy line, ScriptedServer server, IssuedCertificate certificate) => (_line, _server, _certificate) = (line, server, certificate);

    internal static Detour Begin(FaultProxy line, IssuedCertificate certificate, ApiFault fault)
    {
        var server = ScriptedServer.StartAsync(certificate, context => AnswerAsync(context, fault)).GetAwaiter().GetResult();
        line.Detour = new Uri(server.Url);
        return new Detour(line, server, certificate);
    }

    public async ValueTask DisposeAsync()
    {
        _line.Detour = null;
        await _server.DisposeAsync();
        _certificate.Dispose();
    }

    private static async Task AnswerAsync(HttpContext context, ApiFault fault)
    {
        await Task.Delay(fault.Latency, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        if (fault.Cut)
        {
            context.Abort();
            return;
        }

        if (fault.RetryAfterSeconds is { } seconds)
            context.Response.Headers.RetryAfter = $"{seconds}";
        await context.StatusAsync(fault.Status ?? 500, fault.Status switch { 410 => "Expired", 429 => "TooManyRequests", 503 => "ServiceUnavailable", _ => "InternalError" });
    }
}
