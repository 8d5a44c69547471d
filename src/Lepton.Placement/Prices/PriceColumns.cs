namespace Lepton.Placement.Prices;

/// <summary>The columns of a price book.</summary>
internal static class PriceColumns
{
    internal const string Provider = "provider";
    internal const string Region = "region";
    internal const string InstanceType = "instance_type";
    internal const string GpuModel = "gpu_model";
    internal const string GpuCount = "gpu_count";
    internal const string GpuMemory = "gpu_memory_gib";
    internal const string Vcpus = "vcpus";
    internal const string Memory = "memory_gib";
    internal const string OnDemand = "ondemand_usd_per_hour";
    internal const string Spot = "spot_usd_per_hour";
    internal const string SpotBasis = "spot_basis";
    internal const string Source = "source";
    internal const string Date = "date";
    internal const string SpotSource = "spot_source";
    internal const string SpotDate = "spot_date";

    internal static readonly IReadOnlyList<string> Known =
    [
        Provider, Region, InstanceType, GpuModel, GpuCount, GpuMemory, Vcpus, Memory,
        OnDemand, Spot, SpotBasis, Source, Date, SpotSource, SpotDate,
    ];
}
