using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Kubernetes.Serialization;

namespace Lepton.Operator.Emission.Objects;

/// <summary>
/// What makes a training run this run and no other: what the user asked for and where it was placed. Not in it: how we write that down, so that a newer operator does not start
/// every run over; and what a policy says about the future (tolerations).
/// </summary>
internal static class RunIdentity
{
    private static readonly string[] Fields =
        ["image", "command", "args", "env", "ports", "resources", "volumes", "volumeMounts", "probes", "podTemplate"];

    public static string Hash(LeptonModelSpec model, IReadOnlyList<PlacementTarget> targets)
    {
        var spec = KubernetesJson.ToNode(model)!.AsObject();
        var identity = new JsonObject
        {
            ["completions"] = model.Training?.Completions,
            ["rendezvousPort"] = model.Training?.RendezvousPort,
            // How long its pods may take to end is what the fence of a silent cluster is reckoned with: it must be that of the pods that run.
            ["checkpointSeconds"] = Moves.Fence.CheckpointSeconds(model),
            ["targets"] = new JsonArray([.. targets.Select(t => Place(model, t))]),
        };
        foreach (var field in Fields)
            identity[field] = spec[field]?.DeepClone();
        CanonicalJson.RemoveNulls(identity);
        return AppliedHash.Of(identity);
    }

    private static JsonNode Place(LeptonModelSpec model, PlacementTarget target) => new JsonObject
    {
        ["pool"] = target.Pool,
        ["resource"] = target.ResourceName,
        ["gpus"] = target.GpusPerReplica,
        ["replicas"] = target.Replicas,
        ["nodes"] = KubernetesJson.ToNode(target.NodeSelector.ToDictionary(StringComparer.Ordinal)),
        ["ownNodes"] = KubernetesJson.ToNode(target.AcceleratorOf(model)?.NodeSelector),
    };
}
