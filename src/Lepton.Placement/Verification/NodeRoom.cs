namespace Lepton.Placement.Verification;

/// <summary>What one replica takes of a node: GPUs, vCPU, GiB.</summary>
internal readonly record struct ReplicaNeed(int Gpus, double Cpu, double Memory);

/// <summary>What is free on a node: GPUs, vCPU, GiB.</summary>
internal readonly record struct NodeRoom(int Gpus, double Cpu, double Memory) : IComparable<NodeRoom>
{
    private const double Noise = 1e-6;

    public int CompareTo(NodeRoom other) => (Gpus, Cpu, Memory).CompareTo((other.Gpus, other.Cpu, other.Memory));

    /// <summary>How many such replicas fit; what needs nothing fits without end.</summary>
    internal int Fits(ReplicaNeed need)
    {
        var byGpus = need.Gpus > 0 ? Gpus / need.Gpus : int.MaxValue;
        return (int)Math.Min(byGpus, Math.Min(Times(Cpu, need.Cpu), Times(Memory, need.Memory)));
    }

    internal NodeRoom Less(ReplicaNeed need, int times) => new(Gpus - (times * need.Gpus), Cpu - (times * need.Cpu), Memory - (times * need.Memory));

    private static double Times(double free, double need) => need > 0 ? Math.Clamp(Math.Floor((free + Noise) / need), 0, int.MaxValue) : int.MaxValue;
}
