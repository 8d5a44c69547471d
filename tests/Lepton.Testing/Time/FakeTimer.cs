namespace Lepton.Testing.Time;

/// <summary>A timer of a <see cref="FakeTimeProvider"/>.</summary>
internal sealed class FakeTimer(FakeTimeProvider clock, TimerCallback callback, object? state, long order) : ITimer
{
    internal TimerCallback Callback => callback;

    internal object? State => state;

    internal long Order => order;

    internal long? Due { get; set; }

    internal long? Period { get; set; }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        clock.Set(this, dueTime, period);
        // A real timer that is due at once fires on another thread.
        if (dueTime == TimeSpan.Zero)
            ThreadPool.QueueUserWorkItem(_ => clock.Advance(TimeSpan.Zero));
        return true;
    }

    public void Dispose() => clock.Remove(this);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
