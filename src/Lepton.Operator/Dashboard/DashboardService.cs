using Lepton.ControllerRuntime.Hosting;
using Lepton.ControllerRuntime.Serving;
using Lepton.Kubernetes.Http;
using Lepton.Operator.Dashboard.Access;
using Microsoft.Extensions.Logging;

namespace Lepton.Operator.Dashboard;

/// <summary>Serves the dashboard, in every replica. Disabled, it does nothing.</summary>
internal sealed partial class DashboardService : IRunnable, IDisposable
{
    private readonly DashboardOptions _options;
    private readonly FleetReader _fleet;
    private readonly CostHistory _history = new();
    private readonly AccessGate? _gate;
    private readonly RuntimeServer _server;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;

    /// <exception cref="FormatException">Where it is to listen makes no sense, or would not be safe.</exception>
    public DashboardService(IKubernetesClient hub, DashboardOptions options, ILoggerFactory loggers, TimeProvider time)
    {
        (_options, _time, _logger) = (options, time, loggers.CreateLogger<DashboardService>());
        _fleet = new FleetReader(hub, time);
        _gate = options.Access == DashboardAccess.Open ? null : new AccessGate(hub, options.ReviewLifetime, time);
        var endpoints = new DashboardEndpoints(_fleet, _history, _gate, new Sessions(options.SessionLifetime, time), _logger);
        _server = new RuntimeServer(options.Bind, endpoints.Map, loggers);
    }

    /// <summary>Where it listens; empty before it does.</summary>
    public IReadOnlyCollection<string> Addresses => _server.Addresses;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (_options.Bind.IsDisabled)
            return;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var serving = _server.RunAsync(stop.Token);
        var sampling = SampleAsync(stop.Token);
        await Task.WhenAny(serving, sampling);
        await stop.CancelAsync();
        await Task.WhenAll(serving, sampling);
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
