using Lepton.Api.Models;

namespace Lepton.Api.Validation;

/// <summary>
/// What one model alone can tell: the schema's rules, for manifests that no server has seen, and those no schema can express.
/// The same code serves the command line, the controllers and the admission webhooks.
/// </summary>
public static class ModelValidator
{
    /// <summary>All that is wrong; empty when nothing is.</summary>
    public static IReadOnlyList<ValidationError> Validate(LeptonModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var checks = new Checks(model, "LeptonModel");
        CheckName(checks, model.Metadata.Name);
        ModelSizeRules.Check(checks, model.Spec);
        ModelAcceleratorRules.Check(checks, model.Spec);
        ModelContainerRules.Check(checks, model.Spec);
        ModelVolumeRules.Check(checks, model.Spec);
        ModelProbeRules.Check(checks, model.Spec);
        ModelResourceRules.Check(checks, model.Spec);
        ModelScalingRules.Check(checks, model.Spec);
        ModelServiceRules.Check(checks, model.Spec);
        RolloutRules.Check(checks, model.Spec);
        CheckRest(checks, model.Spec);
        return checks.Errors;
    }

    private static void CheckName(Checks checks, string? name) =>
        checks.That(NameChecks.IsDnsLabel(name, 52) && char.IsAsciiLetterLower(name![0]), "metadata.name", name,
            "lower case letters, digits and dashes, at most 52, beginning with a letter: names of objects in member clusters are made of it");

    private static void CheckRest(Checks checks, LeptonModelSpec spec)
    {
        if (spec.PolicyName is not null)
            checks.DnsSubdomain("spec.policyName", spec.PolicyName);
        checks.Duration("spec.loadTime", spec.LoadTime, TimeSpan.Zero, TimeSpan.FromDays(1));
        if (spec.Rebalance?.Cooldown is { } cooldown)
            checks.Duration("spec.rebalance.cooldown", cooldown, TimeSpan.Zero);
        MoveWindowRules.Check(checks, "spec.rebalance.windows", spec.Rebalance?.Windows);
        checks.Range("spec.priority", spec.Priority, -1_000_000, 1_000_000, "a number");
        checks.Range("spec.budget.hourlyCost", spec.Budget?.HourlyCost, 0, 1e9, "dollars per hour");
        checks.Unique("spec.propagate", spec.Propagate, p => $"{p.Kind} {p.Name}", "object");
        for (var i = 0; i < (spec.Propagate?.Count ?? 0); i++)
            checks.DnsSubdomain($"spec.propagate[{i}].name", spec.Propagate![i].Name);
        CheckDataset(checks, spec.Dataset);
        DatasetSyncRules.Check(checks, spec);
        foreach (var key in spec.PodTemplate?.Select(p => p.Key) ?? [])
            checks.That(key is "metadata" or "spec", "spec.podTemplate", key, "a pod template: only metadata and spec");
    }

    private static void CheckDataset(Checks checks, ModelDataset? dataset)
    {
        if (dataset is null)
            return;
        checks.DnsSubdomain("spec.dataset.provider", dataset.Provider);
        checks.That(dataset.Region.Length > 0, "spec.dataset.region", null, "the region that stores the data");
        checks.Range("spec.dataset.sizeGiB", dataset.SizeGiB, 0, 1e9, "GiB");
        checks.Range("spec.dataset.weightsGiB", dataset.WeightsGiB, 0, 1e9, "GiB");
        checks.Range("spec.dataset.trafficGiBPerHour", dataset.TrafficGiBPerHour, 0, 1e9, "GiB per hour");
        checks.Range("spec.dataset.networkMbps", dataset.NetworkMbps, 0, 1e9, "Mbit/s");
    }
}
