namespace Lepton.Placement.Core;

/// <summary>What one replica of a model needs and serves in a pool.</summary>
/// <param name="Cpu">vCPU, as charged.</param>
/// <param name="MemoryGiB">GiB, as charged.</param>
internal readonly record struct ReplicaShape(Resources Need, double Units, double Cpu, double MemoryGiB)
{
    /// <summary>The pool's accelerator must be one the model accepts (<see cref="Rules.Eligibility"/>).</summary>
    internal static ReplicaShape Of(Model model, Pool pool)
    {
        var accelerator = pool.Accelerator is null ? null : model.Accelerators.FirstOrDefault(a => a.Name == pool.Accelerator);
        var cpu = accelerator?.Cpu ?? model.Cpu;
        var memory = accelerator?.MemoryGiB ?? model.MemoryGiB;
        var units = model.Replicas is not null ? 1 : accelerator?.Throughput ?? 1;
        return new ReplicaShape(Resources.Need(accelerator?.Count ?? 0, cpu, memory), units, cpu, memory);
    }
}
