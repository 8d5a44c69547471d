using System.Text.Json.Nodes;

namespace Lepton.Cli.Import;

/// <summary>A pod template as the fields of a model: the main container becomes the model's own, everything else goes along in spec.podTemplate.</summary>
internal sealed class PodImport(AcceleratorImport accelerators)
{
    private const string Main = "model";
    private static readonly string[] ContainerFields = ["image", "command", "args", "env", "ports", "volumeMounts"];
    private static readonly string[] Handled = ["name", "image", "command", "args", "env", "ports", "volumeMounts", "resources", "readinessProbe", "livenessProbe", "startupProbe"];

    /// <summary>What the operator or the server says itself.</summary>
    private static readonly string[] Own = ["restartPolicy", "schedulerName", "nodeName", "hostname", "subdomain", "serviceAccount", "dnsPolicy", "enableServiceLinks", "preemptionPolicy", "priority"];

    /// <param name="result">Where the report goes.</param>
    /// <param name="template">The pod template.</param>
    /// <param name="spec">The model's spec.</param>
    /// <returns>False when there is no container.</returns>
    public bool Read(ImportedModel result, JsonObject template, JsonObject spec)
    {
        if (template.Object("spec")?.DeepClone() is not JsonObject pod || MainOf(result, pod) is not { } container)
        {
            result.Todo("spec.template.spec.containers", "there is no container: nothing can be made of it");
            return false;
        }

        result.PodLabels = template.Object("metadata").Map("labels");
        Json.Copy(container, spec, ContainerFields);
        var resources = container.Object("resources")?.DeepClone() as JsonObject ?? [];
        if (accelerators.Take(result, resources, pod) is { } gpus)
            spec["accelerators"] = gpus;
        WriteResources(resources, spec);
        Probes(container, spec);
        Volumes(result, pod, spec);
        Overlay(result, template, pod, container, spec);
        Propagate(result, spec, pod);
        return true;
    }

    /// <summary>What is left of the resources when the accelerators are taken out of them; empty parts are not written.</summary>
    internal static void WriteResources(JsonObject resources, JsonObject spec)
    {
        foreach (var (key, value) in resources.ToList())
        {
            if (value is JsonObject { Count: 0 })
                resources.Remove(key);
        }

        if (resources.Count > 0)
            spec["resources"] = resources;
    }

    /// <summary>The container with a device; of several or none the first.</summary>
    private static JsonObject? MainOf(ImportedModel result, JsonObject pod)
    {
        var containers = pod.List("containers").OfType<JsonObject>().ToList();
        var main = containers.Find(c => (c.Object("resources").Object("limits") ?? []).Any(l => l.Key.Contains('/', StringComparison.Ordinal))) ?? containers.FirstOrDefault();
        if (containers.Count > 1)
            result.Changed("containers", $"{main!.Text("name")} is the model; {string.Join(", ", containers.Where(c => c != main).Select(c => c.Text("name")))} run beside it by spec.podTemplate");
        return main;
    }

    private static void Probes(JsonObject container, JsonObject spec)
    {
        var probes = new JsonObject();
        foreach (var name in new[] { "startup", "readiness", "liveness" })
        {
            if (container[$"{name}Probe"] is { } probe)
                probes[name] = probe.DeepClone();
        }

        if (probes.Count > 0)
            spec["probes"] = probes;
    }

    private static void Volumes(ImportedModel result, JsonObject pod, JsonObject spec)
    {
        var volumes = new JsonArray();
        foreach (var volume in pod.List("volumes").OfType<JsonObject>())
        {
            var name = volume.Text("name");
            if (volume.ContainsKey("hostPath"))
                result.Todo($"volumes[{name}]", $"hostPath {volume.Object("hostPath").Text("path")} is carried, but another cluster's nodes do not have it: take an image, an object store or a claim instead");
            else if (volume.Object("persistentVolumeClaim") is { } claim)
                result.Todo($"volumes[{name}]", $"claim {claim.Text("claimName")} is carried by its name: it must exist in every member cluster the model may be placed in; data does not move");
            volumes.Add(volume.DeepClone());
        }

        if (volumes.Count > 0)
            spec["volumes"] = volumes;
        pod.Remove("volumes");
    }

    private static void Overlay(ImportedModel result, JsonObject template, JsonObject pod, JsonObject container, JsonObject spec)
    {
        var rest = new JsonObject();
        var main = new JsonObject { ["name"] = Main };
        foreach (var (key, value) in container.Where(p => !Handled.Contains(p.Key) && p.Key is not ("terminationMessagePath" or "terminationMessagePolicy")))
            main[key] = value?.DeepClone();
        var containers = new JsonArray([.. pod.List("containers").OfType<JsonObject>().Where(c => c != container).Select(c => c.DeepClone())]);
        if (main.Count > 1)
            containers.Insert(0, main);
        if (containers.Count > 0)
            rest["containers"] = containers;
        foreach (var (key, value) in pod.Where(p => p.Key != "containers"))
        {
            if (Own.Contains(key))
            {
                if (key is "nodeName" or "hostname" or "subdomain" || (key, value?.ToString()) is ("schedulerName", not "default-scheduler") or ("dnsPolicy", not "ClusterFirst"))
                    result.Dropped(key, $"{value} is not carried: it is this cluster's, or each replica's own");
                continue;
            }

            rest[key] = value?.DeepClone();
        }

        if (pod["nodeSelector"] is not null)
            result.Todo("nodeSelector", $"{string.Join(", ", pod.Map("nodeSelector").Select(l => $"{l.Key}={l.Value}"))} goes along in spec.podTemplate: nodes of other clouds carry other labels; a PlacementPolicy says where a model may be");
        var overlay = new JsonObject();
        if (template.Object("metadata") is { } metadata)
        {
            var kept = new JsonObject();
            Json.Copy(metadata, kept, "labels", "annotations");
            if (kept.Count > 0)
                overlay["metadata"] = kept;
        }

        if (rest.Count > 0)
            overlay["spec"] = rest;
        if (overlay.Count > 0)
            spec["podTemplate"] = overlay;
    }

    /// <summary>What it names must be in the members too: copies of the hub's go along.</summary>
    private static void Propagate(ImportedModel result, JsonObject spec, JsonObject pod)
    {
        var found = new SortedSet<(string Kind, string Name)>();
        Walk(spec, (key, value) =>
        {
            (string Kind, string? Name)? named = key switch
            {
                "configMapKeyRef" or "configMapRef" => ("ConfigMap", value.Text("name")),
                "configMap" => ("ConfigMap", value.Text("name")),
                "secretKeyRef" or "secretRef" => ("Secret", value.Text("name")),
                "secret" => ("Secret", value.Text("secretName") ?? value.Text("name")),
                _ => null,
            };
            if (named is { Name: { Length: > 0 } name } && value.Text("optional") != "true")
                found.Add((named.Value.Kind, name));
        });
        foreach (var secret in pod.List("imagePullSecrets").Select(s => s.Text("name")).OfType<string>())
            found.Add(("Secret", secret));
        if (pod.Text("serviceAccountName") is { Length: > 0 } account and not "default")
            found.Add(("ServiceAccount", account));
        if (found.Count == 0)
            return;
        spec["propagate"] = new JsonArray([.. found.Select(f => (JsonNode)new JsonObject { ["kind"] = f.Kind, ["name"] = f.Name })]);
        result.Changed("references", $"spec.propagate: {string.Join(", ", found.Select(f => $"{f.Kind} {f.Name}"))} must be in the hub, in the model's namespace");
        if (found.Any(f => f.Kind == "ServiceAccount"))
            result.Todo("serviceAccountName", "the account goes along without rights: bind it to roles in the members, and give it the identity of each cloud");
    }

    private static void Walk(JsonNode? node, Action<string, JsonObject> seen)
    {
        switch (node)
        {
            case JsonObject value:
                foreach (var (key, inside) in value)
                {
                    if (inside is JsonObject child)
                        seen(key, child);
                    Walk(inside, seen);
                }

                break;
            case JsonArray list:
                foreach (var item in list)
                    Walk(item, seen);
                break;
        }
    }
}
