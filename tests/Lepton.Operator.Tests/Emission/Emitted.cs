using System.Text.Json.Nodes;
using Lepton.Api;
using Lepton.Kubernetes.Serialization;
using Lepton.Api.Models;
using Lepton.Operator.Emission;

namespace Lepton.Operator.Tests.Emission;

/// <summary>Short ways to make inputs and to look into what they emit.</summary>
internal static class Emitted
{
    /// <param name="spec">The spec in YAML.</param>
    public static EmissionInput Input(string spec, params PlacementTarget[] targets)
    {
        var model = new LeptonModel { Spec = KubernetesJson.Deserialize<LeptonModelSpec>(KubernetesYaml.Load(spec))! };
        model.Metadata.Name = "m";
        model.Metadata.Namespace = "ns";
        return new EmissionInput { Model = model, HubId = "hub", Targets = targets };
    }

    public static PlacementTarget Cpu(string pool = "cpu", int replicas = 1) => new() { Pool = pool, Replicas = replicas };

    public static PlacementTarget Gpu(string pool = "gpu", int replicas = 1, CapacityKind type = CapacityKind.OnDemand) => new()
    {
        Pool = pool,
        Accelerator = "H100",
        ResourceName = "nvidia.com/gpu",
        GpusPerReplica = 8,
        Replicas = replicas,
        CapacityType = type,
    };

    public static JsonObject One(EmissionInput input, string kind) => Emitter.Emit(input).Single(o => o.Resource.Kind == kind).Json;

    public static IReadOnlyList<JsonObject> All(EmissionInput input, string kind) =>
        [.. Emitter.Emit(input).Where(o => o.Resource.Kind == kind).Select(o => o.Json)];

    public static JsonObject PodSpec(JsonObject workload) => workload["spec"]!["template"]!["spec"]!.AsObject();

    public static JsonObject Container(JsonObject workload, string name = "model") =>
        PodSpec(workload)["containers"]!.AsArray().Select(c => c!.AsObject()).Single(c => (string?)c["name"] == name);

    public static Dictionary<string, string?> Environment(JsonObject workload) => Container(workload)["env"]!.AsArray()
        .ToDictionary(e => (string)e!["name"]!, e => (string?)e!["value"] ?? e["valueFrom"]?.ToJsonString(), StringComparer.Ordinal);

    public static JsonArray NodeTerms(JsonObject workload) => PodSpec(workload)["affinity"]?["nodeAffinity"]?["requiredDuringSchedulingIgnoredDuringExecution"]?["nodeSelectorTerms"]
        as JsonArray ?? [];

    public static IReadOnlyList<string> Tolerations(JsonObject workload) =>
        [.. (PodSpec(workload)["tolerations"] as JsonArray ?? []).Select(t => $"{t!["key"]} {t["operator"]} {t["value"]} {t["effect"]}".TrimEnd())];
}
