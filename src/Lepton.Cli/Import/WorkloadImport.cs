using System.Globalization;
using System.Text.Json.Nodes;

namespace Lepton.Cli.Import;

/// <summary>Kubernetes workloads, one by one: Deployments, StatefulSets, ReplicaSets, Jobs, LeaderWorkerSets, PyTorchJobs, bare pods.</summary>
internal sealed class WorkloadImport(PodImport pods)
{
    private static readonly HashSet<string> Ignored = new(StringComparer.Ordinal)
    {
        "Namespace", "ConfigMap", "Secret", "ServiceAccount", "Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding", "CustomResourceDefinition", "Service", "HorizontalPodAutoscaler", "PersistentVolumeClaim",
        "LeptonModel", "CloudProvider", "PlacementPolicy",
    };

    /// <returns>Null for kinds that are no workloads.</returns>
    public ImportedModel? Read(JsonObject value, string defaultNamespace)
    {
        var kind = value.Text("kind") ?? "";
        if (Ignored.Contains(kind))
            return null;
        var metadata = value.Object("metadata");
        var (space, name) = (metadata.Text("namespace") ?? defaultNamespace, metadata.Text("name") ?? "");
        var result = new ImportedModel($"{kind} {space}/{name}");
        var spec = new JsonObject();
        var made = kind switch
        {
            "Deployment" or "ReplicaSet" => Serve(result, value.Object("spec"), spec),
            "StatefulSet" => Stateful(result, value.Object("spec"), spec),
            "Job" => Train(result, value.Object("spec"), spec),
            "Pod" => Serve(result, new JsonObject { ["replicas"] = 1, ["template"] = new JsonObject { ["metadata"] = metadata?.DeepClone(), ["spec"] = value["spec"]?.DeepClone() } }, spec),
            "LeaderWorkerSet" => Groups(result, value.Object("spec"), spec),
            "PyTorchJob" => Torch(result, value.Object("spec"), spec),
            _ => Unknown(result, kind),
        };
        if (made)
            result.Model = Model(result, space, name, metadata, spec);
        return result;
    }

    internal static JsonObject Model(ImportedModel result, string @namespace, string name, JsonObject? metadata, JsonObject spec)
    {
        var valid = ModelName.Of(name);
        if (valid != name)
            result.Changed("metadata.name", $"{name} is {valid}: a model's name is a DNS label of at most 52 characters that begins with a letter");
        var model = new JsonObject { ["name"] = valid, ["namespace"] = @namespace };
        var labels = new JsonObject([.. metadata.Map("labels").Where(l => !l.Key.StartsWith("app.kubernetes.io/managed-by", StringComparison.Ordinal) && !l.Key.StartsWith("helm.sh/", StringComparison.Ordinal)).Select(l => KeyValuePair.Create(l.Key, (JsonNode?)l.Value))]);
        if (labels.Count > 0)
            model["labels"] = labels;
        return new JsonObject { ["apiVersion"] = "lepton.ai/v1alpha1", ["kind"] = "LeptonModel", ["metadata"] = model, ["spec"] = spec };
    }

    private bool Serve(ImportedModel result, JsonObject? source, JsonObject spec)
    {
        if (source.Object("template") is not { } template || !pods.Read(result, template, spec))
            return false;
        spec["replicas"] = Number(source.Text("replicas")) ?? 1;
        if (source.Object("strategy") is not null || source.Object("updateStrategy") is not null)
            result.Dropped("strategy", "the operator moves and rolls by the policy's migration");
        return true;
    }

    private bool Stateful(ImportedModel result, JsonObject? source, JsonObject spec)
    {
        if (!Serve(result, source, spec))
            return false;
        result.Dropped("StatefulSet", "replicas have no names and no order of their own: a model that needs them cannot be carried");
        foreach (var claim in source.List("volumeClaimTemplates"))
        {
            var name = claim.Object("metadata").Text("name");
            spec["volumes"] ??= new JsonArray();
            spec["volumes"]!.AsArray().Add(new JsonObject { ["name"] = name, ["emptyDir"] = new JsonObject() });
            result.Todo($"volumeClaimTemplates[{name}]", "is an emptyDir now, filled anew at each start: data does not move with a model; put it into the image or an object store");
        }

        return true;
    }

    private bool Train(ImportedModel result, JsonObject? source, JsonObject spec)
    {
        if (source.Object("template") is not { } template || !pods.Read(result, template, spec))
            return false;
        spec["workload"] = "Training";
        var training = new JsonObject { ["parallelism"] = Number(source.Text("parallelism")) ?? 1 };
        if (Number(source.Text("completions")) is { } completions && completions > (int)training["parallelism"]!)
            training["completions"] = completions;
        Json.Copy(source!, training, "backoffLimit", "activeDeadlineSeconds");
        spec["training"] = training;
        foreach (var field in new[] { "ttlSecondsAfterFinished", "podFailurePolicy", "successPolicy", "suspend" }.Where(f => source![f] is not null))
            result.Dropped($"spec.{field}", "a training run has no such field");
        spec.Remove("ports");
        return true;
    }

    private bool Groups(ImportedModel result, JsonObject? source, JsonObject spec)
    {
        var group = source.Object("leaderWorkerTemplate");
        var size = Number(group.Text("size")) ?? 1;
        if (size > 1)
        {
            result.Todo("leaderWorkerTemplate.size", $"a replica of {size} pods that serve together cannot be carried: a model's replica is one pod. Use one node's GPUs with more tensor parallelism, or keep it as it is");
            return false;
        }

        return Serve(result, new JsonObject { ["replicas"] = source!["replicas"]?.DeepClone(), ["template"] = group!["workerTemplate"]?.DeepClone() }, spec);
    }

    private bool Torch(ImportedModel result, JsonObject? source, JsonObject spec)
    {
        var parts = source.Object("pytorchReplicaSpecs");
        if ((parts.Object("Worker") ?? parts.Object("Master")).Object("template") is not { } template || !pods.Read(result, template, spec))
            return false;
        var workers = (parts.Object("Master") is { } master ? Number(master.Text("replicas")) ?? 1 : 0) + (parts.Object("Worker") is { } worker ? Number(worker.Text("replicas")) ?? 1 : 0);
        spec["workload"] = "Training";
        spec["training"] = new JsonObject { ["parallelism"] = workers };
        spec.Remove("ports");
        result.Changed("pytorchReplicaSpecs", $"training.parallelism {workers}: master and workers are alike, the first is rank 0; MASTER_ADDR, RANK, WORLD_SIZE and torchrun's PET_* are set");
        return true;
    }

    private static bool Unknown(ImportedModel result, string kind)
    {
        result.Dropped(kind, kind switch
        {
            "CronJob" => "nothing starts models by the clock: keep it, and let it apply a training model",
            "DaemonSet" => "runs on every node: it belongs to each cluster, not to a place that is chosen",
            _ => "is no workload this command knows (Deployment, StatefulSet, ReplicaSet, Job, Pod, LeaderWorkerSet, PyTorchJob, docker compose)",
        });
        return false;
    }

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
