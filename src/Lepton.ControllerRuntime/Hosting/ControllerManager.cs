using Lepton.ControllerRuntime.LeaderElection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lepton.ControllerRuntime.Hosting;

/// <summary>
/// Runs a process of controllers: servers, webhooks, caches, other work, and — once elected, if an elector is given — the leader's work. Stops in the
/// opposite order, the leader's work before its lease is released. Anything that fails ends it all: await <see cref="Completion"/> and exit.
/// </summary>
public sealed class ControllerManager : IHostedService, IDisposable
{
    private readonly ControllerManagerOptions _options;
    private readonly LeaderElector? _elector;
    private readonly IHostApplicationLifetime? _lifetime;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly RunnableGroup[] _groups;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private Task? _running;
    private Exception? _failure;
    private CancellationTokenSource? _grace;
    private volatile bool _graceOver;
    private volatile string? _limit;

    /// <param name="options">Time limits.</param>
    /// <param name="elector">Null: the leader's work starts without an election.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Where starts, ends and failures go.</param>
    /// <param name="lifetime">A host to stop when the manager fails.</param>
    public ControllerManager(
        ControllerManagerOptions? options = null, LeaderElector? elector = null, TimeProvider? time = null, ILogger<ControllerManager>? log = null, IHostApplicationLifetime? lifetime = null)
    {
        (_options, _elector, _lifetime) = (options ?? new(), elector, lifetime);
        (_time, _log) = (time ?? TimeProvider.System, log ?? NullLogger<ControllerManager>.Instance);
        _groups = [.. Enum.GetValues<RunPhase>().Select(phase => new RunnableGroup(phase, _time, _log, Fail))];
    }

    /// <summary>Ends when everything has ended: faulted when something failed or leadership was lost, and then the process must end too.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Completes when the leader's work has started.</summary>
    public Task Started => _started.Task;

    /// <summary>Adds something to run. Only before the start.</summary>
    public void Add(RunPhase phase, string name, IRunnable runnable)
    {
        lock (_gate)
        {
            if (_running is not null)
                throw new InvalidOperationException($"\"{name}\" cannot be added to {phase}: the manager has started.");
            _groups[(int)phase].Add(name, runnable);
        }
    }

    /// <summary>Runs until cancelled or failed. Throws what failed.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await StartAsync(cancellationToken);
        await using var stop = cancellationToken.UnsafeRegister(_ => _stop.Cancel(), null);
        await Completion;
    }

    /// <summary>Starts in the background; failures show in <see cref="Completion"/>.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
            _running ??= Task.Run(RunPhasesAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <summary>Stops everything and waits for the end.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        if (_running is { } running)
            await running.WaitAsync(cancellationToken);
    }

    /// <summary>After the end.</summary>
    public void Dispose()
    {
        _stop.Dispose();
        _grace?.Dispose();
        foreach (var group in _groups)
            group.Dispose();
    }

    private async Task RunPhasesAsync()
    {
        try
        {
            foreach (var group in _groups.Where(g => g.Phase != RunPhase.LeaderWork))
                await group.StartAsync(_options.SyncTimeout, _stop.Token);
            if (_elector is null)
                await LeadAsync(_stop.Token);
            else
                await _elector.RunAsync(LeadAsync, _stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Stopped, or something failed, which is noted.
        }
        catch (Exception e)
        {
            Fail(e);
        }

        await EndAsync();
    }

    /// <summary>The leader's work, from its start to its end. When it returns the lease may be released.</summary>
    private async Task LeadAsync(CancellationToken leading)
    {
        var group = _groups[(int)RunPhase.LeaderWork];
        try
        {
            await group.StartAsync(_options.SyncTimeout, leading);
            _log.Started();
            _started.TrySetResult();
            await Task.Delay(Timeout.Infinite, leading);
        }
        catch (OperationCanceledException) when (leading.IsCancellationRequested)
        {
            // The end of leadership or of the process.
        }
        finally
        {
            await StopGroupAsync(group);
        }

        // Work that goes on must not lose the protection of the lease: it is left to expire.
        if (_graceOver)
            throw new TimeoutException($"the leader's work did not end {Limit}");
    }

    private async Task EndAsync()
    {
        _log.Stopping();
        await _stop.CancelAsync();
        // Another process may be leading: there is no time left to be graceful.
        if (_failure is LeadershipLostException)
        {
            _limit = "by the end of its lease, and leadership was lost";
            await Grace().CancelAsync();
        }

        foreach (var group in _groups.Reverse())
            await StopGroupAsync(group);
        _started.TrySetCanceled();
        if (_failure is null)
            _completion.TrySetResult();
        else
            _completion.TrySetException(_failure);
    }

    private async Task StopGroupAsync(RunnableGroup group)
    {
        var left = await group.StopAsync(Grace().Token);
        if (left.Count == 0)
            return;
        _graceOver = true;
        _log.GraceOver(group.Phase, string.Join(", ", left), Limit);
    }

    /// <summary>How long what does not end was waited for, for people.</summary>
    private string Limit => _limit ?? $"within the grace period of {_options.GracePeriod.TotalSeconds:0.#} s";

    /// <summary>One grace period for all phases, from the first that stops.</summary>
    private CancellationTokenSource Grace()
    {
        lock (_gate)
            return _grace ??= new CancellationTokenSource(_options.GracePeriod, _time);
    }

    private void Fail(Exception error)
    {
        lock (_gate)
        {
            if (_failure is not null)
                return;
            _failure = error;
        }

        _log.Failed(error, error.Message);
        _lifetime?.StopApplication();
        _stop.Cancel();
    }
}
