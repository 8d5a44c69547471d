using System.Text.Json.Nodes;
using Lepton.Sandbox.Simulation.Reading;

namespace Lepton.Sandbox.Simulation.Autoscaling;

/// <summary>The status of a HorizontalPodAutoscaler, put together while it is reckoned.</summary>
internal sealed class AutoscalerStatus(JsonObject old, DateTimeOffset now)
{
    private readonly List<(string Type, bool Value, string Reason, string Message)> _conditions = [];

    public long? CurrentReplicas { get; set; }

    public long DesiredReplicas { get; set; } = old.Number("desiredReplicas") ?? 0;

    public JsonArray? CurrentMetrics { get; set; }

    public bool Rescaled { get; set; }

    public void Set(string type, bool value, string reason, string message)
    {
        _conditions.RemoveAll(condition => condition.Type == type);
        _conditions.Add((type, value, reason, message));
    }

    /// <summary>The whole status in the order of the API's fields.</summary>
    public JsonObject Build()
    {
        var status = new JsonObject();
        if (Rescaled)
            status["lastScaleTime"] = KubeTime.Seconds(now);
        else if (old["lastScaleTime"] is { } last)
            status["lastScaleTime"] = last.DeepClone();
        if (CurrentReplicas is { } current and not 0)
            status["currentReplicas"] = current;
        status["desiredReplicas"] = DesiredReplicas;
        status["currentMetrics"] = CurrentMetrics;
        var conditions = new JsonArray();
        foreach (var (type, value, reason, message) in _conditions)
            conditions.Add((JsonNode)Condition(type, value ? "True" : "False", reason, message));
        status["conditions"] = conditions;
        return status;
    }

    private JsonObject Condition(string type, string value, string reason, string message)
    {
        var before = Conditions.Find(old, type);
        return new JsonObject
        {
            ["type"] = type,
            ["status"] = value,
            ["lastTransitionTime"] = before.Text("status") == value ? before.Text("lastTransitionTime") : KubeTime.Seconds(now),
            ["reason"] = reason,
            ["message"] = message,
        };
    }
}
