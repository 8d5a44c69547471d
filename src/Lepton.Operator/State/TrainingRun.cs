using Lepton.Api.Models;

namespace Lepton.Operator.State;

/// <summary>Whether a training run is done.</summary>
internal static class TrainingRun
{
    /// <summary>Over, and not asked for anew since: its placements tell where it ran, and nothing of it runs or costs.</summary>
    public static bool IsOver(LeptonModel model) => model.Spec.Workload == WorkloadKind.Training
        && model.Status?.Conditions?.Find(c => c.Type == "Ready") is { Reason: "Completed" } ready
        && ready.ObservedGeneration == model.Metadata.Generation;
}
