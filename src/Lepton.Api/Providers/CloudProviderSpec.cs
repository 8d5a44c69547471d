using Lepton.Kubernetes.Schema;

namespace Lepton.Api.Providers;

/// <summary>Which cloud it is; decides which built-in prices apply and how node labels are read.</summary>
public enum ProviderType
{
    [Description("Amazon Web Services.")]
    AWS,

    [Description("Microsoft Azure.")]
    Azure,

    [Description("Google Cloud.")]
    GCP,

    [Description("Machines of one's own.")]
    OnPrem,

    [Description("A site near its users, with few machines.")]
    Edge,

    [Description("Any other cloud.")]
    Other,
}

/// <summary>The desired state of a <see cref="CloudProvider"/>.</summary>
public sealed class CloudProviderSpec
{
    [Description("Which cloud it is. Decides which built-in prices apply and how node labels are read.")]
    public ProviderType Type { get; set; } = ProviderType.Other;

    [ListSet, Count(64), Length(1, 63), Pattern(Patterns.Word)]
    [Description("What holds for all member clusters of this provider, such as gdpr, hipaa or soc2. Policies may require it.")]
    public List<string>? Compliance { get; set; }

    [Description("Prices in US dollars. What is not priced here is looked up in the price book, then in the built-in book of public prices; a GPU without any price is not used.")]
    public ProviderPricing? Pricing { get; set; }

    [Count(64)]
    [Description("GPUs already paid for (reserved instances, committed use). They cost nothing more until used up.")]
    public List<Commitment>? Commitments { get; set; }

    [Description("Ceilings over all member clusters of this provider.")]
    public ProviderLimits? Limits { get; set; }

    [ListMap("name"), Count(200)]
    [Description("The member clusters.")]
    public List<MemberCluster>? Clusters { get; set; }
}

/// <summary>GPUs already paid for.</summary>
public sealed class Commitment
{
    [Length(1, 128), Pattern(Patterns.Device)]
    [Description("Canonical GPU name, such as H100, or the extended resource of another device.")]
    public string Accelerator { get; set; } = "";

    [Length(1, 63), Pattern(Patterns.Word)]
    [Description("Region the commitment is bound to. Without it, it holds in all regions of the provider.")]
    public string? Region { get; set; }

    [Minimum(1), Maximum(1_000_000)]
    [Description("Number of GPUs.")]
    public int Gpus { get; set; }
}

/// <summary>Ceilings over a provider.</summary>
public sealed class ProviderLimits
{
    [Minimum(0), Maximum(1_000_000)]
    [Description("Largest number of GPUs that models may use at this provider.")]
    public int? Gpus { get; set; }

    [Minimum(0), Maximum(1_000_000_000)]
    [Description("Largest cost of all models at this provider, in dollars per hour.")]
    public double? HourlyCost { get; set; }
}
