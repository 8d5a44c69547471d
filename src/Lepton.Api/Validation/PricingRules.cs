using Lepton.Api.Providers;

namespace Lepton.Api.Validation;

/// <summary>Prices. The upper bounds are far above any price list: beyond them another unit or a typing error is likely.</summary>
internal static class PricingRules
{
    public static void Check(Checks checks, ProviderPricing? pricing)
    {
        if (pricing is null)
            return;
        CheckBook(checks, pricing.PriceBookRef);
        checks.Unique("spec.pricing.gpuHour", pricing.GpuHour, p => $"{p.Accelerator} {p.CapacityType}", "GPU type and capacity type");
        for (var i = 0; i < (pricing.GpuHour?.Count ?? 0); i++)
        {
            checks.KnownDevice($"spec.pricing.gpuHour[{i}].accelerator", pricing.GpuHour![i].Accelerator);
            checks.Positive($"spec.pricing.gpuHour[{i}].dollarsPerGpuHour", pricing.GpuHour[i].DollarsPerGpuHour, 1000, "dollars per GPU and hour");
        }
        checks.Range("spec.pricing.vcpuHour", pricing.VcpuHour, 0, 100, "dollars per vCPU and hour");
        checks.Range("spec.pricing.memoryGiBHour", pricing.MemoryGiBHour, 0, 100, "dollars per GiB and hour");
        checks.Range("spec.pricing.storageGiBMonth", pricing.StorageGiBMonth, 0, 1000, "dollars per GiB and month");
        checks.Range("spec.pricing.networkMbpsMonth", pricing.NetworkMbpsMonth, 0, 10_000, "dollars per Mbit/s and month");
        checks.Range("spec.pricing.platformFeeMonth", pricing.PlatformFeeMonth, 0, 1e6, "dollars per model and month");
        checks.Range("spec.pricing.egressGiB.sameRegion", pricing.EgressGiB?.SameRegion, 0, 100, "dollars per GiB");
        checks.Range("spec.pricing.egressGiB.interRegion", pricing.EgressGiB?.InterRegion, 0, 100, "dollars per GiB");
        checks.Range("spec.pricing.egressGiB.internet", pricing.EgressGiB?.Internet, 0, 100, "dollars per GiB");
    }

    private static void CheckBook(Checks checks, PriceBookReference? book)
    {
        if (book is null)
            return;
        checks.DnsLabel("spec.pricing.priceBookRef.namespace", book.Namespace);
        checks.DnsSubdomain("spec.pricing.priceBookRef.name", book.Name);
        checks.That(book.Key.Length > 0, "spec.pricing.priceBookRef.key", book.Key, "a key of the ConfigMap");
    }
}
