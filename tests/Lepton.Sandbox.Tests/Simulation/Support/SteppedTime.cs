namespace Lepton.Sandbox.Tests.Simulation.Support;

/// <summary>A clock that stands still until it is set.</summary>
internal sealed class SteppedTime : TimeProvider
{
    private DateTimeOffset _now = new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => _now;

    public void Set(DateTimeOffset now)
    {
        if (now > _now)
            _now = now;
    }
}
