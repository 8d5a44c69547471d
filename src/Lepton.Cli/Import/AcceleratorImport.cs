using System.Globalization;
using System.Text.Json.Nodes;
using Lepton.Api.Accelerators;

namespace Lepton.Cli.Import;

/// <summary>GPUs and other devices: how many the container asks for, and of which type by the labels it selects nodes with.</summary>
/// <param name="fallback">The types to use where no label tells one.</param>
internal sealed class AcceleratorImport(IReadOnlyList<string> fallback)
{
    /// <summary>Takes device resources out of <paramref name="resources"/> and labels that tell a type out of the pod's node selector and affinity.</summary>
    /// <returns>The model's accelerators; null when it asks for none.</returns>
    public JsonArray? Take(ImportedModel result, JsonObject resources, JsonObject pod)
    {
        string? resource = null;
        var count = 0;
        foreach (var part in new[] { "limits", "requests" })
        {
            foreach (var (name, value) in (resources.Object(part) ?? []).ToList())
            {
                if (!IsDevice(name))
                    continue;
                (resource, count) = (name, Math.Max(count, int.TryParse(value?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0));
                resources.Object(part)!.Remove(name);
            }
        }

        if (resource is null || count == 0)
            return null;
        if (!AcceleratorCatalog.ResourceNames.Contains(resource))
        {
            result.Changed($"resources.limits[{resource}]", $"spec.accelerators: {count}x {resource}");
            var device = Entry(resource, count);
            device["resourceName"] = resource;
            return [device];
        }

        var types = Types(result, pod);
        if (types.Count == 0 && fallback.Count > 0)
        {
            types = [.. fallback];
            result.Changed($"resources.limits[{resource}]", $"spec.accelerators: {count}x {string.Join(" or ", types)}, as --accelerator says");
        }
        else if (types.Count > 0)
            result.Changed($"resources.limits[{resource}]", $"spec.accelerators: {count}x {string.Join(" or ", types)}");
        else
            result.Todo($"resources.limits[{resource}]", $"asks for GPUs ({count}) of no stated type: put the types it can run on into spec.accelerators, or import again with --accelerator NAME, such as L4, A100-80GB or H100");
        return new JsonArray([.. (types.Count > 0 ? types : ["REPLACE-ME"]).Select(t => (JsonNode)Entry(t, count))]);
    }

    /// <summary>GPUs, and whatever else is counted by a device plugin; huge pages and the like are none.</summary>
    private static bool IsDevice(string resource) =>
        resource.Contains('/', StringComparison.Ordinal) && !resource.StartsWith("kubernetes.io/", StringComparison.Ordinal) && !resource.StartsWith("hugepages", StringComparison.Ordinal);

    private static List<string> Types(ImportedModel result, JsonObject pod)
    {
        var found = new List<string>();
        if (pod.Object("nodeSelector") is { } selector && NodeLabels.ReadAccelerator(pod.Map("nodeSelector")) is { Name: { } name } reading)
        {
            found.Add(name);
            foreach (var key in reading.Selector.Keys)
                selector.Remove(key);
            result.Changed("nodeSelector", $"the labels that tell {name} ({string.Join(", ", reading.Selector.Keys)}): placement chooses nodes by spec.accelerators, in any cloud");
        }

        var terms = pod.Object("affinity").Object("nodeAffinity").Object("requiredDuringSchedulingIgnoredDuringExecution").List("nodeSelectorTerms");
        foreach (var term in terms)
        {
            foreach (var expression in term.List("matchExpressions").ToList())
            {
                var names = expression.List("values").Select(v => NodeLabels.ReadAccelerator(new Dictionary<string, string> { [expression.Text("key") ?? ""] = v?.ToString() ?? "" })?.Name).ToList();
                if (expression.Text("operator") != "In" || names.Count == 0 || names.Contains(null))
                    continue;
                found.AddRange(names.OfType<string>());
                ((JsonArray)expression!.Parent!).Remove(expression);
                result.Changed("affinity.nodeAffinity", $"{expression.Text("key")}: placement chooses nodes by spec.accelerators, in any cloud");
            }
        }

        // A term that asks for nothing any more would match no node.
        foreach (var empty in terms.Where(t => t.List("matchExpressions").Count == 0 && t.List("matchFields").Count == 0).ToList())
            terms.Remove(empty);
        if (terms.Count == 0)
            pod.Object("affinity").Object("nodeAffinity")?.Remove("requiredDuringSchedulingIgnoredDuringExecution");
        Clean(pod);
        return [.. found.Distinct(StringComparer.Ordinal)];
    }

    private static void Clean(JsonObject pod)
    {
        if (pod.Object("affinity") is { } affinity)
        {
            foreach (var (key, value) in affinity.ToList())
            {
                if (value is JsonObject { Count: 0 } or null)
                    affinity.Remove(key);
            }
        }

        foreach (var key in new[] { "affinity", "nodeSelector" })
        {
            if (pod[key] is JsonObject { Count: 0 })
                pod.Remove(key);
        }
    }

    private static JsonObject Entry(string name, int count) => count == 1 ? new JsonObject { ["name"] = name } : new JsonObject { ["name"] = name, ["count"] = count };
}
