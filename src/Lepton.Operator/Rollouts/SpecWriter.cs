using System.Globalization;
using System.Text.Json.Nodes;
using Lepton.Kubernetes.Models;

namespace Lepton.Operator.Rollouts;

/// <summary>Who wrote what replicas are made of, by <c>metadata.managedFields</c>: the only word an API server keeps of it.</summary>
internal static class SpecWriter
{
    private static readonly (string Part, string Name)[] GitOpsManagers =
        [("argocd", "Argo CD"), ("kustomize-controller", "Flux"), ("helm-controller", "Flux"), ("fluxcd", "Flux"), ("flux-client-side-apply", "Flux"), ("fleetagent", "Fleet")];

    private static readonly (string Key, string Name)[] GitOpsMarks =
    [
        ("argocd.argoproj.io/tracking-id", "Argo CD"), ("argocd.argoproj.io/instance", "Argo CD"),
        ("kustomize.toolkit.fluxcd.io/name", "Flux"), ("helm.toolkit.fluxcd.io/name", "Flux"),
    ];

    /// <summary>The field manager that last wrote any field of a revision, and when; null when nobody is known.</summary>
    public static (string Manager, DateTimeOffset? Time)? Last(V1ObjectMeta metadata)
    {
        (string, DateTimeOffset?)? last = null;
        DateTimeOffset newest = default;
        foreach (var entry in Entries(metadata))
        {
            var time = DateTimeOffset.TryParse((string?)entry["time"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var written) ? written : (DateTimeOffset?)null;
            if (last is not null && (time ?? default) < newest)
                continue;
            (last, newest) = (((string?)entry["manager"] ?? "unknown", time), time ?? default);
        }

        return last;
    }

    /// <summary>The GitOps program that keeps the model's spec as Git has it, and by what it is known; null when none is seen to.</summary>
    public static (string Name, string Sign)? GitOps(V1ObjectMeta metadata)
    {
        foreach (var manager in Entries(metadata).Select(e => (string?)e["manager"] ?? ""))
        {
            if (GitOpsManagers.FirstOrDefault(m => manager.Contains(m.Part, StringComparison.OrdinalIgnoreCase)) is { Name: { } name })
                return (name, $"field manager {manager}");
        }

        foreach (var (key, name) in GitOpsMarks)
        {
            if (metadata.Annotations?.ContainsKey(key) == true || metadata.Labels?.ContainsKey(key) == true)
                return (name, $"mark {key}");
        }

        return null;
    }

    /// <summary>Those who own a field that revisions keep.</summary>
    private static IEnumerable<JsonObject> Entries(V1ObjectMeta metadata) => (metadata.ManagedFields ?? []).OfType<JsonObject>()
        .Where(e => string.IsNullOrEmpty((string?)e["subresource"]) && e["fieldsV1"]?["f:spec"] is JsonObject spec && RevisionTemplate.Fields.Any(f => spec.ContainsKey($"f:{f}")));
}
