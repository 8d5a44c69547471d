using Lepton.Api.Providers;

namespace Lepton.Operator.Planning.Pools;

/// <summary>The name price lists have for a provider.</summary>
internal static class BookNames
{
    /// <summary>The cloud's, or for others the object's own name (lambda, nebius, coreweave …).</summary>
    public static string Of(CloudProvider provider) => provider.Spec.Type switch
    {
        ProviderType.AWS => "aws",
        ProviderType.Azure => "azure",
        ProviderType.GCP => "gcp",
        _ => provider.Metadata.Name!,
    };
}
