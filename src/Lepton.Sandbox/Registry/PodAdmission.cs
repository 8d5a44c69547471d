using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Registry;

/// <summary>What the default admission plugins of a real server write into new pods: the priority of their class, and tolerations of short node outages.</summary>
internal sealed class PodAdmission(ClusterStore store)
{
    private const long OutageSeconds = 300;
    private static readonly GroupResource PriorityClasses = new("scheduling.k8s.io", "priorityclasses");
    private static readonly string[] Outages = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"];

    /// <exception cref="ApiStatusException">403: no such priority class.</exception>
    public void Admit(JsonObject pod)
    {
        var spec = pod.Child("spec");
        var (name, priority, policy) = Priority(pod);
        if (name is not null)
            spec["priorityClassName"] = name;
        spec["priority"] ??= JsonNumbers.From(priority);
        spec["preemptionPolicy"] ??= policy;
        Tolerate(spec);
    }

    /// <summary>A client names a class; the numbers are the server's to write.</summary>
    /// <exception cref="ApiStatusException">403: a priority that is not that of the class.</exception>
    public void CheckClient(JsonObject pod)
    {
        var (_, priority, policy) = Priority(pod);
        var spec = pod.Obj("spec");
        const string Ending = "from the given PriorityClass name";
        if (spec.Int("priority") != priority)
            throw Refused(pod, $"the integer value of priority ({spec.Int("priority")}) must not be provided in pod spec; priority admission controller computed {priority} {Ending}");
        if (spec.Str("preemptionPolicy") != policy)
            throw Refused(pod, $"the string value of PreemptionPolicy ({spec.Str("preemptionPolicy")}) must not be provided in pod spec; priority admission controller computed {policy} {Ending}");
    }

    private (string? Class, long Priority, string Policy) Priority(JsonObject pod)
    {
        var (name, priorityClass) = Class(pod, pod.Child("spec"));
        return (name, priorityClass?.Int("value") ?? 0, priorityClass.Str("preemptionPolicy") ?? "PreemptLowerPriority");
    }

    private (string? Name, JsonObject? Class) Class(JsonObject pod, JsonObject spec)
    {
        if (spec.Str("priorityClassName") is { Length: > 0 } name)
            return (name, store.Find(PriorityClasses, name)?.Value ?? throw Refused(pod, $"no PriorityClass with name {name} was found"));
        var global = store.List(PriorityClasses, null).Items.Select(item => item.Value).Where(c => c.Bool("globalDefault") == true).MinBy(c => c.Int("value"));
        return (global.Obj("metadata").Str("name"), global);
    }

    private static void Tolerate(JsonObject spec)
    {
        if (spec["tolerations"] is not JsonArray tolerations)
            spec["tolerations"] = tolerations = [];
        foreach (var outage in Outages)
        {
            if (!tolerations.Any(t => (t.Str("key") is null or "" || t.Str("key") == outage) && t.Str("effect") is null or "" or "NoExecute"))
                tolerations.Add(new JsonObject { ["key"] = outage, ["operator"] = "Exists", ["effect"] = "NoExecute", ["tolerationSeconds"] = JsonNumbers.From(OutageSeconds) });
        }
    }

    private static ApiStatusException Refused(JsonObject pod, string why) =>
        ApiErrors.Forbidden(new GroupResource("", "pods"), pod.Obj("metadata").Str("name") ?? "", why);
}
