using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Operator.Emission;
using Lepton.Operator.Emission.Objects;
using Lepton.Operator.Members;
using Lepton.Operator.State;

namespace Lepton.Operator.Status;

/// <summary>Reads readiness off the workloads of a member.</summary>
internal static class MemberReadiness
{
    /// <summary>Ready replicas of one placement.</summary>
    public static int Ready(IMemberObjects objects, LeptonModel model, ModelKey key, ModelPlacement placement)
    {
        var owned = objects.OfModel(key);
        if (model.Spec.Workload == WorkloadKind.Training)
        {
            var job = owned.FirstOrDefault(o => o.Key.Resource.Kind == "Job").Object?.ReadJson();
            var alive = Number(job, "ready") + Number(job, "succeeded");
            return Math.Min(placement.Replicas, alive);
        }

        var label = Names.Placement(placement.Pool);
        return owned.Where(o => o.Key.Resource.Kind == "Deployment").Select(o => (o.Object.Metadata.Generation, Json: o.Object.ReadJson())).Where(o => PlacementOf(o.Json) == label)
            .Sum(o => IsObserved(o.Json, o.Generation) ? Number(o.Json, "readyReplicas") : 0);
    }

    /// <summary>Replicas that a placement's autoscaler has set; null where no Deployment or no autoscaler is seen.</summary>
    public static int? Autoscaled(IMemberObjects objects, ModelKey key, ModelPlacement placement)
    {
        var label = Names.Placement(placement.Pool);
        var owned = objects.OfModel(key);
        var deployment = owned.FirstOrDefault(o => o.Key.Resource.Kind == "Deployment" && PlacementOf(o.Object.ReadJson()) == label);
        return deployment.Object is { } found && owned.Any(o => Autoscaler.IsAutoscaler(o.Key.Resource) && o.Key.Name == deployment.Key.Name) ? (int?)found.ReadJson()["spec"]?["replicas"] ?? 1 : null;
    }

    /// <summary>A training run that is over. The Job that brings a served model's data says nothing of the model.</summary>
    public static bool IsComplete(IMemberObjects objects, LeptonModel model, ModelKey key) => model.Spec.Workload == WorkloadKind.Training && objects.OfModel(key)
        .Where(o => o.Key.Resource.Kind == "Job")
        .Any(o => JobConditions.Find(o.Object.ReadJson(), JobConditions.Complete) is not null);

    /// <summary>A training run that has failed for good, by its own account and not by its fence.</summary>
    public static bool HasFailed(IMemberObjects objects, LeptonModel model, ModelKey key) => model.Spec.Workload == WorkloadKind.Training && objects.OfModel(key)
        .Where(o => o.Key.Resource.Kind == "Job").Select(o => o.Object.ReadJson())
        .Any(j => JobConditions.Find(j, JobConditions.Failed) is not null && !FenceRenewal.Ended(j));

    private static string? PlacementOf(JsonObject deployment) => (string?)deployment["spec"]?["selector"]?["matchLabels"]?[Ownership.PlacementLabel];

    /// <summary>Counts of an older generation say nothing about the newer one.</summary>
    private static bool IsObserved(JsonObject workload, long? generation) => generation is null || (long?)workload["status"]?["observedGeneration"] >= generation;

    private static int Number(JsonObject? value, string field) => (int?)value?["status"]?[field] ?? 0;
}
