using System.Diagnostics;

namespace Lepton.Cli.Solve;

/// <summary>Time and memory of this process since the meter was made.</summary>
internal sealed class Meter
{
    private readonly long _start = Stopwatch.GetTimestamp();

    public double Seconds => Stopwatch.GetElapsedTime(_start).TotalSeconds;

    public static double PeakMiB
    {
        get
        {
            using var self = Process.GetCurrentProcess();
            return Math.Round(self.PeakWorkingSet64 / 1048576.0, 1);
        }
    }
}
