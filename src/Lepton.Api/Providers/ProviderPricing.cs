using Lepton.Kubernetes.Schema;

namespace Lepton.Api.Providers;

/// <summary>What a provider charges, in US dollars.</summary>
public sealed class ProviderPricing
{
    [Description("A price book of one's own: a ConfigMap key with CSV, instance type and region to on-demand and spot dollars per hour.")]
    public PriceBookReference? PriceBookRef { get; set; }

    [ListMap("accelerator", "capacityType"), Count(256)]
    [Description("Prices per GPU and hour. They win over every price book.")]
    public List<GpuPrice>? GpuHour { get; set; }

    [Minimum(0), Maximum(1_000_000)]
    [Description("Dollars per vCPU and hour, where CPUs are charged apart from GPUs (pools without GPUs).")]
    public double? VcpuHour { get; set; }

    [Minimum(0), Maximum(1_000_000)]
    [Description("Dollars per GiB of memory and hour, where memory is charged apart from GPUs (pools without GPUs).")]
    public double? MemoryGiBHour { get; set; }

    [Minimum(0), Maximum(1_000_000)]
    [Description("Dollars per GiB and month for the storage of a model's dataset.")]
    public double? StorageGiBMonth { get; set; }

    [Minimum(0), Maximum(1_000_000)]
    [Description("Dollars per Mbit/s and month for the network bandwidth a model's dataset asks for.")]
    public double? NetworkMbpsMonth { get; set; }

    [Minimum(0), Maximum(1_000_000)]
    [Description("Dollars per month of software (platform fees, licences) for each model that runs with this provider; for a model that runs elsewhere too, its share.")]
    public double? PlatformFeeMonth { get; set; }

    [Description("Dollars per GiB that leaves a region of this provider.")]
    public EgressPrices? EgressGiB { get; set; }
}

/// <summary>Where a price book is.</summary>
public sealed class PriceBookReference
{
    [Length(1, 63), Pattern(Patterns.DnsLabel)]
    [Description("Namespace of the ConfigMap.")]
    public string Namespace { get; set; } = "";

    [Length(1, 253), Pattern(Patterns.DnsSubdomain)]
    [Description("Name of the ConfigMap.")]
    public string Name { get; set; } = "";

    [Default, Length(1, 253), Pattern(Patterns.ConfigKey)]
    [Description("Key of the ConfigMap that holds the CSV.")]
    public string Key { get; set; } = "prices.csv";
}

/// <summary>Price of one GPU type on one kind of terms.</summary>
public sealed class GpuPrice
{
    [Length(1, 128), Pattern(Patterns.Device)]
    [Description("Canonical GPU name, such as A100-80GB, or the extended resource of another device, such as xilinx.com/fpga.")]
    public string Accelerator { get; set; } = "";

    [Default]
    [Description("On what terms.")]
    public CapacityKind CapacityType { get; set; } = CapacityKind.OnDemand;

    [Minimum(0, Exclusive = true), Maximum(100_000)]
    [Description("Dollars per GPU (or device) and hour, with its share of the node's CPUs and memory.")]
    public double DollarsPerGpuHour { get; set; }
}

/// <summary>What data pays to leave a region, in dollars per GiB.</summary>
public sealed class EgressPrices
{
    [Minimum(0), Maximum(1_000)]
    [Description("To the same region, another zone included.")]
    public double? SameRegion { get; set; }

    [Minimum(0), Maximum(1_000)]
    [Description("To another region of the same provider.")]
    public double? InterRegion { get; set; }

    [Minimum(0), Maximum(1_000)]
    [Description("To the internet and to other providers.")]
    public double? Internet { get; set; }
}
