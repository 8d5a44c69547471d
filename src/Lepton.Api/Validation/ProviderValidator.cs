using Lepton.Api.Providers;

namespace Lepton.Api.Validation;

/// <summary>What providers alone can tell: one by itself, and all of them together.</summary>
public static class ProviderValidator
{
    /// <summary>All that is wrong with one provider; empty when nothing is.</summary>
    public static IReadOnlyList<ValidationError> Validate(CloudProvider provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        var checks = new Checks(provider, "CloudProvider");
        checks.DnsSubdomain("metadata.name", provider.Metadata.Name);
        var spec = provider.Spec;
        checks.Unique("spec.compliance", spec.Compliance, c => c, "mark");
        PricingRules.Check(checks, spec.Pricing);
        for (var i = 0; i < (spec.Commitments?.Count ?? 0); i++)
        {
            checks.KnownDevice($"spec.commitments[{i}].accelerator", spec.Commitments![i].Accelerator);
            checks.Range($"spec.commitments[{i}].gpus", spec.Commitments[i].Gpus, 1, 1_000_000, "a number of GPUs");
        }
        checks.Range("spec.limits.gpus", spec.Limits?.Gpus, 0, 1_000_000, "a number of GPUs");
        checks.Range("spec.limits.hourlyCost", spec.Limits?.HourlyCost, 0, 1e9, "dollars per hour");
        checks.Unique("spec.clusters", spec.Clusters, c => c.Name, "member cluster");
        for (var i = 0; i < (spec.Clusters?.Count ?? 0); i++)
            MemberClusterRules.Check(checks, $"spec.clusters[{i}]", spec.Clusters![i]);
        return checks.Errors;
    }

    /// <summary>What is wrong only because of another provider: a member cluster that two of them name. Each of the providers gets an error, in the order given.</summary>
    public static IReadOnlyList<ValidationError> ValidateTogether(IEnumerable<CloudProvider> providers)
    {
        ArgumentNullException.ThrowIfNull(providers);
        var all = providers.ToList();
        var owners = all.SelectMany(p => p.Spec.Clusters ?? [], (p, c) => (c.Name, Provider: p.Metadata.Name ?? ""))
            .ToLookup(c => c.Name, c => c.Provider, StringComparer.Ordinal);
        return [.. all.SelectMany(p => OneTogether(p, owners))];
    }

    private static IReadOnlyList<ValidationError> OneTogether(CloudProvider provider, ILookup<string, string> owners)
    {
        var checks = new Checks(provider, "CloudProvider");
        for (var i = 0; i < (provider.Spec.Clusters?.Count ?? 0); i++)
        {
            var name = provider.Spec.Clusters![i].Name;
            var others = owners[name].Where(o => o != provider.Metadata.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
            checks.That(others.Count == 0, $"spec.clusters[{i}].name", name, $"a name no other provider uses; CloudProvider {string.Join(" and ", others)} names the same member cluster");
        }
        return checks.Errors;
    }
}
