using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Operator.Emission;
using Lepton.Operator.Members;
using Lepton.Operator.Moves;
using Lepton.Operator.State;

namespace Lepton.Operator.Rollouts;

/// <summary>What is seen of a revision in one cluster.</summary>
/// <param name="Missing">What is not as it should be with the revision yet, as the end of a sentence; null when all replicas are ready with it and none of another is left.</param>
/// <param name="Failure">Why it will not become so: a crash loop, a refusal; null while it may.</param>
internal sealed record ClusterSight(bool Reachable, string? Missing, string? Failure = null)
{
    public static readonly ClusterSight Silent = new(false, "the cluster cannot be reached");

    public static ClusterSight Of(MemberSession? member, LeptonModel model, ModelKey key, string cluster, string hash, ApplyOutcome? outcome, DateTimeOffset? since, int crashLoopRestarts)
    {
        if (member is not { Healthy: true })
            return Silent;
        var refused = outcome is { Ok: false, Reason: "InvalidSpec" or "Rejected" or "Forbidden" } && outcome.Generation == model.Metadata.Generation ? outcome.Message : null;
        var placements = (model.Status?.Placements ?? []).Where(p => p.Cluster == cluster && p.State != PlacementState.Draining).ToList();
        var trouble = since is { } from ? member.Caches.TroubleOf(key, placements.Select(p => Names.Placement(p.Pool)).ToHashSet(StringComparer.Ordinal), from, crashLoopRestarts) : null;
        return new ClusterSight(true, Open(member.Caches, model, key, placements, hash), refused ?? trouble);
    }

    /// <summary>What the Deployments of the placements lack; as <c>kubectl rollout status</c> tells (kubectl/pkg/polymorphichelpers/rollout_status.go).</summary>
    internal static string? Open(IMemberObjects objects, LeptonModel model, ModelKey key, IEnumerable<ModelPlacement> placements, string hash)
    {
        var deployments = objects.OfModel(key).Where(o => o.Key.Resource.Kind == "Deployment").Select(o => (o.Object.Metadata.Generation, Json: o.Object.ReadJson())).ToList();
        foreach (var placement in placements.Where(p => MigrationSteps.Running(model, p) > 0))
        {
            var label = Names.Placement(placement.Pool);
            var (generation, deployment) = deployments.FirstOrDefault(d => (string?)d.Json["spec"]?["selector"]?["matchLabels"]?[Ownership.PlacementLabel] == label);
            if (deployment is null)
                return $"pool {placement.Pool} has no Deployment yet";
            if ((string?)deployment["metadata"]?["annotations"]?[RevisionHash.Annotation] != hash || (generation is { } newest && Number(deployment["status"], "observedGeneration") < newest))
                return $"pool {placement.Pool} has not begun";
            var (wanted, status) = ((int?)deployment["spec"]?["replicas"] ?? 1, deployment["status"]);
            var available = Math.Min(Number(status, "updatedReplicas"), Number(status, "availableReplicas"));
            if (available < wanted || Number(status, "replicas") > Number(status, "updatedReplicas"))
                return $"{available} of {wanted} replicas in pool {placement.Pool} are ready with it";
        }

        return null;
    }

    private static int Number(JsonNode? status, string field) => (int?)status?[field] ?? 0;
}
