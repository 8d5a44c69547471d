using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Kubernetes.Serialization;
using Lepton.Operator.Emission;

namespace Lepton.Operator.Rollouts;

/// <summary>What of a model's spec its replicas are made of: what a revision keeps, and what a rollout brings from cluster to cluster. Where and how many they are is not part of it.</summary>
internal static class RevisionTemplate
{
    /// <summary>In the order in which they are shown.</summary>
    public static readonly IReadOnlyList<string> Fields = ["image", "command", "args", "env", "ports", "resources", "volumes", "volumeMounts", "probes", "podTemplate"];

    private static readonly ConditionalWeakTable<LeptonModel, string> Known = [];

    /// <summary>The fields that are set.</summary>
    public static JsonObject Of(LeptonModelSpec spec)
    {
        var all = (JsonObject)KubernetesJson.ToNode(spec)!;
        var template = new JsonObject();
        foreach (var field in Fields)
        {
            if (all[field] is { } value)
                template[field] = value.DeepClone();
        }

        CanonicalJson.RemoveNulls(template);
        return template;
    }

    /// <summary>The first 64 bits of SHA-256 over the fields, as 16 hex digits: the same for whatever means the same.</summary>
    public static string Hash(LeptonModel model) => Known.GetValue(model, static m => AppliedHash.Of(Of(m.Spec)));

    /// <summary>The model with the fields of a revision in place of its own; the model itself is not changed.</summary>
    public static LeptonModel Over(LeptonModel model, JsonObject template)
    {
        var copy = (JsonObject)KubernetesJson.ToNode(model)!;
        var spec = (JsonObject)copy["spec"]!;
        foreach (var field in Fields)
        {
            spec.Remove(field);
            if (template[field] is { } value)
                spec[field] = value.DeepClone();
        }

        return KubernetesJson.Deserialize<LeptonModel>(copy)!;
    }
}
