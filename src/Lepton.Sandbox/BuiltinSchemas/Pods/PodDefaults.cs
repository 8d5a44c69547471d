using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.BuiltinSchemas.Pods;

/// <summary>Defaults of a pod's spec that depend on its other fields. The simple ones are in the tables.</summary>
internal static class PodDefaults
{
    private static readonly string[] ContainerLists = ["initContainers", "containers", "ephemeralContainers"];

    /// <summary>For every pod spec, in templates too.</summary>
    public static void ApplyToSpec(JsonObject? spec)
    {
        if (spec is null)
            return;
        ServiceAccount(spec);
        foreach (var container in Containers(spec))
            Container(container, spec.Bool("hostNetwork") == true);
        foreach (var volume in (spec.Arr("volumes") ?? []).OfType<JsonObject>())
        {
            if (volume.All(field => field.Key == "name" || field.Value is null))
                volume["emptyDir"] = new JsonObject();
        }
    }

    /// <summary>For pods themselves only: templates stay as they were written.</summary>
    public static void ApplyToPod(JsonObject spec)
    {
        ApplyToSpec(spec);
        spec["enableServiceLinks"] ??= true;
        foreach (var container in Containers(spec))
            RequestsFromLimits(container);
    }

    public static IEnumerable<JsonObject> Containers(JsonObject spec) =>
        ContainerLists.SelectMany(list => (spec.Arr(list) ?? []).OfType<JsonObject>());

    /// <summary>The old name of the field says the same.</summary>
    private static void ServiceAccount(JsonObject spec)
    {
        var name = spec.Str("serviceAccountName") is { Length: > 0 } given ? given : spec.Str("serviceAccount");
        if (string.IsNullOrEmpty(name))
            return;
        spec["serviceAccountName"] = name;
        spec["serviceAccount"] = name;
    }

    private static void Container(JsonObject container, bool hostNetwork)
    {
        if (string.IsNullOrEmpty(container.Str("imagePullPolicy")))
            container["imagePullPolicy"] = IsLatest(container.Str("image") ?? "") ? "Always" : "IfNotPresent";
        if (!hostNetwork)
            return;
        foreach (var port in (container.Arr("ports") ?? []).OfType<JsonObject>())
        {
            if (port.Int("hostPort") is null or 0)
                port["hostPort"] = JsonTree.CloneNode(port["containerPort"]);
        }
    }

    /// <summary>No tag and no digest, or the tag latest.</summary>
    private static bool IsLatest(string image)
    {
        if (image.Contains('@'))
            return false;
        var name = image[(image.LastIndexOf('/') + 1)..];
        var tag = name.IndexOf(':');
        return tag < 0 || name[(tag + 1)..] == "latest";
    }

    private static void RequestsFromLimits(JsonObject container)
    {
        if (container.Obj("resources").Obj("limits") is not { } limits)
            return;
        var requests = container.Child("resources").Child("requests");
        foreach (var (resource, amount) in limits)
            requests[resource] ??= JsonTree.CloneNode(amount);
    }
}
