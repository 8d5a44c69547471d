using System.Text.Json.Nodes;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Serialization;

namespace Lepton.Operator.Emission.Pods;

/// <summary>The container called <c>model</c>, from the model's own fields.</summary>
internal static class ModelContainer
{
    public const string Name = "model";

    /// <param name="overlaid">Variables the overlay sets: neither ours nor the model's of the same name are written, as both value and valueFrom would remain.</param>
    public static JsonObject Create(PodRequest request, IReadOnlySet<string> overlaid)
    {
        var model = request.Scope.Spec;
        var container = new JsonObject { ["name"] = Name, ["image"] = model.Image };
        Add(container, "command", model.Command);
        Add(container, "args", model.Args);
        if (Environment(request, model.Env ?? [], overlaid) is { Count: > 0 } environment)
            container["env"] = environment;
        Add(container, "ports", model.Ports);
        if (Resources(request) is { Count: > 0 } resources)
            container["resources"] = resources;
        container["startupProbe"] = KubernetesJson.ToNode(model.Probes?.Startup);
        container["readinessProbe"] = KubernetesJson.ToNode(model.Probes?.Readiness);
        container["livenessProbe"] = KubernetesJson.ToNode(model.Probes?.Liveness);
        Add(container, "volumeMounts", model.VolumeMounts);
        return container;
    }

    private static void Add<T>(JsonObject container, string field, List<T>? values)
    {
        if (values is { Count: > 0 })
            container[field] = KubernetesJson.ToNode(values);
    }

    /// <summary>Ours first, so that the model's variables can refer to them as $(NAME); of equal names the last one of the model counts, as in a kubelet.</summary>
    private static JsonArray Environment(PodRequest request, List<V1EnvVar> own, IReadOnlySet<string> overlaid)
    {
        var last = new Dictionary<string, V1EnvVar>(StringComparer.Ordinal);
        foreach (var variable in own)
            last[variable.Name] = variable;
        var environment = new JsonArray();
        foreach (var variable in request.Environment)
        {
            var name = (string)variable!["name"]!;
            if (!last.ContainsKey(name) && !overlaid.Contains(name))
                environment.Add(variable.DeepClone());
        }

        foreach (var variable in own.Where(v => ReferenceEquals(last[v.Name], v) && !overlaid.Contains(v.Name)))
            environment.Add(KubernetesJson.ToNode(variable));
        return environment;
    }

    private static JsonObject Resources(PodRequest request)
    {
        var target = request.Targets[0];
        var devices = (request.Scope.Spec.Accelerators ?? []).Select(a => a.ResourceName).Append(target.ResourceName).ToHashSet(StringComparer.Ordinal);
        var declared = request.Scope.Spec.Resources;
        var resources = KubernetesJson.ToNode(declared) as JsonObject ?? [];
        var limits = Amounts(declared?.Limits, devices);
        if (target is { ResourceName: { } resource, GpusPerReplica: > 0 })
            limits[resource] = target.GpusPerReplica.ToString();
        Replace(resources, "limits", limits);
        Replace(resources, "requests", Amounts(declared?.Requests, devices));
        return resources;
    }

    /// <summary>The amounts without devices: how many of those is the placement's to say, and which name they have differs by GPU type.</summary>
    private static JsonObject Amounts(Dictionary<string, Quantity>? amounts, HashSet<string?> devices)
    {
        var result = new JsonObject();
        foreach (var (name, amount) in (amounts ?? []).Where(a => !devices.Contains(a.Key)).OrderBy(a => a.Key, StringComparer.Ordinal))
            result[name] = amount.ToString();
        return result;
    }

    private static void Replace(JsonObject resources, string field, JsonObject amounts)
    {
        resources.Remove(field);
        if (amounts.Count > 0)
            resources[field] = amounts;
    }
}
