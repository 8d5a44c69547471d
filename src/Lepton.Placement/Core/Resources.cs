namespace Lepton.Placement.Core;

/// <summary>GPUs, thousandths of a vCPU and KiB of memory: whole numbers, so that packing has no rounding. Needs are rounded up, what is free down.</summary>
internal readonly record struct Resources(int Gpus, long Cpu, long Memory)
{
    private const double Milli = 1000;
    private const double KibiPerGibi = 1024.0 * 1024.0;
    private const double Noise = 1e-6;
    private const int Many = ProblemErrors.AbsurdCount;

    internal static Resources Need(int gpus, double cpu, double memoryGiB) =>
        new(gpus, (long)Math.Ceiling((cpu * Milli) - Noise), (long)Math.Ceiling((memoryGiB * KibiPerGibi) - Noise));

    internal static Resources Have(int gpus, double cpu, double memoryGiB) =>
        new(gpus, (long)Math.Floor((cpu * Milli) + Noise), (long)Math.Floor((memoryGiB * KibiPerGibi) + Noise));

    /// <summary>How often the need fits here; a need of nothing fits a million times.</summary>
    internal int Fits(in Resources need)
    {
        long fits = Many;
        if (need.Gpus > 0)
        {
            fits = Math.Min(fits, Gpus / need.Gpus);
        }

        if (need.Cpu > 0)
        {
            fits = Math.Min(fits, Cpu / need.Cpu);
        }

        if (need.Memory > 0)
        {
            fits = Math.Min(fits, Memory / need.Memory);
        }

        return (int)fits;
    }

    /// <summary>Whether the need fits here once.</summary>
    internal bool Holds(in Resources need) => Gpus >= need.Gpus && Cpu >= need.Cpu && Memory >= need.Memory;

    internal Resources Minus(in Resources need, int times) =>
        new(Gpus - (need.Gpus * times), Cpu - (need.Cpu * times), Memory - (need.Memory * times));

    /// <summary>Larger needs first: GPUs, then vCPU, then memory.</summary>
    internal static int Descending(in Resources a, in Resources b)
    {
        var byGpus = b.Gpus.CompareTo(a.Gpus);
        var byCpu = byGpus != 0 ? byGpus : b.Cpu.CompareTo(a.Cpu);
        return byCpu != 0 ? byCpu : b.Memory.CompareTo(a.Memory);
    }
}
