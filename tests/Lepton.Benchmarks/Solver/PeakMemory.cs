using System.Diagnostics;
using System.Runtime;

namespace Lepton.Benchmarks.Solver;

/// <summary>The most resident memory of this process since it was last asked to count anew: what a fleet takes, not what the comparison before it took.</summary>
internal static class PeakMemory
{
    private const string Peak = "/proc/self/clear_refs";

    /// <summary>Gives back what is not used. Where the system cannot count anew (elsewhere than on Linux) the most so far stays the most.</summary>
    public static void Reset()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        try
        {
            // 5: the peak becomes what is resident now (proc(5)).
            File.WriteAllText(Peak, "5");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>Resident, with the runtime, its code and what the fleet itself takes.</summary>
    public static double MiB
    {
        get
        {
            using var self = Process.GetCurrentProcess();
            return self.PeakWorkingSet64 / 1048576.0;
        }
    }
}
