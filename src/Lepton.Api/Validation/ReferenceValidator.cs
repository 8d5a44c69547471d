using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Api.Providers;
using Lepton.Kubernetes.Schema;

namespace Lepton.Api.Validation;

/// <summary>Names of other objects: whether they exist, and which was probably meant.</summary>
public static class ReferenceValidator
{
    /// <summary>Any year will do; one with all days.</summary>
    private static readonly DateTimeOffset Reference = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The policy and the dataset's provider of a model. A model that names no policy needs none: the defaults hold.</summary>
    public static IReadOnlyList<ValidationError> Validate(LeptonModel model, IEnumerable<PlacementPolicy> policies, IEnumerable<CloudProvider> providers)
    {
        ArgumentNullException.ThrowIfNull(model);
        var checks = new Checks(model, "LeptonModel");
        if (model.Spec.PolicyName is { } policy)
            checks.Exists("spec.policyName", policy, "PlacementPolicy", policies.Select(p => p.Metadata.Name ?? ""));
        if (DatasetSyncRules.Refusal(model, Policy(model, policies)) is not null)
            checks.Add(model.Spec.Dataset is null ? "spec.dataset" : "spec.dataset.sync", null, "how its data is brought along, because its policy says migration.dataSync: Required");
        if (model.Spec.Dataset is { } dataset)
            checks.Exists("spec.dataset.provider", dataset.Provider, "CloudProvider", providers.Select(p => p.Metadata.Name ?? ""));
        if (Policy(model, policies) is { } under && model.Spec.Rebalance?.Windows is { Count: > 0 } own && NeverMeet(under.Spec.Rebalance.Windows, own))
            checks.Add("spec.rebalance.windows", Text(own), $"a time at which a window of PlacementPolicy {under.Metadata.Name} is open too ({Text(under.Spec.Rebalance.Windows!)}): both have to be for a move to begin, and in the next year they never are");
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

    private static PlacementPolicy? Policy(LeptonModel model, IEnumerable<PlacementPolicy> policies) => policies.FirstOrDefault(p => p.Metadata.Name == (model.Spec.PolicyName ?? PlacementPolicy.DefaultName));

    /// <summary>Windows that are wrong or never open by themselves are told of at their own object.</summary>
    private static bool NeverMeet(List<MoveWindow>? policy, List<MoveWindow> own)
    {
        if (policy is not { Count: > 0 } || MoveSchedule.NextOpening(policy, Reference) is null || MoveSchedule.NextOpening(own, Reference) is null)
            return false;
        return MoveSchedule.NextMeeting(policy, own, Reference, out var looked) is null && looked > Reference.AddDays(365);
    }

    private static string Text(List<MoveWindow> windows) => string.Join(", ", windows.Select(w => $"{w.Cron} for {w.Duration} {w.TimeZone}"));

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
