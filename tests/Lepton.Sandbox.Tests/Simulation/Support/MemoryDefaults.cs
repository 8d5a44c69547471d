using System.Text.Json.Nodes;
using Lepton.Sandbox.Simulation;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Tests.Simulation.Support;

/// <summary>The defaults the simulation relies on.</summary>
internal static class MemoryDefaults
{
    public static void Apply(GroupVersionResource resource, JsonObject json)
    {
        if (resource == Kinds.Pods)
            Pod(json);
        else if (resource == Kinds.Namespaces)
            Namespace(json);
        else if (resource == Kinds.Jobs)
            Job(json);
        else if (resource != Kinds.Nodes && json.Object("spec") is not null)
            json.Remove("status");
    }

    private static void Pod(JsonObject json)
    {
        var spec = json.Ensure("spec");
        spec["restartPolicy"] ??= "Always";
        spec["terminationGracePeriodSeconds"] ??= 30;
        spec["schedulerName"] ??= "default-scheduler";
        spec["priority"] ??= 0;
        if (spec["tolerations"] is not JsonArray tolerations)
            spec["tolerations"] = tolerations = [];
        foreach (var key in (string[])["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"])
            tolerations.Add((JsonNode)new JsonObject { ["key"] = key, ["operator"] = "Exists", ["effect"] = "NoExecute", ["tolerationSeconds"] = 300 });
        json["status"] = new JsonObject { ["phase"] = "Pending" };
    }

    private static void Namespace(JsonObject json)
    {
        json.Ensure("metadata").Ensure("labels")["kubernetes.io/metadata.name"] = ObjectName.Of(json).Name;
        json.Ensure("spec")["finalizers"] = new JsonArray("kubernetes");
        json.Ensure("status")["phase"] = "Active";
    }

    private static void Job(JsonObject json)
    {
        var uid = json.Object("metadata").Text("uid")!;
        var spec = json.Ensure("spec");
        spec["parallelism"] ??= 1;
        spec["backoffLimit"] ??= 6;
        if (spec["completions"] is null && spec.Number("parallelism") == 1)
            spec["completions"] = 1;
        spec["completionMode"] ??= "NonIndexed";
        var labels = spec.Ensure("template").Ensure("metadata").Ensure("labels");
        labels["batch.kubernetes.io/controller-uid"] = uid;
        labels["job-name"] = ObjectName.Of(json).Name;
        spec["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["batch.kubernetes.io/controller-uid"] = uid } };
        json["status"] = new JsonObject();
    }
}
