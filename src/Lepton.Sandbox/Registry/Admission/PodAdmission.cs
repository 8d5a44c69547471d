using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Registry.Admission;

/// <summary>What the default admission plugins of a real server write into new pods: the priority of their class, and tolerations of short node outages.</summary>
internal sealed class PodAdmission(ClusterStore store)
{
    private const long OutageSeconds = 300;
    private static readonly GroupResource PriorityClasses = new("scheduling.k8s.io", "priorityclasses");
    private static readonly string[] Outages = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"];

    /// <exception cref="ApiStatusException">403: no such priority class, or a priority that is not that of the class.</exception>
    public void Admit(JsonObject pod)
    {
        var spec = pod.Child("spec");
        Prioritise(pod, spec);
        Tolerate(spec);
    }

    private void Prioritise(JsonObject pod, JsonObject spec)
    {
        var (name, priorityClass) = Class(pod, spec);
        var priority = priorityClass?.Int("value") ?? 0;
        var policy = priorityClass.Str("preemptionPolicy") ?? "PreemptLowerPriority";
        if (name is not null)
            spec["priorityClassName"] = name;
        if (spec.Int("priority") is { } given && given != priority)
            throw Refused(pod, $"the integer value of priority ({given}) must not be provided in pod spec; priority admission controller computed {priority} from the given PriorityClass name");
        if (spec.Str("preemptionPolicy") is { } wish && wish != policy)
            throw Refused(pod, $"the string value of PreemptionPolicy ({wish}) must not be provided in pod spec; priority admission controller computed {policy} from the given PriorityClass name");
        spec["priority"] = JsonNumbers.From(priority);
        spec["preemptionPolicy"] = policy;
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
