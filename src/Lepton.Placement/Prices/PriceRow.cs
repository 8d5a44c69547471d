namespace Lepton.Placement.Prices;

/// <summary>What one instance type costs in one region. Prices are dollars per hour of the whole instance; null is unknown, never free.</summary>
public sealed record PriceRow
{
    /// <summary>Empty: whichever provider the book is used for.</summary>
    public string Provider { get; init; } = "";

    /// <summary>Empty: every region of the provider.</summary>
    public string Region { get; init; } = "";

    /// <summary>Empty: a price of the GPUs, whatever the instance is called.</summary>
    public string InstanceType { get; init; } = "";

    /// <summary>Canonical GPU name; empty for an instance without GPUs.</summary>
    public string GpuModel { get; init; } = "";

    public int GpuCount { get; init; }

    /// <summary>Memory of one GPU.</summary>
    public double? GpuMemoryGiB { get; init; }

    public double? Vcpus { get; init; }

    /// <summary>Memory of the host.</summary>
    public double? MemoryGiB { get; init; }

    public double? OnDemandHourly { get; init; }

    public double? SpotHourly { get; init; }

    /// <summary>How the spot price came about: <c>list</c>, <c>quoted</c>, <c>quoted-min-az</c> (cheapest zone) or <c>derived-advisor</c> (on-demand less the published savings).</summary>
    public string SpotBasis { get; init; } = "";

    public string Source { get; init; } = "";

    /// <summary>Date of the source, or its catalogue version and <c>undated</c>.</summary>
    public string Date { get; init; } = "";

    public string SpotSource { get; init; } = "";

    public string SpotDate { get; init; } = "";

    /// <summary>Line of the file the row came from.</summary>
    public int Line { get; init; }

    /// <summary>The price of the whole instance at this capacity type; null if unknown. Reserved capacity has no public hourly price.</summary>
    public double? Hourly(CapacityType capacityType) => capacityType switch
    {
        CapacityType.OnDemand => OnDemandHourly,
        CapacityType.Spot => SpotHourly,
        _ => null,
    };
}
