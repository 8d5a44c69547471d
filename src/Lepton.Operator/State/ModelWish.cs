using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Api.Validation;
using Lepton.Kubernetes.Serialization;
using Lepton.Operator.Emission;

namespace Lepton.Operator.State;

/// <summary>
/// What of a model's spec a plan depends on, as a fingerprint: all of it but what only its pods are made of, of which it only counts whether older members know it. A new image is no reason to place anything anew, and a thousand
/// models get one at a time.
/// </summary>
internal static class ModelWish
{
    /// <summary>Fields that no plan looks at. Whatever is not named here counts, fields of tomorrow included.</summary>
    private static readonly string[] OfPodsOnly = ["image", "command", "args", "env", "ports", "volumes", "volumeMounts", "probes", "podTemplate", "service", "rollout"];

    private static readonly ConditionalWeakTable<LeptonModel, string> Known = [];

    public static string Of(LeptonModel model) => Known.GetValue(model, Read);

    /// <summary>A status that was written, a label that was set: what is wished for is known already where the generation is the same.</summary>
    public static void Carry(LeptonModel before, LeptonModel after)
    {
        if (before.Metadata.Uid == after.Metadata.Uid && before.Metadata.Generation == after.Metadata.Generation && after.Metadata.Generation is not null && Known.TryGetValue(before, out var wish))
            Known.AddOrUpdate(after, wish);
    }

    private static string Read(LeptonModel model)
    {
        // A run that is over begins anew with any change, and what was refused is looked at again.
        if (model.Spec.Workload == WorkloadKind.Training || ModelValidator.Validate(model).Count > 0)
            return $"@{model.Metadata.Generation}";
        var spec = (JsonObject)KubernetesJson.ToNode(model.Spec)!;
        foreach (var field in OfPodsOnly)
            spec.Remove(field);
        using var text = new Fingerprint();
        text.Append(spec.ToJsonString());
        foreach (var field in NewFields.Of(model.Spec))
            text.Append(field.Path);
        return text.Finish();
    }
}
