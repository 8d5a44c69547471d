using Lepton.Api.Models;
using Lepton.Operator.Emission;
using Lepton.Operator.Emission.Objects;
using Lepton.Operator.State;

namespace Lepton.Operator.Members;

/// <summary>How far a model's data is in a cluster, read off the Job that brings it.</summary>
internal static class DataSight
{
    /// <summary>Null while there is no Job of this move.</summary>
    public static DataCopy? Of(IMemberObjects objects, LeptonModel model, ModelKey key, DataTarget target, ApplyOutcome? outcome)
    {
        var run = DataJob.RunOf(model, target);
        var job = objects.OfModel(key).Where(o => o.Key.Resource.Kind == "Job").Select(o => o.Object.ReadJson())
            .FirstOrDefault(j => (string?)j["metadata"]?["annotations"]?[JobReplacement.RunAnnotation] == run);
        if (job is null)
            return outcome is { Ok: false } refused ? Copy(target, DataCopyState.Copying, $"{target.Cluster}: {refused.Message}") : null;
        if (JobConditions.Find(job, JobConditions.Complete) is not null)
            return Copy(target, DataCopyState.Verified, $"{target.Cluster}: verified at {(string?)job["status"]?["completionTime"]}");
        if (JobConditions.Find(job, JobConditions.Failed) is { } failed)
            return Copy(target, DataCopyState.Failed, $"Job {key.Namespace}/{(string?)job["metadata"]?["name"]} in cluster {target.Cluster} failed ({(string?)failed["reason"]}): {(string?)failed["message"]}");
        var attempts = ((int?)job["status"]?["failed"] ?? 0) + 1;
        return Copy(target, DataCopyState.Copying, $"{target.Cluster}: attempt {attempts} of {((int?)job["spec"]?["backoffLimit"] ?? 0) + 1}, since {(string?)job["status"]?["startTime"] ?? "it has a node"}");
    }

    private static DataCopy Copy(DataTarget target, DataCopyState state, string message) => new() { Cluster = target.Cluster, State = state, Message = message };
}
