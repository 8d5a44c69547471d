namespace Lepton.Sandbox.Fleet;

/// <summary>A machine one can rent.</summary>
/// <param name="Provider">Whose it is, as in the table (AWS, Azure, GCP, Lambda …).</param>
/// <param name="Name">As the provider spells it; on GCP <c>n1-standard-8+1xt4</c> is an n1-standard-8 with one T4 attached.</param>
/// <param name="GpuModel">Such as <c>A100-80GB</c>; empty without GPUs.</param>
/// <param name="GpuMemoryGiB">Per GPU.</param>
/// <param name="MemoryGiB">Of the host.</param>
public sealed record InstanceType(string Provider, string Name, string GpuModel, int Gpus, int GpuMemoryGiB, int VirtualCpus, decimal MemoryGiB)
{
    /// <summary>The name nodes carry: attached accelerators are not part of a GCP machine type.</summary>
    public string MachineType => Name.Split('+')[0];
}
