using Lepton.Operator.State;

namespace Lepton.Cli.Simulate.World;

/// <summary>One machine, in one of the places of its pool.</summary>
internal sealed class SimNode(SimPool pool, int slot, NodeView view, double readyAt)
{
    public SimPool Pool { get; } = pool;

    /// <summary>Which place of the pool; those below the pool's count are always paid.</summary>
    public int Slot { get; } = slot;

    /// <summary>The node with the Pods of others, as the operator would read it.</summary>
    public NodeView View { get; } = view;

    /// <summary>When it joins (hours); before that it is ordered and paid, and nothing runs on it.</summary>
    public double ReadyAt { get; } = readyAt;

    public List<SimReplica> Replicas { get; } = [];

    public int FailedGpus { get; set; }

    /// <summary>Since when nothing of ours runs on it; null while something does.</summary>
    public double? EmptySince { get; set; } = readyAt;

    public int Gpus => Math.Max(0, (Pool.ResourceName is { } resource ? View.Devices.GetValueOrDefault(resource) : 0) - FailedGpus);

    public int FreeGpus => Gpus - View.Pods.Sum(p => Devices(p.Resources)) - Replicas.Sum(r => r.Gpus);

    public double FreeCpu => View.Cpu - View.Pods.Sum(p => p.Resources.Cpu) - Replicas.Sum(r => r.Cpu);

    public double FreeMemory => View.MemoryGiB - View.Pods.Sum(p => p.Resources.MemoryGiB) - Replicas.Sum(r => r.MemoryGiB);

    public bool Fits(SimReplica replica) => FreeGpus >= replica.Gpus && FreeCpu >= replica.Cpu - 1e-9 && FreeMemory >= replica.MemoryGiB - 1e-9;

    private int Devices(PodResources resources) => Pool.ResourceName is { } resource ? resources.Devices.GetValueOrDefault(resource) : 0;
}
