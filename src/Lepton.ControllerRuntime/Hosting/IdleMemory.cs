namespace Lepton.ControllerRuntime.Hosting;

/// <summary>
/// Gives memory back once a burst is over. A process that then allocates next to nothing never collects again, and keeps for days what a first minute of work needed.
/// </summary>
/// <param name="allocated">Bytes allocated since the start of the process; null: of this process.</param>
/// <param name="collect">Collects; null: the whole heap, compacting, with everything free given back to the system.</param>
/// <param name="time">The clock.</param>
public sealed class IdleMemory(Func<long>? allocated = null, Action? collect = null, TimeProvider? time = null) : IRunnable
{
    /// <summary>How often it is looked whether the process has become quiet.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>Less than this allocated in an interval is quiet, in bytes.</summary>
    public const long Quiet = 8 << 20;

    /// <summary>So much allocated since the last collection makes one worth its while, in bytes.</summary>
    public const long Burst = 64 << 20;

    private readonly Func<long> _allocated = allocated ?? (static () => GC.GetTotalAllocatedBytes());
    private readonly Action _collect = collect ?? GiveBack;
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    private long _last = long.MaxValue;
    private long _collected;

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, _time);
        do
            Look();
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    /// <summary>What is done at the end of each interval.</summary>
    internal void Look()
    {
        var now = _allocated();
        // The first look has nothing to compare with.
        var grown = _last == long.MaxValue ? long.MaxValue : now - _last;
        _last = now;
        if (grown >= Quiet || now - _collected < Burst)
            return;
        _collect();
        _collected = now;
    }

    /// <summary>What the runtime itself and TLS took and gave back stays with the allocator of the C library, by thread; it is asked to let go as well.</summary>
    private static void GiveBack()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        try
        {
            _ = Trim(0);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            // Another C library: nothing to ask.
        }
    }

    [System.Runtime.InteropServices.DllImport("libc", EntryPoint = "malloc_trim")]
    [System.Runtime.InteropServices.DefaultDllImportSearchPaths(System.Runtime.InteropServices.DllImportSearchPath.SafeDirectories)]
    private static extern int Trim(nuint keep);
}
