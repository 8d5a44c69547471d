using Lepton.ControllerRuntime.Hosting;
using Lepton.ControllerRuntime.Serving;
using Lepton.Kubernetes.Http;
using Lepton.Operator.Dashboard.Access;
using Lepton.Operator.Webhooks;
using Microsoft.Extensions.Logging;

namespace Lepton.Operator.Dashboard;

/// <summary>Serves the dashboard, in every replica. Disabled, it does nothing.</summary>
internal sealed partial class DashboardService : IRunnable, IDisposable
{
    private readonly DashboardOptions _options;
    private readonly FleetReader _fleet;
    private readonly CostHistory _history = new();
    private readonly AccessGate? _gate;
    private readonly CertificateKeeper _certificates;
    private readonly SessionKeys _keys = new();
    private readonly DashboardEndpoints _endpoints;
    private readonly ILoggerFactory _loggers;
    private RuntimeServer? _server;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;

    /// <exception cref="FormatException">Where it is to listen makes no sense, or would not be safe.</exception>
    public DashboardService(IKubernetesClient hub, DashboardOptions options, CertificateKeeper certificates, ILoggerFactory loggers, TimeProvider time)
    {
        (_options, _certificates, _loggers, _time, _logger) = (options, certificates, loggers, time, loggers.CreateLogger<DashboardService>());
        _ = options.Bind;
        _fleet = new FleetReader(hub, time);
        _gate = options.Access == DashboardAccess.Open ? null : new AccessGate(hub, options.ReviewLifetime, time);
        _endpoints = new DashboardEndpoints(_fleet, _history, _gate, new Sessions(_keys, options.SessionLifetime, time), _logger);
    }

    /// <summary>Where it listens; empty before it does.</summary>
    public IReadOnlyCollection<string> Addresses => _server?.Addresses ?? [];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (_options.Bind.IsDisabled)
            return;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var serving = ServeAsync(stop.Token);
        var sampling = SampleAsync(stop.Token);
        await Task.WhenAny(serving, sampling);
        await stop.CancelAsync();
        await Task.WhenAll(serving, sampling);
    }

    private async Task ServeAsync(CancellationToken cancellationToken)
    {
        var certificate = _options.Tls ? await _certificates.CertificateAsync(cancellationToken) : null;
        if (certificate is not null)
            _keys.Share(certificate);
        _server = new RuntimeServer(_options.Bind, _endpoints.Map, _loggers, certificate);
        await _server.RunAsync(cancellationToken);
    }

    public void Dispose()
    {
        _fleet.Dispose();
        _gate?.Dispose();
    }

    /// <summary>Providers alone are read for it: their statuses have the sums, however many models there are.</summary>
    private async Task SampleAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                _history.Add(CostSample.Of(_time.GetUtcNow(), await _fleet.ProvidersAsync(cancellationToken)));
            }
            catch (Exception e) when (e is KubernetesApiException or HttpRequestException)
            {
                LogNoSample(e.Message);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(_options.HistoryInterval, _time, cancellationToken).ContinueWith(static _ => { }, TaskScheduler.Default);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Dashboard: the providers could not be read, a point is missing: {Problem}")]
    private partial void LogNoSample(string problem);
}
