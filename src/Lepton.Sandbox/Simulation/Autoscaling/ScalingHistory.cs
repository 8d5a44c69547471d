using System.Text.Json.Nodes;
using Lepton.Sandbox.Simulation.Reading;

namespace Lepton.Sandbox.Simulation.Autoscaling;

/// <summary>What an autoscaler recommended and did lately: stabilization windows and rate policies look at it.</summary>
/// <param name="pace">Simulated over real control loop: the API's seconds are taken this much shorter.</param>
internal sealed class ScalingHistory(double pace, TimeSpan stabilizationCap)
{
    private readonly List<(DateTimeOffset Time, long Replicas)> _recommendations = [];
    private readonly List<(DateTimeOffset Time, long Change)> _events = [];

    public void Recommend(DateTimeOffset now, long replicas) => _recommendations.Add((now, replicas));

    public void Scaled(DateTimeOffset now, long change) => _events.Add((now, change));

    /// <summary>The highest recommendation of the scale-down window and the lowest of the scale-up window bound the change.</summary>
    public long Stabilize(DateTimeOffset now, JsonObject? behavior, long current, long recommended)
    {
        var down = now - Window(behavior.Object("scaleDown"), 300);
        var up = now - Window(behavior.Object("scaleUp"), 0);
        var highest = recommended;
        var lowest = recommended;
        foreach (var (time, replicas) in _recommendations)
        {
            if (time > down)
                highest = Math.Max(highest, replicas);
            if (time > up)
                lowest = Math.Min(lowest, replicas);
        }

        _recommendations.RemoveAll(entry => entry.Time <= down && entry.Time <= up);
        return Math.Clamp(current, lowest, Math.Max(lowest, highest));
    }

    /// <summary>How far the policies let it go from <paramref name="current"/>.</summary>
    public (long Least, long Most) Limits(DateTimeOffset now, JsonObject? behavior, long current)
    {
        var up = behavior.Object("scaleUp");
        var down = behavior.Object("scaleDown");
        var most = up.Text("selectPolicy") == "Disabled" ? current : Choose(up, true, (type, value, period) => Above(type, value, current - Changed(now, period, sign: 1)), [("Percent", 100, 15), ("Pods", 4, 15)]);
        var least = down.Text("selectPolicy") == "Disabled" ? current : Choose(down, false, (type, value, period) => Below(type, value, current + Changed(now, period, sign: -1)), [("Percent", 100, 15)]);
        return (Math.Min(least, current), Math.Max(most, current));
    }

    private static long Above(string type, long value, long start) => type == "Pods" ? start + value : (long)Math.Ceiling(start * (1 + value / 100.0));

    private static long Below(string type, long value, long start) => Math.Max(0, type == "Pods" ? start - value : (long)(start * (1 - value / 100.0)));

    /// <summary>The policy that allows the most change, or with selectPolicy Min the least.</summary>
    private static long Choose(JsonObject? rules, bool up, Func<string, long, long, long> limit, (string Type, long Value, long Period)[] defaults)
    {
        var policies = rules.Objects("policies").Select(static policy => (policy.Text("type") ?? "Percent", policy.Number("value") ?? 100, policy.Number("periodSeconds") ?? 15)).ToList();
        var limits = (policies.Count > 0 ? policies : [.. defaults]).Select(policy => limit(policy.Item1, policy.Item2, policy.Item3)).ToList();
        var widest = rules.Text("selectPolicy") != "Min";
        return up == widest ? limits.Max() : limits.Min();
    }

    private long Changed(DateTimeOffset now, long periodSeconds, int sign) =>
        _events.Where(entry => entry.Time > now - Period(periodSeconds) && Math.Sign(entry.Change) == sign).Sum(static entry => Math.Abs(entry.Change));

    private TimeSpan Window(JsonObject? rules, long otherwise)
    {
        var window = Period(rules.Number("stabilizationWindowSeconds") ?? otherwise);
        return window < stabilizationCap ? window : stabilizationCap;
    }

    private TimeSpan Period(long seconds) => TimeSpan.FromSeconds(seconds * pace);
}
