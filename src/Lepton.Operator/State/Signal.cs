using System.Threading.Channels;

namespace Lepton.Operator.State;

/// <summary>Tells a loop that something changed. Signals that come while one is waiting to be seen are one.</summary>
internal sealed class Signal(TimeProvider time)
{
    private readonly Channel<bool> _pending = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Set() => _pending.Writer.TryWrite(true);

    /// <summary>Waits for a signal, but no longer than <paramref name="atMost"/>.</summary>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(atMost, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            await _pending.Reader.ReadAsync(linked.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Time to look without a signal.
        }
    }

    /// <summary>Waits for a signal, and then a moment longer: changes come in bursts, and a moment of patience makes one of them.</summary>
    public async Task WaitAsync(TimeSpan atMost, TimeSpan patience, CancellationToken cancellationToken)
    {
        await WaitAsync(atMost, cancellationToken);
        await Task.Delay(patience, time, cancellationToken);
        _pending.Reader.TryRead(out _);
    }
}
