using Lepton.Api.Providers;
using Lepton.Api.Validation;

namespace Lepton.Operator.Planning.Pools;

/// <summary>What is wrong with a provider closes what it concerns to newcomers: one cluster, or all of them. What runs stays.</summary>
internal sealed class ProviderProblems(CloudProvider provider)
{
    private readonly IReadOnlyList<ValidationError> _errors = ProviderValidator.Validate(provider);

    /// <param name="cluster">The index of the pools' cluster in the provider's spec.</param>
    public IReadOnlyList<FleetPool> Close(IReadOnlyList<FleetPool> pools, int cluster)
    {
        var errors = _errors.Where(e => !IsOfCluster(e) || e.Field.StartsWith($"spec.clusters[{cluster}]", StringComparison.Ordinal)).ToList();
        if (errors.Count == 0)
            return pools;
        var more = errors.Count == 1 ? "" : $" (and {errors.Count - 1} more, see its Ready condition)";
        return [.. pools.Select(p => p with { Unusable = $"{errors[0]}{more}" })];
    }

    private static bool IsOfCluster(ValidationError error) => error.Field.StartsWith("spec.clusters[", StringComparison.Ordinal);
}
