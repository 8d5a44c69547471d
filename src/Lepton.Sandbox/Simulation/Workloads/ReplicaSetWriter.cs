using System.Text.Json.Nodes;
using Lepton.Sandbox.Simulation.Engine;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Simulation.Workloads;

/// <summary>Makes, scales and removes the ReplicaSets of Deployments.</summary>
internal sealed class ReplicaSetWriter(ClusterContext context)
{
    private const string Component = "deployment-controller";
    private const string DesiredAnnotation = "deployment.kubernetes.io/desired-replicas";
    private const string MaxAnnotation = "deployment.kubernetes.io/max-replicas";

    /// <summary>Annotations of a Deployment that are its own (kubernetes/pkg/controller/deployment/util, annotationsToSkip).</summary>
    private static readonly string[] Own =
    [
        "kubectl.kubernetes.io/last-applied-configuration", Rollout.RevisionAnnotation, "deployment.kubernetes.io/revision-history", DesiredAnnotation, MaxAnnotation,
        "deprecated.deployment.rollback.to",
    ];

    /// <summary>How many replicas it was last scaled for; null when it never was.</summary>
    public static long? ScaledFor(ObjectView set) => long.TryParse(set.Annotation(DesiredAnnotation), out var desired) ? desired : null;

    public static long? ScaledWithin(ObjectView set) => long.TryParse(set.Annotation(MaxAnnotation), out var most) ? most : null;

    /// <summary>Makes the ReplicaSet of the present template.</summary>
    public ObjectView Create(Rollout rollout, long replicas, long revision)
    {
        var deployment = rollout.Deployment;
        for (var collisions = deployment.Status.Number("collisionCount") ?? 0; ; collisions++)
        {
            var json = Build(rollout, replicas, revision, collisions);
            try
            {
                var made = new ObjectView(context.Api.Create(Kinds.ReplicaSets, deployment.Namespace, json));
                context.Events.Normal(deployment, Component, "ScalingReplicaSet", $"Scaled up replica set {made.Name} from 0 to {replicas}");
                return made;
            }
            catch (ApiStatusException error) when (error.Reason == "AlreadyExists" && collisions < 10)
            {
                // Another template (or owner) has the same hash: the next collision count gives another name.
            }
        }
    }

    /// <summary>Sets the size of a ReplicaSet and what it is the size of; true when that changed anything.</summary>
    public bool Scale(Rollout rollout, ObjectView set, long replicas)
    {
        var before = Rollout.Wanted(set);
        if (before == replicas && ScaledFor(set) == rollout.Replicas && ScaledWithin(set) == rollout.Most)
            return false;
        context.Api.Update(Kinds.ReplicaSets, set.Namespace, set.Name, json =>
        {
            json.Ensure("spec")["replicas"] = replicas;
            Annotate(json.Ensure("metadata").Ensure("annotations"), rollout);
            return true;
        });
        if (before != replicas)
            context.Events.Normal(rollout.Deployment, Component, "ScalingReplicaSet", $"Scaled {(replicas > before ? "up" : "down")} replica set {set.Name} from {before} to {replicas}");
        return before != replicas;
    }

    public void SetRevision(ObjectView set, long revision) => context.Api.Update(Kinds.ReplicaSets, set.Namespace, set.Name, json =>
    {
        json.Ensure("metadata").Ensure("annotations")[Rollout.RevisionAnnotation] = revision.ToString();
        return true;
    });

    /// <summary>Deletes the oldest ended ReplicaSets beyond the history limit.</summary>
    public void Forget(Rollout rollout)
    {
        var ended = rollout.Old.Where(static set => Rollout.Wanted(set) == 0 && Rollout.Count(set, "replicas") == 0 && !set.Deleting).OrderBy(Rollout.Revision).ToList();
        var excess = ended.Count - (int)(rollout.Deployment.Spec.Number("revisionHistoryLimit") ?? 10);
        foreach (var set in ended.Take(Math.Max(0, excess)))
            context.Api.Delete(Kinds.ReplicaSets, set.Namespace, set.Name, "Background");
    }

    private static JsonObject Build(Rollout rollout, long replicas, long revision, long collisions)
    {
        var deployment = rollout.Deployment;
        var template = (JsonObject)(deployment.Spec.Object("template")?.DeepClone() ?? new JsonObject());
        var hash = TemplateHash.Of(template, collisions);
        template.Ensure("metadata").Ensure("labels")[TemplateHash.Label] = hash;
        var selector = (JsonObject)(deployment.Spec.Object("selector")?.DeepClone() ?? new JsonObject());
        selector.Ensure("matchLabels")[TemplateHash.Label] = hash;
        var annotations = new JsonObject();
        foreach (var (key, value) in deployment.Metadata.Map("annotations"))
        {
            if (!Own.Contains(key, StringComparer.Ordinal))
                annotations[key] = value;
        }

        Annotate(annotations, rollout);
        annotations[Rollout.RevisionAnnotation] = revision.ToString();
        var json = new JsonObject
        {
            ["kind"] = "ReplicaSet",
            ["apiVersion"] = "apps/v1",
            ["metadata"] = new JsonObject
            {
                ["name"] = $"{deployment.Name}-{hash}",
                ["namespace"] = deployment.Namespace,
                ["labels"] = template.Object("metadata").Object("labels")!.DeepClone(),
                ["annotations"] = annotations,
                ["ownerReferences"] = new JsonArray(PodFactory.OwnerReference(deployment)),
            },
            ["spec"] = new JsonObject { ["replicas"] = replicas, ["selector"] = selector, ["template"] = template },
        };
        if (deployment.Spec.Number("minReadySeconds") is { } minReady and not 0)
            json.Object("spec")!["minReadySeconds"] = minReady;
        return json;
    }

    private static void Annotate(JsonObject annotations, Rollout rollout)
    {
        annotations[DesiredAnnotation] = rollout.Replicas.ToString();
        annotations[MaxAnnotation] = rollout.Most.ToString();
    }
}
