using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Api.Providers;
using Lepton.Kubernetes.Schema;

namespace Lepton.Api.Validation;

/// <summary>Names of other objects: whether they exist, and which was probably meant.</summary>
public static class ReferenceValidator
{
    /// <summary>The policy and the dataset's provider of a model. A model that names no policy needs none: the defaults hold.</summary>
    public static IReadOnlyList<ValidationError> Validate(LeptonModel model, IEnumerable<PlacementPolicy> policies, IEnumerable<CloudProvider> providers)
    {
        ArgumentNullException.ThrowIfNull(model);
        var checks = new Checks(model, "LeptonModel");
        if (model.Spec.PolicyName is { } policy)
            checks.Exists("spec.policyName", policy, "PlacementPolicy", policies.Select(p => p.Metadata.Name ?? ""));
        if (DatasetSyncRules.Refusal(model, policies.FirstOrDefault(p => p.Metadata.Name == (model.Spec.PolicyName ?? PlacementPolicy.DefaultName))) is not null)
            checks.Add(model.Spec.Dataset is null ? "spec.dataset" : "spec.dataset.sync", null, "how its data is brought along, because its policy says migration.dataSync: Required");
        if (model.Spec.Dataset is { } dataset)
            checks.Exists("spec.dataset.provider", dataset.Provider, "CloudProvider", providers.Select(p => p.Metadata.Name ?? ""));
        return checks.Errors;
    }

    /// <summary>The providers and regions a policy allows or denies.</summary>
    public static IReadOnlyList<ValidationError> Validate(PlacementPolicy policy, IEnumerable<CloudProvider> providers)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var checks = new Checks(policy, "PlacementPolicy");
        var all = providers.ToList();
        var regions = all.SelectMany(p => p.Spec.Clusters ?? []).Select(c => c.Region).Distinct(StringComparer.Ordinal).ToList();
        checks.AllExist("spec.providers", policy.Spec.Providers, "CloudProvider", [.. all.Select(p => p.Metadata.Name ?? "")]);
        checks.AllExist("spec.regions", policy.Spec.Regions, "region of a member cluster", regions);
        return checks.Errors;
    }

    private static void AllExist(this Checks checks, string field, AllowDeny? lists, string kind, List<string> known)
    {
        for (var i = 0; i < (lists?.Allow?.Count ?? 0); i++)
            checks.Exists($"{field}.allow[{i}]", lists!.Allow![i], kind, known);
        for (var i = 0; i < (lists?.Deny?.Count ?? 0); i++)
            checks.Exists($"{field}.deny[{i}]", lists!.Deny![i], kind, known);
    }

    private static void Exists(this Checks checks, string field, string name, string kind, IEnumerable<string> known)
    {
        var all = known.Order(StringComparer.Ordinal).ToList();
        if (all.Contains(name))
            return;
        var nearest = NearestName.Of(name, all);
        var list = all.Count == 0 ? "there is none" : $"there are {string.Join(", ", all)}";
        checks.Add(field, name, $"an existing {kind}{(nearest is null ? "" : $", nearest {nearest}")}; {list}");
    }
}
