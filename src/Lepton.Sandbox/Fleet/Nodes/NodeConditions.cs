using System.Globalization;
using System.Text.Json.Nodes;

namespace Lepton.Sandbox.Fleet.Nodes;

/// <summary>Node conditions as a kubelet reports them.</summary>
internal static class NodeConditions
{
    private static readonly (string Type, string Reason, string Message)[] Pressures =
    [
        ("MemoryPressure", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
        ("DiskPressure", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
        ("PIDPressure", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
    ];

    public static JsonArray Kubelet(DateTimeOffset now, bool ready)
    {
        var conditions = new JsonArray();
        foreach (var (type, reason, message) in Pressures)
            conditions.Add((JsonNode)Condition(type, "False", now, reason, message));
        conditions.Add((JsonNode)(ready
            ? Condition("Ready", "True", now, "KubeletReady", "kubelet is posting ready status")
            : Condition("Ready", "False", now, "KubeletNotReady", "container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized")));
        return conditions;
    }

    /// <summary>What the node lifecycle controller writes once a kubelet is silent.</summary>
    public static JsonArray Silent(DateTimeOffset now)
    {
        var conditions = new JsonArray();
        foreach (var (type, _, _) in Pressures)
            conditions.Add((JsonNode)Condition(type, "Unknown", now, "NodeStatusUnknown", "Kubelet stopped posting node status."));
        conditions.Add((JsonNode)Condition("Ready", "Unknown", now, "NodeStatusUnknown", "Kubelet stopped posting node status."));
        return conditions;
    }

    private static JsonObject Condition(string type, string status, DateTimeOffset now, string reason, string message)
    {
        var time = now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        return new JsonObject
        {
            ["type"] = type,
            ["status"] = status,
            ["lastHeartbeatTime"] = time,
            ["lastTransitionTime"] = time,
            ["reason"] = reason,
            ["message"] = message,
        };
    }
}
