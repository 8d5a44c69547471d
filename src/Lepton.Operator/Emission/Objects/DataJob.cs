using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Serialization;

namespace Lepton.Operator.Emission.Objects;

/// <summary>Where a model's data is brought, in the words of the hub.</summary>
internal sealed record DataTarget(string Cluster, string Provider, string? Region);

/// <summary>
/// The Job that brings a model's data to a cluster: an init container copies, and when it is done the container compares checksums and fails when anything is missing or differs. An attempt that fails is
/// made anew, and copies only what is not there yet.
/// </summary>
internal static class DataJob
{
    /// <summary>Instead of the model's labels, by which Services and budgets find replicas: no request goes here.</summary>
    private const string PodLabel = "lepton.ai/data-of";

    public static string NameOf(ModelScope scope) => $"{scope.ObjectName}-data";

    /// <summary>Tells one move's Job from another's: a Job that has ended is none of the next move.</summary>
    public static string RunOf(LeptonModel model, DataTarget target)
    {
        var identity = new JsonObject
        {
            ["sync"] = KubernetesJson.ToNode(model.Spec.Dataset?.Sync),
            ["cluster"] = target.Cluster,
            ["move"] = model.Status?.Migration?.StartedAt.UtcTicks,
        };
        CanonicalJson.RemoveNulls(identity);
        return AppliedHash.Of(identity);
    }

    public static DesiredObject Create(ModelScope scope, DataTarget target)
    {
        var sync = scope.Spec.Dataset!.Sync!;
        var pod = new JsonObject
        {
            ["restartPolicy"] = "Never",
            ["initContainers"] = new JsonArray(Container(scope, target, "copy", sync.CopyArgs)),
            ["containers"] = new JsonArray(Container(scope, target, "verify", sync.VerifyArgs)),
        };
        if (scope.Spec.Volumes is { Count: > 0 } volumes)
            pod["volumes"] = KubernetesJson.ToNode(volumes);
        var spec = new JsonObject
        {
            ["backoffLimit"] = sync.BackoffLimit,
            ["activeDeadlineSeconds"] = (long)sync.Timeout.ToTimeSpan().TotalSeconds,
            ["template"] = new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { [PodLabel] = scope.Name } }, ["spec"] = pod },
        };
        var annotations = new JsonObject
        {
            [JobReplacement.RunAnnotation] = RunOf(scope.Model, target),
            [JobReplacement.TemplateAnnotation] = JobReplacement.TemplateHash(spec),
        };
        return scope.Own(ResourceDefinition.Of<V1Job>(), NameOf(scope), new JsonObject { ["spec"] = spec }, annotations);
    }

    private static JsonObject Container(ModelScope scope, DataTarget target, string name, List<string> arguments)
    {
        var sync = scope.Spec.Dataset!.Sync!;
        var container = new JsonObject
        {
            ["name"] = name,
            ["image"] = sync.Image,
            ["args"] = new JsonArray([.. arguments.Select(a => (JsonNode)a)]),
            // In this order: a kubelet puts in only what stands before.
            ["env"] = new JsonArray(
                Variable("LEPTON_CLUSTER", target.Cluster), Variable("LEPTON_PROVIDER", target.Provider), Variable("LEPTON_REGION", target.Region ?? ""),
                Variable("SOURCE", sync.Source), Variable("DESTINATION", sync.Destination)),
        };
        if (sync.SecretName is { } secret)
            container["envFrom"] = new JsonArray(new JsonObject { ["secretRef"] = new JsonObject { ["name"] = secret } });
        if (scope.Spec.VolumeMounts is { Count: > 0 } mounts)
            container["volumeMounts"] = KubernetesJson.ToNode(mounts);
        return container;
    }

    private static JsonObject Variable(string name, string value) => new() { ["name"] = name, ["value"] = value };
}
