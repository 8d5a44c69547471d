namespace Lepton.Placement.Prices;

/// <summary>What data pays to leave a provider's region, dollars per GB (10⁹ bytes), first tier, without volume discounts.</summary>
/// <param name="SameRegion">To the same region of the same provider.</param>
/// <param name="InterRegion">To another region of the same provider: the median over the measured pairs of regions.</param>
/// <param name="Internet">To another provider or the internet: the price of most regions; a few far ones are dearer.</param>
public sealed record EgressPrices(string Provider, double SameRegion, double InterRegion, double Internet, string Source, string Date)
{
    private const double GigabytesPerGibibyte = 1.073741824;

    private const string Skyplane = "skyplane-project/paper-demo profiles/cost.csv";

    /// <summary>Defaults condensed from Skyplane's table of 3,969 region pairs: median (inter-region) and most frequent value (internet) per source provider.</summary>
    public static IReadOnlyList<EgressPrices> BuiltIn { get; } =
    [
        new("aws", 0, 0.02, 0.09, Skyplane, "2022-10-26"),
        new("azure", 0, 0.05, 0.0875, Skyplane, "2022-10-26"),
        new("gcp", 0, 0.08, 0.12, Skyplane, "2022-10-26"),
    ];

    /// <returns>The provider's defaults, or null if nothing is known of it: unknown, not free.</returns>
    public static EgressPrices? Find(string provider) =>
        BuiltIn.FirstOrDefault(e => e.Provider.Equals(provider, StringComparison.OrdinalIgnoreCase));

    /// <summary>Dollars per GiB from one region to another; an empty provider stands for the internet.</summary>
    public double PerGiB(string fromRegion, string toProvider, string toRegion)
    {
        var perGigabyte = !toProvider.Equals(Provider, StringComparison.OrdinalIgnoreCase) ? Internet
            : toRegion.Equals(fromRegion, StringComparison.OrdinalIgnoreCase) ? SameRegion
            : InterRegion;
        return perGigabyte * GigabytesPerGibibyte;
    }
}
