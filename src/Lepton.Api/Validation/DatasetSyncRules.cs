using Lepton.Api.Models;
using Lepton.Api.Policies;

namespace Lepton.Api.Validation;

/// <summary>How data is brought along: from where, to where, with whose credentials.</summary>
public static class DatasetSyncRules
{
    /// <summary>Why a model cannot be under a policy, as far as data goes; null when it can.</summary>
    public static string? Refusal(LeptonModel model, PlacementPolicy? policy)
    {
        ArgumentNullException.ThrowIfNull(model);
        return policy?.Spec.Migration.DataSync == DataSyncRule.Required && model.Spec.Workload == WorkloadKind.Inference && model.Spec.Dataset?.Sync is null
            ? new ValidationError($"LeptonModel {model.Metadata.NamespacedName()}", model.Spec.Dataset is null ? "spec.dataset" : "spec.dataset.sync", "nothing", $"how its data is brought along, because PlacementPolicy {policy.Metadata.Name} says migration.dataSync: Required").ToString()
            : null;
    }

    internal static void Check(Checks checks, LeptonModelSpec spec)
    {
        if (spec.Dataset?.Sync is not { } sync)
            return;
        const string field = "spec.dataset.sync";
        checks.That(spec.Workload == WorkloadKind.Inference, field, "a way to bring data along", "nothing, because workload is Training: a run reads its data and checkpoints itself");
        checks.That(sync.Image.Length > 0, $"{field}.image", sync.Image, "an image");
        checks.That(sync.Source.Length > 0, $"{field}.source", sync.Source, "where the data is, such as s3:bucket/models");
        checks.That(sync.Destination.Length > 0, $"{field}.destination", sync.Destination, "where it is brought, such as gcs:bucket/models");
        checks.That(sync.Source != sync.Destination || sync.Source.Length == 0, $"{field}.destination", sync.Destination, "another place than source");
        checks.That(sync.CopyArgs.Count > 0, $"{field}.copyArgs", null, "arguments that copy");
        checks.That(sync.VerifyArgs.Count > 0, $"{field}.verifyArgs", null, "arguments that compare checksums");
        if (sync.SecretName is { } secret)
            checks.That(spec.Propagate?.Exists(p => p.Kind == PropagatedKind.Secret && p.Name == secret) == true, $"{field}.secretName", secret, "a Secret that spec.propagate names, so that it is in the target cluster");
        checks.Range($"{field}.backoffLimit", sync.BackoffLimit, 0, 100, "attempts");
        checks.Duration($"{field}.timeout", sync.Timeout, TimeSpan.FromMinutes(1), TimeSpan.FromDays(7));
    }
}
