using Lepton.Api.Models;
using Lepton.Operator.Emission;

namespace Lepton.Cli.Demo;

/// <summary>What has to hold, looked at in the members: the workloads there are exactly the placements in the hub, each once.</summary>
internal static class FleetChecks
{
    /// <summary>Everything that is not as it should be; empty when all is well.</summary>
    public static IReadOnlyList<string> Settled(FleetPicture picture, params string[] without)
    {
        var problems = new List<string>();
        foreach (var model in picture.Models)
            problems.AddRange(Model(model, without));
        problems.AddRange(Workloads(picture, without));
        return problems;
    }

    /// <summary>Nothing of ours is left in any member.</summary>
    public static IReadOnlyList<string> Empty(FleetPicture picture) =>
        [.. picture.Models.Select(m => $"model {m.Metadata.NamespacedName()} still exists"), .. picture.Objects.Select(o => $"{o.Kind} {o.Name} is left in {o.Cluster}")];

    private static IEnumerable<string> Model(LeptonModel model, string[] without)
    {
        var name = model.Metadata.NamespacedName();
        var conditions = model.Status?.Conditions ?? [];
        foreach (var type in new[] { "Scheduled", "Ready" })
        {
            var condition = conditions.Find(c => c.Type == type);
            if (condition?.Status != "True")
                yield return $"model {name}: {type} is {condition?.Status ?? "missing"} ({condition?.Reason}: {condition?.Message})";
        }

        foreach (var placement in model.Status?.Placements ?? [])
        {
            if (without.Contains(placement.Cluster))
                yield return $"model {name}: still placed in {placement.Cluster}";
            if (placement.State != PlacementState.Active && conditions.Find(c => c.Type == "Ready")?.Reason != "Completed")
                yield return $"model {name}: placement in {placement.Cluster} is {placement.State}";
        }
    }

    private static IEnumerable<string> Workloads(FleetPicture picture, string[] without)
    {
        var wanted = new Dictionary<string, (int Replicas, bool Fixed)>(StringComparer.Ordinal);
        foreach (var (model, placement) in picture.Placements.Where(p => !without.Contains(p.Placement.Cluster)))
        {
            var training = model.Spec.Workload == WorkloadKind.Training;
            var name = training ? Names.ForModel(model.Metadata.Name!) : Names.Deployment(model.Metadata.Name!, placement.Pool, placement.Accelerator, placement.CapacityType);
            var key = $"{placement.Cluster}/{(training ? "Job" : "Deployment")}/{model.Metadata.Namespace}/{name}";
            var before = wanted.GetValueOrDefault(key).Replicas;
            wanted[key] = (before + placement.Replicas, model.Spec.Scaling is null);
        }

        var found = picture.Objects.Where(o => o.Kind is "Deployment" or "Job").ToList();
        foreach (var workload in found)
        {
            var key = $"{workload.Cluster}/{workload.Kind}/{workload.Name}";
            if (!wanted.TryGetValue(key, out var want))
            {
                yield return $"{workload.Kind} {workload.Name} in {workload.Cluster} belongs to no placement: an orphan or a duplicate";
                continue;
            }

            var replicas = (int?)workload.Object.Json["spec"]?[workload.Kind == "Job" ? "parallelism" : "replicas"] ?? 1;
            if (want.Fixed && replicas != want.Replicas)
                yield return $"{workload.Kind} {workload.Name} in {workload.Cluster} has {replicas} replicas, decided are {want.Replicas}";
        }

        foreach (var key in wanted.Keys.Except(found.Select(w => $"{w.Cluster}/{w.Kind}/{w.Name}"), StringComparer.Ordinal))
            yield return $"{key} is missing";
    }
}
