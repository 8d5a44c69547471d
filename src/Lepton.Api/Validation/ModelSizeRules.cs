using Lepton.Api.Models;

namespace Lepton.Api.Validation;

/// <summary>How much is wanted, and that it fits the kind of workload.</summary>
internal static class ModelSizeRules
{
    public static void Check(Checks checks, LeptonModelSpec spec)
    {
        if (spec.Workload == WorkloadKind.Training)
            CheckTraining(checks, spec);
        else
            CheckInference(checks, spec);
    }

    private static void CheckInference(Checks checks, LeptonModelSpec spec)
    {
        checks.That(spec.Replicas is null != spec.Demand is null, "spec.replicas", spec.Replicas is null ? null : "replicas and demand",
            "exactly one of replicas and demand.unitsPerSecond");
        checks.Range("spec.replicas", spec.Replicas, 0, 10_000, "a number of replicas");
        checks.Positive("spec.demand.unitsPerSecond", spec.Demand?.UnitsPerSecond, 1e12, "units per second");
        checks.That(spec.Training is null, "spec.training", "training", "nothing, because workload is Inference");
        if (spec.Demand is null)
            return;
        checks.That(spec.Accelerators is { Count: > 0 }, "spec.accelerators", null, "GPU types with their throughput, because demand is given: the number of replicas follows from both");
        for (var i = 0; i < (spec.Accelerators?.Count ?? 0); i++)
            checks.That(spec.Accelerators![i].Throughput is not null, $"spec.accelerators[{i}].throughput", null, "units per second of one replica on this type, because demand is given");
    }

    private static void CheckTraining(Checks checks, LeptonModelSpec spec)
    {
        checks.That(spec.Replicas is null, "spec.replicas", spec.Replicas, "nothing: the size of a Training model is training.parallelism");
        checks.That(spec.Demand is null, "spec.demand", spec.Demand?.UnitsPerSecond, "nothing: the size of a Training model is training.parallelism");
        checks.That(spec.Scaling is null, "spec.scaling", "scaling", "nothing: a training run has a fixed size");
        checks.That(spec.Service is null, "spec.service", "service", "nothing: a training run has a headless service of its own");
        if (spec.Training is not { } training)
            return;
        checks.Range("spec.training.parallelism", training.Parallelism, 1, 10_000, "a number of workers");
        checks.That(training.Completions is null || training.Completions >= training.Parallelism, "spec.training.completions", training.Completions,
            $"at least training.parallelism, which is {training.Parallelism}");
        checks.Range("spec.training.backoffLimit", training.BackoffLimit, 0, 10_000, "a number of failures");
        checks.Range("spec.training.activeDeadlineSeconds", training.ActiveDeadlineSeconds, 1, 315_360_000, "seconds");
        checks.Range("spec.training.rendezvousPort", training.RendezvousPort, 1, 65_535, "a port");
        if (training.Checkpoint is { } checkpoint)
            checks.Duration("spec.training.checkpoint.grace", checkpoint.Grace, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
    }
}
