using Lepton.ControllerRuntime.Metrics;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lepton.ControllerRuntime.LeaderElection;

/// <summary>
/// Lets one of several processes lead, by a coordination.k8s.io/v1 Lease (client-go's leaderelection). Whether another's lease has expired is counted
/// from when we saw it change, never by the other's clock. Leadership is lost when the lease could not be renewed for the renew deadline; one failed
/// renewal is nothing.
/// </summary>
public sealed partial class LeaderElector : IDisposable
{
    private readonly LeaderElectionOptions _options;
    private readonly LeaseLock _lock;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Random _random;
    private readonly LeaderElectionMetrics _metrics;
    private string _leader = "";
    private long _renewedAt;
    private volatile bool _leading;

    /// <exception cref="ArgumentException">The options are incomplete or would allow two leaders.</exception>
    public LeaderElector(IResourceClient<V1Lease> leases, LeaderElectionOptions options, TimeProvider? time = null, ILogger<LeaderElector>? log = null)
    {
        options.Validate();
        (_options, _time, _log) = (options, time ?? TimeProvider.System, log ?? NullLogger<LeaderElector>.Instance);
        _lock = new(leases, options, _time);
        _random = new(options.Seed ?? Random.Shared.Next());
        _metrics = new(options.Name, () => IsLeader);
    }

    /// <summary>Raised when another process, or this one, is seen to lead; the argument is its identity.</summary>
    public event EventHandler<LeaderChangedEventArgs>? LeaderChanged;

    public string Identity => _options.Identity;

    /// <summary>Who leads as far as is known; empty: nobody.</summary>
    public string Leader => _leader;

    /// <summary>
    /// This process leads, and renewed less than the renew deadline ago. It is computed when asked: a process that was stopped and goes on sees that
    /// its time is over before anything told it. Ask before writing.
    /// </summary>
    public bool IsLeader => _leading && Unrenewed < _options.RenewDeadline;

    private TimeSpan Unrenewed => _time.GetElapsedTime(Interlocked.Read(ref _renewedAt));

    /// <summary>
    /// Waits until elected, then does <paramref name="lead"/>, renewing until it has ended. Its token is cancelled when the election is cancelled or
    /// leadership is lost. After a clean end the lease is released.
    /// </summary>
    /// <exception cref="LeadershipLostException">Leadership was lost. The process must end; the work was given the rest of the lease to stop.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before it was elected.</exception>
    public async Task RunAsync(Func<CancellationToken, Task> lead, CancellationToken cancellationToken)
    {
        await AcquireAsync(cancellationToken);
        using var leading = new CancellationTokenSource();
        await using var cancelled = cancellationToken.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), leading);
        var work = Task.Run(() => lead(leading.Token), CancellationToken.None);
        try
        {
            await RenewWhileAsync(work);
        }
        catch (LeadershipLostException e)
        {
            LogLost(e, _options.Namespace, _options.Name, Identity);
            await leading.CancelAsync();
            await LetStopAsync(work);
            throw;
        }
        finally
        {
            _leading = false;
        }

        await EndAsync(work);
    }

    public void Dispose() => _metrics.Dispose();

    private async Task AcquireAsync(CancellationToken cancellationToken)
    {
        LogStanding(_options.Namespace, _options.Name, Identity);
        while (!await TryAsync(_options.RenewDeadline, cancellationToken))
        {
            // Spread, so that those who wait do not all ask at once (client-go's JitterFactor).
            await Task.Delay(_options.RetryPeriod * (1 + 1.2 * _random.NextDouble()), _time, cancellationToken);
        }

        _leading = true;
        LogElected(_options.Namespace, _options.Name, Identity);
    }

    /// <summary>Returns when the work has ended.</summary>
    private async Task RenewWhileAsync(Task work)
    {
        while (true)
        {
            var left = _options.RenewDeadline - Unrenewed;
            if (await EndedAsync(work, left < _options.RetryPeriod ? Max(left, TimeSpan.Zero) : _options.RetryPeriod))
                return;
            left = _options.RenewDeadline - Unrenewed;
            if (left <= TimeSpan.Zero)
                throw new LeadershipLostException($"the lease {_options.Namespace}/{_options.Name} could not be renewed for {_options.RenewDeadline.TotalSeconds:0.#} s");
            if (!await TryAsync(left, CancellationToken.None) && Leader != Identity)
                throw new LeadershipLostException($"the lease {_options.Namespace}/{_options.Name} is held by \"{Leader}\"");
        }
    }

    /// <summary>One attempt. Errors are logged, not thrown.</summary>
    private async Task<bool> TryAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        // Counted from before the request: others may have seen it as early as that.
        var started = _time.GetTimestamp();
        var half = _options.RenewDeadline / 2;
        using var timeout = new CancellationTokenSource(limit < half ? limit : half, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var held = await _lock.TryAcquireOrRenewAsync(both.Token);
            if (held)
                Interlocked.Exchange(ref _renewedAt, started);
            return held;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(_options.Namespace, _options.Name, timeout.IsCancellationRequested ? "no answer in time" : e.Message);
            return false;
        }
        finally
        {
            Tell();
        }
    }

    private async Task<bool> EndedAsync(Task work, TimeSpan wait)
    {
        try
        {
            await work.WaitAsync(wait, _time);
        }
        catch (TimeoutException) when (!work.IsCompleted)
        {
            return false;
        }
        catch (Exception)
        {
            // However it ended: seen in EndAsync.
        }

        return true;
    }

    /// <summary>Gives the work what is left of the lease. Others can lead after that.</summary>
    private async Task LetStopAsync(Task work)
    {
        if (!await EndedAsync(work, _options.LeaseDuration - _options.RenewDeadline))
            LogStillWorking(_options.Namespace, _options.Name);
    }

    private async Task EndAsync(Task work)
    {
        try
        {
            await work;
        }
        catch (OperationCanceledException)
        {
            // How work that is cancelled ends.
        }

        if (_options.ReleaseOnCancel)
            await ReleaseAsync();
    }

    private async Task ReleaseAsync()
    {
        using var timeout = new CancellationTokenSource(_options.RenewDeadline / 2, _time);
        try
        {
            await _lock.ReleaseAsync(timeout.Token);
            LogReleased(_options.Namespace, _options.Name, Identity);
        }
        catch (Exception e)
        {
            LogReleaseFailed(_options.Namespace, _options.Name, e.Message);
        }

        Tell();
    }

    private void Tell()
    {
        if (_leader == _lock.Holder)
            return;
        _leader = _lock.Holder;
        LogLeader(_options.Namespace, _options.Name, _leader);
        try
        {
            LeaderChanged?.Invoke(this, new(_leader));
        }
        catch (Exception e)
        {
            LogListenerFailed(e, _options.Namespace, _options.Name);
        }
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
