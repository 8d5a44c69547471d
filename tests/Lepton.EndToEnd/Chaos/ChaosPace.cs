using System.Diagnostics;
using System.Globalization;
using Lepton.EndToEnd.Harness;
using Lepton.Kubernetes.Models;
using Lepton.Sandbox.Hosting;

namespace Lepton.EndToEnd.Chaos;

/// <summary>
/// Runs the clock as fast as operator and clusters keep up: a read of the hub, which waits where everything else in the process waits, may take a few seconds of
/// the sandbox's time, as in a busy cluster, and no more. A loaded machine makes the week longer, not harder.
/// </summary>
internal sealed class ChaosPace : IAsyncDisposable
{
    private const double Slowest = 60;

    /// <summary>Sandbox seconds a read may take before the clock goes slower.</summary>
    private const double Lag = 4;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly double _fastest = double.TryParse(Environment.GetEnvironmentVariable("LEPTON_CHAOS_SPEED"), CultureInfo.InvariantCulture, out var speed) ? speed : 600;
    private readonly CancellationTokenSource _stop = new();
    private readonly TestFleet _fleet;
    private readonly SandboxClock _clock;
    private readonly Task _work;

    public ChaosPace(TestFleet fleet, SandboxClock clock)
    {
        (_fleet, _clock) = (fleet, clock);
        _work = RunAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        // Slower at once, faster little by little.
        var speed = _clock.Speed;
        while (!_stop.IsCancellationRequested)
        {
            var started = Stopwatch.GetTimestamp();
            await _fleet.Hub.Resource<V1Namespace>().TryGetAsync("default");
            var took = Stopwatch.GetElapsedTime(started).TotalSeconds;
            speed = Math.Clamp(Math.Min(Lag / Math.Max(took, 0.001), speed * 1.1), Slowest, Math.Max(Slowest, _fastest));
            _clock.Speed = speed;
            await Task.Delay(Pause, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
