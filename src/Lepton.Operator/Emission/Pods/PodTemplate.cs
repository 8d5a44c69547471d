using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Kubernetes.Serialization;

namespace Lepton.Operator.Emission.Pods;

/// <summary>The pod template: what the model's fields say, the user's overlay over it, and over both what placement stands on.</summary>
internal static class PodTemplate
{
    public static JsonObject Create(PodRequest request)
    {
        var overlay = PodOverlay.Read(request.Scope);
        var template = overlay.MergeOver(new JsonObject
        {
            ["metadata"] = new JsonObject { ["labels"] = request.Scope.PodLabels(request.LabelledPool) },
            ["spec"] = Spec(request, overlay),
        });
        Impose(request, overlay, template);
        return template;
    }

    private static JsonObject Spec(PodRequest request, PodOverlay overlay)
    {
        var model = request.Scope.Spec;
        var spec = new JsonObject { ["containers"] = new JsonArray(ModelContainer.Create(request, overlay.EnvironmentNames)) };
        if (model.Volumes is { Count: > 0 } volumes)
            spec["volumes"] = KubernetesJson.ToNode(volumes);
        if (ServiceAccount(model) is { } account)
            spec["serviceAccountName"] = account;
        if (request.RestartPolicy is { } restart)
            spec["restartPolicy"] = restart;
        if (request.Subdomain is { } subdomain)
            spec["subdomain"] = subdomain;
        // What a run that gives way may take to write its last checkpoint.
        if (Moves.Fence.CheckpointSeconds(model) is { } grace)
            spec["terminationGracePeriodSeconds"] = grace;
        return spec;
    }

    /// <summary>A model that brings one ServiceAccount along runs as it. (The overlay may say otherwise.)</summary>
    private static string? ServiceAccount(LeptonModelSpec model)
    {
        var accounts = (model.Propagate ?? []).Where(p => p.Kind == PropagatedKind.ServiceAccount).Select(p => p.Name).Distinct(StringComparer.Ordinal).ToList();
        return accounts.Count == 1 ? accounts[0] : null;
    }

    /// <summary>No overlay takes a pod out of its Deployment's selector, off its nodes, or out of our books.</summary>
    private static void Impose(PodRequest request, PodOverlay overlay, JsonObject template)
    {
        var labels = Child(Child(template, "metadata"), "labels");
        foreach (var (key, value) in request.Scope.PodLabels(request.LabelledPool))
            labels[key] = value!.DeepClone();
        if (request.LabelledPool is null)
            labels.Remove(Ownership.PlacementLabel);
        var spec = Child(template, "spec");
        var terms = NodeRequirements.Both(NodeRequirements.Terms(request), overlay.NodeTerms);
        if (terms.Count > 0)
        {
            Child(Child(spec, "affinity"), "nodeAffinity")["requiredDuringSchedulingIgnoredDuringExecution"] =
                new JsonObject { ["nodeSelectorTerms"] = terms };
        }

        var tolerations = Tolerations.Create(request.Targets, overlay.Tolerations);
        if (tolerations.Count > 0)
            spec["tolerations"] = tolerations;
    }

    private static JsonObject Child(JsonObject parent, string name)
    {
        if (parent[name] is JsonObject child)
            return child;
        var created = new JsonObject();
        parent[name] = created;
        return created;
    }
}
