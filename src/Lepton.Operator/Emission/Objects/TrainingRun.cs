using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Emission.Pods;

namespace Lepton.Operator.Emission.Objects;

/// <summary>
/// A gang in one cluster: one Indexed Job over all its pools, and the headless Service that gives each worker a name
/// (<c>job-index.service</c>, Kubernetes "Job with Pod-to-Pod Communication").
/// </summary>
internal static class TrainingRun
{
    public static IEnumerable<DesiredObject> Create(ModelScope scope, IReadOnlyList<PlacementTarget> targets)
    {
        var workers = targets.Sum(t => t.Replicas);
        if (workers == 0)
            yield break;
        var training = scope.Spec.Training ?? new ModelTraining();
        yield return Service(scope, training);
        yield return Job(scope, training, targets, workers);
    }

    private static DesiredObject Service(ModelScope scope, ModelTraining training)
    {
        var port = new JsonObject
        {
            ["name"] = "rendezvous",
            ["port"] = training.RendezvousPort,
            ["protocol"] = "TCP",
            ["targetPort"] = training.RendezvousPort,
        };
        var spec = new JsonObject
        {
            ["clusterIP"] = "None",
            // Workers look for worker 0 before it is ready.
            ["publishNotReadyAddresses"] = true,
            ["selector"] = scope.PodSelector(),
            ["ports"] = new JsonArray(port),
        };
        return scope.Own(ResourceDefinition.Of<V1Service>(), scope.ObjectName, new JsonObject { ["spec"] = spec });
    }

    private static DesiredObject Job(ModelScope scope, ModelTraining training, IReadOnlyList<PlacementTarget> targets, int workers)
    {
        RequireOneShape(scope, targets);
        var template = PodTemplate.Create(new PodRequest(scope, targets)
        {
            Environment = Rendezvous.Environment(scope.ObjectName, training.RendezvousPort, workers, targets[0].GpusPerReplica),
            RestartPolicy = "Never",
            Subdomain = scope.ObjectName,
        });
        var spec = new JsonObject
        {
            ["parallelism"] = workers,
            ["completions"] = Math.Max(training.Completions ?? workers, workers),
            ["completionMode"] = "Indexed",
            ["backoffLimit"] = training.BackoffLimit,
        };
        if (FenceRenewal.FirstDeadline(training.ActiveDeadlineSeconds, targets[0].Fence) is { } deadline)
            spec["activeDeadlineSeconds"] = deadline;
        if ((string?)template["spec"]!["restartPolicy"] == "Never")
            spec["podFailurePolicy"] = IgnoreDisruptions();
        spec["template"] = template;
        var annotations = new JsonObject
        {
            [JobReplacement.RunAnnotation] = RunIdentity.Hash(scope.Spec, targets),
            [JobReplacement.TemplateAnnotation] = JobReplacement.TemplateHash(spec),
        };
        FenceRenewal.Annotate(annotations, training.ActiveDeadlineSeconds, targets[0].Fence);
        return scope.Own(ResourceDefinition.Of<V1Job>(), scope.ObjectName, new JsonObject { ["spec"] = spec }, annotations);
    }

    /// <summary>A worker taken away by a spot reclaim, a drain or a preemption is made anew and does not count against backoffLimit.</summary>
    private static JsonObject IgnoreDisruptions()
    {
        var condition = new JsonObject { ["type"] = "DisruptionTarget", ["status"] = "True" };
        return new JsonObject { ["rules"] = new JsonArray(new JsonObject { ["action"] = "Ignore", ["onPodConditions"] = new JsonArray(condition) }) };
    }

    private static void RequireOneShape(ModelScope scope, IReadOnlyList<PlacementTarget> targets)
    {
        var first = targets[0];
        var other = targets.FirstOrDefault(t => t.ResourceName != first.ResourceName || t.GpusPerReplica != first.GpusPerReplica);
        if (other is not null)
        {
            throw scope.Invalid("status.placements", $"the workers of one run are all alike, but pool {first.Pool} gives {first.GpusPerReplica} {first.ResourceName} " +
                $"and pool {other.Pool} gives {other.GpusPerReplica} {other.ResourceName}; one accelerator and count is expected");
        }
    }
}
