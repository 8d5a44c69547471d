using System.Text.Json.Nodes;
using Lepton.Kubernetes.Patching;

namespace Lepton.Operator.Emission.Pods;

/// <summary>The user's spec.podTemplate. What would replace our lists as a whole (node terms, tolerations) is held apart, to be joined instead.</summary>
internal sealed class PodOverlay
{
    private const string Field = "spec.podTemplate";
    private const string Required = "requiredDuringSchedulingIgnoredDuringExecution";
    private readonly ModelScope _scope;
    private readonly JsonObject? _patch;

    private PodOverlay(ModelScope scope, JsonObject? patch)
    {
        _scope = scope;
        _patch = patch;
    }

    /// <summary>The terms of the overlay's required node affinity.</summary>
    public JsonArray NodeTerms { get; private init; } = [];

    public JsonArray Tolerations { get; private init; } = [];

    /// <summary>The variables the overlay sets on the container <c>model</c>.</summary>
    public IReadOnlySet<string> EnvironmentNames { get; private init; } = new HashSet<string>();

    public static PodOverlay Read(ModelScope scope)
    {
        if (scope.Spec.PodTemplate is not { Count: > 0 } template)
            return new PodOverlay(scope, null);
        var patch = (JsonObject)template.DeepClone();
        foreach (var name in patch.Select(f => f.Key).Where(n => n is not ("metadata" or "spec")).ToList())
            throw scope.Invalid(Field, $"found {name}; metadata and spec are expected");
        KeepLabelsAndAnnotations(scope, patch);
        var spec = new OverlayNode(scope, patch, Field).Object("spec");
        var terms = spec?.Object("affinity")?.Object("nodeAffinity")?.Object(Required)?.TakeArray("nodeSelectorTerms");
        spec?.Object("affinity")?.Object("nodeAffinity")?.Remove(Required);
        return new PodOverlay(scope, patch)
        {
            NodeTerms = terms ?? [],
            Tolerations = spec?.TakeArray("tolerations") ?? [],
            EnvironmentNames = Variables(spec),
        };
    }

    /// <summary>Strategic merge of the overlay over what the model's fields give.</summary>
    public JsonObject MergeOver(JsonObject template)
    {
        if (_patch is null)
            return template;
        try
        {
            return StrategicMerge.Apply(template, _patch, PatchSchemas.PodTemplateSpec);
        }
        catch (PatchException e)
        {
            throw _scope.Invalid(Field, e.Message, e);
        }
    }

    /// <summary>A template has no name of its own.</summary>
    private static void KeepLabelsAndAnnotations(ModelScope scope, JsonObject patch)
    {
        if (new OverlayNode(scope, patch, Field).Object("metadata") is not { } metadata)
            return;
        foreach (var name in new[] { "name", "generateName", "namespace", "creationTimestamp", "ownerReferences", "finalizers" })
            metadata.Remove(name);
    }

    private static HashSet<string> Variables(OverlayNode? spec)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var container in spec?.Objects("containers") ?? [])
        {
            if (container.Text("name") != ModelContainer.Name)
                continue;
            foreach (var variable in container.Objects("env"))
            {
                if (variable.Text("name") is { } name)
                    names.Add(name);
            }
        }

        return names;
    }
}
