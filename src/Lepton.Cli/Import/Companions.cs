using System.Globalization;
using System.Text.Json.Nodes;

namespace Lepton.Cli.Import;

/// <summary>Objects that belong to a workload: autoscalers become scaling, Services become service.</summary>
internal static class Companions
{
    public static void Attach(IReadOnlyList<JsonObject> documents, IReadOnlyList<ImportedModel> models, string defaultNamespace)
    {
        foreach (var document in documents)
        {
            var space = document.Object("metadata").Text("namespace") ?? defaultNamespace;
            var here = models.Where(m => m.Model is not null && m.Model.Object("metadata").Text("namespace") == space && m.Model.Object("spec").Text("workload") != "Training");
            switch (document.Text("kind"))
            {
                case "HorizontalPodAutoscaler":
                    var target = document.Object("spec").Object("scaleTargetRef");
                    if (here.FirstOrDefault(m => m.Source == $"{target.Text("kind")} {space}/{target.Text("name")}") is { } scaled)
                        Scale(scaled, document);
                    break;
                case "Service":
                    var selector = document.Object("spec").Map("selector");
                    if (selector.Count > 0 && here.FirstOrDefault(m => selector.All(s => m.PodLabels.GetValueOrDefault(s.Key) == s.Value)) is { } served)
                        Serve(served, document);
                    break;
            }
        }
    }

    private static void Scale(ImportedModel model, JsonObject autoscaler)
    {
        var (source, spec) = (autoscaler.Object("spec")!, model.Model.Object("spec")!);
        var least = Number(source.Text("minReplicas")) ?? 1;
        var most = Number(source.Text("maxReplicas")) ?? least;
        var scaling = new JsonObject { ["engine"] = "HPA", ["minReplicas"] = least, ["maxReplicas"] = most };
        Json.Copy(source, scaling, "metrics", "behavior");
        if (source["targetCPUUtilizationPercentage"] is { } cpu)
            scaling["metrics"] = new JsonArray(new JsonObject { ["type"] = "Resource", ["resource"] = new JsonObject { ["name"] = "cpu", ["target"] = new JsonObject { ["type"] = "Utilization", ["averageUtilization"] = cpu.DeepClone() } } });
        spec["scaling"] = scaling;
        spec["replicas"] = Math.Clamp((int)spec["replicas"]!, least, most);
        model.Changed($"HorizontalPodAutoscaler {autoscaler.Object("metadata").Text("name")}", $"spec.scaling from {least} to {most}: the bounds are divided over the clusters");
    }

    private static void Serve(ImportedModel model, JsonObject source)
    {
        var (name, from, spec) = (source.Object("metadata").Text("name"), source.Object("spec"), model.Model.Object("spec")!);
        if (from.Text("clusterIP") == "None")
        {
            model.Dropped($"Service {name}", "a headless Service is not made for replicas that serve: they have no names of their own");
            return;
        }

        var ports = new JsonArray();
        foreach (var port in from.List("ports").OfType<JsonObject>())
        {
            var entry = new JsonObject();
            Json.Copy(port, entry, "port", "name", "targetPort");
            ports.Add(entry);
        }

        var service = new JsonObject { ["ports"] = ports };
        if (from.Text("type") is { } type and not ("ClusterIP" or "ExternalName"))
            service["type"] = type;
        var annotations = source.Object("metadata").Object("annotations")?.DeepClone() as JsonObject ?? [];
        annotations.Remove("kubectl.kubernetes.io/last-applied-configuration");
        if (annotations.Count > 0)
            service["annotations"] = annotations;
        spec["service"] = service;
        var own = model.Model.Object("metadata").Text("name");
        model.Changed($"Service {name}", $"spec.service{(name == own ? "" : $"; its name in the clusters is the model's, {own}: who calls {name} must be told")}");
    }

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
