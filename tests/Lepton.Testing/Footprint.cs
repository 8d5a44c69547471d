using System.Diagnostics;
using System.Globalization;

namespace Lepton.Testing;

/// <summary>What a process holds at one moment.</summary>
/// <param name="Heap">Bytes of managed objects after a full collection; 0 of another process.</param>
/// <param name="Resident">Bytes of memory the system has given it.</param>
/// <param name="Threads">Threads.</param>
/// <param name="Handles">Open files, pipes and sockets.</param>
/// <param name="Sockets">Sockets among them; 0 where the system does not tell.</param>
public readonly record struct Footprint(long Heap, long Resident, int Threads, int Handles, int Sockets)
{
    /// <summary>Of this process, now.</summary>
    public static Footprint Now()
    {
        for (var i = 0; i < 2; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return Of(Environment.ProcessId) with { Heap = GC.GetTotalMemory(forceFullCollection: true) };
    }

    /// <summary>Of another process, whose objects nobody can count from outside.</summary>
    /// <exception cref="ArgumentException">There is no such process.</exception>
    public static Footprint Of(int processId)
    {
        using var process = Process.GetProcessById(processId);
        var folder = $"/proc/{processId}/fd";
        var descriptors = Directory.Exists(folder) ? Directory.GetFiles(folder) : [];
        return new(0, process.WorkingSet64, process.Threads.Count, descriptors.Length > 0 ? descriptors.Length : process.HandleCount, descriptors.Count(IsSocket));
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Heap / 1048576.0:0.0} MiB of objects, {Resident >> 20} MiB resident, {Threads} threads, {Handles} handles, {Sockets} sockets");

    private static bool IsSocket(string descriptor)
    {
        try
        {
            return new FileInfo(descriptor).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true;
        }
        catch (IOException)
        {
            // Closed meanwhile.
            return false;
        }
    }
}
