using System.Net;
using Lepton.ControllerRuntime.Informers;
using Lepton.Kubernetes.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lepton.ControllerRuntime.Connectivity;

/// <summary>
/// Asks an API server every few seconds whether it is ready. A watch does not tell: it may be silent because nothing happens or because nobody
/// is there any more.
/// </summary>
public sealed partial class ApiServerMonitor : IAsyncDisposable
{
    private readonly IKubernetesClient _client;
    private readonly ApiServerMonitorOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly WakeableDelay _delay;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private volatile ApiServerHealth _health = new();
    private Task? _running;
    private Task? _stopping;
    private volatile bool _suspicious;

    public ApiServerMonitor(IKubernetesClient client, ApiServerMonitorOptions? options = null, TimeProvider? time = null, ILogger<ApiServerMonitor>? log = null)
    {
        (_client, _options, _time, _log) = (client, options ?? new(), time ?? TimeProvider.System, log ?? NullLogger<ApiServerMonitor>.Instance);
        _delay = new(_time);
    }

    /// <summary>Raised when <see cref="ApiServerHealth.IsReachable"/> changes, one after the other, on a background thread. Must be quick.</summary>
    public event EventHandler<ApiServerHealthChangedEventArgs>? Changed;

    /// <summary>Raised after each check, one after the other, on a background thread. Must be quick.</summary>
    public event EventHandler<ApiServerHealthChangedEventArgs>? Checked;

    public ApiServerHealth Health => _health;

    /// <summary>What is done instead of asking for <see cref="ApiServerMonitorOptions.Path"/>. Whatever it throws is a failure.</summary>
    public Func<CancellationToken, Task>? Check { get; init; }

    /// <summary>When something else last heard from the server; lets checks be left out.</summary>
    internal Func<DateTimeOffset?>? OtherContact { get; init; }

    /// <summary>Starts to check, at once. Starting again does nothing.</summary>
    public void Start()
    {
        lock (_gate)
        {
            if (_stopping is null)
                _running ??= Task.Run(RunAsync);
        }
    }

    /// <summary>Something looks wrong: check now, whatever came from the server lately.</summary>
    public void CheckNow()
    {
        _suspicious = true;
        _delay.Wake();
    }

    public Task StopAsync()
    {
        lock (_gate)
            return _stopping ??= Task.Run(StopOnceAsync);
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task StopOnceAsync()
    {
        await _stop.CancelAsync();
        await (_running ?? Task.CompletedTask);
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                if (!HeardLately())
                    await CheckAsync(_stop.Token);
                await _delay.WaitAsync(Pause(), _stop.Token);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private bool HeardLately()
    {
        var suspicious = _suspicious;
        _suspicious = false;
        if (suspicious || _health.IsReachable != true || _health.ConsecutiveFailures > 0 || OtherContact?.Invoke() is not { } heard)
            return false;
        var ago = _time.GetUtcNow() - heard;
        if (ago < TimeSpan.Zero || ago >= _options.Interval)
            return false;
        _health = _health with { LastContact = heard };
        return true;
    }

    private TimeSpan Pause() =>
        _health.ConsecutiveFailures == 0 ? _options.Interval
        : _health.IsReachable == false ? _options.UnreachableInterval
        : _options.RetryInterval;

    private async Task CheckAsync(CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(_options.Timeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        try
        {
            await (Check ?? AskAsync)(both.Token);
            Succeeded();
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            throw new OperationCanceledException(stop);
        }
        catch (Exception e)
        {
            Failed(limit.IsCancellationRequested
                ? new StalledException($"{_client.BaseAddress} gave no answer within {_options.Timeout.TotalSeconds:0.#} s", e)
                : e);
        }
    }

    private async Task AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _client.RequestAsync(HttpMethod.Get, _options.Path, cancellationToken: cancellationToken);
        }
        catch (KubernetesApiException e) when (IsContact(e))
        {
            // It answered.
        }
    }

    /// <summary>The server is there and knows us, it only does not let us read this path. 401 is not: nothing else will work either.</summary>
    private static bool IsContact(KubernetesApiException error) => error.HttpStatus is < HttpStatusCode.InternalServerError and not HttpStatusCode.Unauthorized;

    private void Succeeded()
    {
        var now = _time.GetUtcNow();
        Set(_health with { IsReachable = true, LastContact = now, ConsecutiveFailures = 0 }, now);
    }

    private void Failed(Exception error)
    {
        var failures = _health.ConsecutiveFailures + 1;
        var reachable = failures >= _options.FailureThreshold ? false : _health.IsReachable;
        LogFailed(_client.BaseAddress, error.Message, failures);
        Set(_health with { IsReachable = reachable, ConsecutiveFailures = failures, LastError = error }, _time.GetUtcNow());
    }

    private void Set(ApiServerHealth health, DateTimeOffset now)
    {
        var changed = health.IsReachable != _health.IsReachable;
        _health = changed ? health with { ChangedTime = now } : health;
        Tell(Checked);
        if (!changed)
            return;
        LogChanged(_client.BaseAddress, health.IsReachable == true ? "reachable" : "unreachable");
        Tell(Changed);
    }

    private void Tell(EventHandler<ApiServerHealthChangedEventArgs>? listeners)
    {
        try
        {
            listeners?.Invoke(this, new(_health));
        }
        catch (Exception e)
        {
            LogListenerFailed(e, _client.BaseAddress);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Server}: check failed: {Error} (failure {Failures} in a row)")]
    private partial void LogFailed(Uri server, string error, int failures);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Server} is {State}")]
    private partial void LogChanged(Uri server, string state);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Server}: a listener to its state failed")]
    private partial void LogListenerFailed(Exception error, Uri server);
}
