namespace Lepton.Testing.Time;

/// <summary>Holds threads back until a test lets them go on. A test that fails before that lets them go too: <see cref="Dispose"/> opens it.</summary>
public sealed class Latch : IDisposable
{
    private readonly TaskCompletionSource _open = new();

    /// <summary>Blocks until it is open.</summary>
    public void Wait() => _open.Task.GetAwaiter().GetResult();

    /// <summary>From now on nobody waits.</summary>
    public void Open() => _open.TrySetResult();

    public void Dispose() => Open();
}
