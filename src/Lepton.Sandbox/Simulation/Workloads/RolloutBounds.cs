using System.Globalization;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Simulation.Reading;

namespace Lepton.Sandbox.Simulation.Workloads;

/// <summary>How many Pods a rolling update may have too many and too few.</summary>
internal readonly record struct RolloutBounds(long MaxSurge, long MaxUnavailable)
{
    /// <summary>Surge rounds up, unavailable down; both zero would never move, so one may be unavailable then.</summary>
    public static RolloutBounds Of(JsonObject? deploymentSpec)
    {
        var replicas = deploymentSpec.Number("replicas") ?? 1;
        var strategy = deploymentSpec.Object("strategy");
        if (strategy.Text("type") == "Recreate")
            return new RolloutBounds(0, 0);
        var rolling = strategy.Object("rollingUpdate");
        var surge = Resolve(rolling?["maxSurge"], replicas, roundUp: true);
        var unavailable = Math.Min(Resolve(rolling?["maxUnavailable"], replicas, roundUp: false), replicas);
        return surge == 0 && unavailable == 0 ? new RolloutBounds(0, 1) : new RolloutBounds(surge, unavailable);
    }

    /// <summary>A number or a percentage of <paramref name="total"/>; 25 % when absent.</summary>
    public static long Resolve(JsonNode? value, long total, bool roundUp)
    {
        if (value is not null && JsonReading.Number(value) is { } number)
            return number;
        var text = value is JsonValue scalar && scalar.TryGetValue(out string? content) ? content : "25%";
        if (!decimal.TryParse(text.TrimEnd('%'), NumberStyles.Number, CultureInfo.InvariantCulture, out var percent))
            return 0;
        var exact = percent * total / 100m;
        return (long)(roundUp ? Math.Ceiling(exact) : Math.Floor(exact));
    }
}
