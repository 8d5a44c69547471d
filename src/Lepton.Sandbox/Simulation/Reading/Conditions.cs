using System.Text.Json.Nodes;

namespace Lepton.Sandbox.Simulation.Reading;

/// <summary>Status conditions in JSON.</summary>
internal static class Conditions
{
    public static JsonObject? Find(JsonObject? status, string type) =>
        status.Objects("conditions").FirstOrDefault(condition => string.Equals(condition.Text("type"), type, StringComparison.Ordinal));

    public static bool IsTrue(JsonObject? status, string type) => Find(status, type).Text("status") == "True";

    /// <summary>Puts <paramref name="condition"/> in the place of the one of its type, or at the end. A null removes nothing.</summary>
    public static void Put(JsonObject status, JsonObject condition)
    {
        if (status["conditions"] is not JsonArray conditions)
            status["conditions"] = conditions = [];
        for (var i = 0; i < conditions.Count; i++)
        {
            if (conditions[i] is JsonObject existing && existing.Text("type") == condition.Text("type"))
            {
                conditions[i] = condition;
                return;
            }
        }

        conditions.Add((JsonNode)condition);
    }

    /// <summary>What whoever ends a pod for another reason than the pod's own marks it with, so that Jobs can tell (the Pod's condition DisruptionTarget). Always true: it changes the pod.</summary>
    public static bool Disrupt(JsonObject pod, string reason, string message, DateTimeOffset now)
    {
        Put(pod.Ensure("status"), new JsonObject
        {
            ["type"] = "DisruptionTarget",
            ["status"] = "True",
            ["lastProbeTime"] = null,
            ["lastTransitionTime"] = KubeTime.Seconds(now),
            ["reason"] = reason,
            ["message"] = message,
        });
        return true;
    }

    public static bool Remove(JsonObject status, string type)
    {
        if (status["conditions"] is not JsonArray conditions || Find(status, type) is not { } found)
            return false;
        conditions.Remove(found);
        if (conditions.Count == 0)
            status.Remove("conditions");
        return true;
    }
}
