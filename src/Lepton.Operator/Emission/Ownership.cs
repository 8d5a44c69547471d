using System.Text.Json.Nodes;
using Lepton.Kubernetes.Models;

namespace Lepton.Operator.Emission;

/// <summary>How our objects in member clusters are told from everybody else's.</summary>
internal static class Ownership
{
    public const string FieldManager = "lepton-operator";
    public const string ManagedByLabel = "app.kubernetes.io/managed-by";
    public const string ManagedByValue = "lepton-operator";
    public const string ModelLabel = "lepton.ai/model";
    public const string ModelNamespaceLabel = "lepton.ai/model-namespace";

    /// <summary>The uid of the hub's kube-system namespace: two hubs never fight over one object.</summary>
    public const string HubLabel = "lepton.ai/hub";

    /// <summary>On pods and their workload: which placement (pool) they belong to.</summary>
    public const string PlacementLabel = "lepton.ai/placement";

    public const string HashAnnotation = "lepton.ai/applied-hash";

    /// <summary>Selects everything this hub owns in a member.</summary>
    public static string Selector(string hubId) => $"{ManagedByLabel}={ManagedByValue},{HubLabel}={hubId}";

    public static JsonObject Labels(string hubId, string modelNamespace, string model) => new()
    {
        [ManagedByLabel] = ManagedByValue,
        [HubLabel] = hubId,
        [ModelLabel] = model,
        [ModelNamespaceLabel] = modelNamespace,
    };

    /// <summary>The labels of objects that belong to no single model: the namespace, and what several models of it may share.</summary>
    public static JsonObject SharedLabels(string hubId, string? modelNamespace = null)
    {
        var labels = new JsonObject { [ManagedByLabel] = ManagedByValue, [HubLabel] = hubId };
        if (modelNamespace is not null)
            labels[ModelNamespaceLabel] = modelNamespace;
        return labels;
    }

    /// <summary>Ours means: managed by us, from this hub.</summary>
    public static bool IsOurs(V1ObjectMeta metadata, string hubId) =>
        metadata.Labels is { } labels
        && labels.GetValueOrDefault(ManagedByLabel) == ManagedByValue
        && labels.GetValueOrDefault(HubLabel) == hubId;

    /// <summary>The model an object of ours belongs to; null for objects that belong to no single one (namespaces, propagated objects).</summary>
    public static (string Namespace, string Name)? ModelOf(V1ObjectMeta metadata) =>
        metadata.Labels is { } labels
        && labels.TryGetValue(ModelLabel, out var name)
        && labels.TryGetValue(ModelNamespaceLabel, out var @namespace)
            ? (@namespace, name)
            : null;
}
