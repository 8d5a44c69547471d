using System.Diagnostics;

namespace Lepton.ControllerRuntime.Metrics;

/// <summary>The <c>process_*</c> series every Prometheus client library has.</summary>
internal static class ProcessMetrics
{
    private static readonly double StartTime = (Process.GetCurrentProcess().StartTime.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds;

    static ProcessMetrics()
    {
        RuntimeMeter.Meter.CreateObservableCounter("process_cpu_seconds_total", CpuSeconds, null, "Total user and system CPU time spent in seconds.");
        RuntimeMeter.Meter.CreateObservableGauge("process_resident_memory_bytes", static () => Environment.WorkingSet, null, "Resident memory size in bytes.");
        RuntimeMeter.Meter.CreateObservableGauge("process_start_time_seconds", static () => StartTime, null, "Start time of the process since unix epoch in seconds.");
        RuntimeMeter.Meter.CreateObservableGauge("process_threads", static () => ThreadPool.ThreadCount, null, "Number of thread pool threads.");
        RuntimeMeter.Meter.CreateObservableGauge("dotnet_gc_heap_bytes", static () => GC.GetTotalMemory(false), null, "Bytes the garbage collector thinks are in use.");
    }

    /// <summary>Makes the instruments exist.</summary>
    internal static void Register()
    {
        // The static constructor did it.
    }

    private static double CpuSeconds() =>
        OperatingSystem.IsLinux() || OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? Environment.CpuUsage.TotalTime.TotalSeconds : 0;
}
