using System.Globalization;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Simulation.Reading;

namespace Lepton.Sandbox.Simulation.Autoscaling;

/// <summary>What one metric of an autoscaler says.</summary>
/// <param name="Desired">Replicas it asks for.</param>
/// <param name="Current">Its entry in <c>status.currentMetrics</c>.</param>
/// <param name="Cause">In words, as in <c>SuccessfulRescale</c> events.</param>
internal sealed record MetricReading(long Desired, JsonObject Current, string Cause);

/// <summary>A metric that could not be read.</summary>
internal sealed record MetricFailure(string Reason, string Message);

/// <summary>
/// Replicas from a metric and a simulated load, as https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#algorithm-details has it:
/// the load is the total over all Pods, and what is within 10 % of the target changes nothing.
/// </summary>
internal sealed class MetricReader(IReadOnlyList<PodView> ready, long replicas, Func<string, decimal?> load)
{
    private const decimal Tolerance = 0.1m;

    public (MetricReading? Reading, MetricFailure? Failure) Read(JsonObject metric, string @namespace)
    {
        var type = metric.Text("type") ?? "";
        var source = metric.Object(char.ToLowerInvariant(type.Length > 0 ? type[0] : ' ') + (type.Length > 1 ? type[1..] : ""));
        var name = source.Text("name") ?? source.Object("metric").Text("name") ?? "";
        if (load(name) is not { } total)
            return (null, Missing(type, name, @namespace));
        var target = source.Object("target");
        return type is "Resource" or "ContainerResource" && target.Number("averageUtilization") is { } percent
            ? ReadUtilization(type, source!, name, total, percent)
            : (ReadAmount(type, source!, name, total, target), null);
    }

    private (MetricReading? Reading, MetricFailure? Failure) ReadUtilization(string type, JsonObject source, string name, decimal total, long percent)
    {
        var requested = ready.Sum(pod => name == "cpu" ? pod.Requests[name] / 1000m : pod.Requests[name]);
        if (requested == 0)
        {
            var who = ready.Count > 0 ? $"missing request for {name}" : $"no metrics returned from resource metrics API";
            return (null, new MetricFailure("FailedGetResourceMetric", $"the HPA was unable to compute the replica count: failed to get {name} utilization: {who}"));
        }

        var utilization = Math.Floor(total / requested * 100);
        var current = new JsonObject { ["averageValue"] = Text(total / ready.Count), ["averageUtilization"] = (long)utilization };
        return (new MetricReading(Scale(utilization / percent, ready.Count), Entry(type, source, name, current), $"{name} resource utilization (percentage of request)"), null);
    }

    private MetricReading ReadAmount(string type, JsonObject source, string name, decimal total, JsonObject? target)
    {
        var perPod = Math.Max(1, replicas);
        if (target.Text("type") == "Value" && QuantityText.TryParse(target.Text("value"), out var whole) && whole > 0)
            return new MetricReading(Scale(total / whole, ready.Count), Entry(type, source, name, new JsonObject { ["value"] = Text(total) }), $"{Word(type)} metric {name}");
        var each = QuantityText.TryParse(target.Text("averageValue"), out var average) && average > 0 ? average : 1;
        var desired = Math.Abs(1 - total / (each * perPod)) <= Tolerance ? replicas : (long)Math.Ceiling(total / each);
        return new MetricReading(desired, Entry(type, source, name, new JsonObject { ["averageValue"] = Text(total / perPod) }), $"{Word(type)} metric {name}");
    }

    private long Scale(decimal ratio, long pods) => Math.Abs(1 - ratio) <= Tolerance ? replicas : (long)Math.Ceiling(ratio * pods);

    private static JsonObject Entry(string type, JsonObject source, string name, JsonObject current)
    {
        var entry = new JsonObject();
        if (type is "Resource" or "ContainerResource")
            entry["name"] = name;
        foreach (var key in (ReadOnlySpan<string>)["container", "metric", "describedObject"])
        {
            if (source[key] is { } value)
                entry[key] = value.DeepClone();
        }

        entry["current"] = current;
        return new JsonObject { ["type"] = type, [char.ToLowerInvariant(type[0]) + type[1..]] = entry };
    }

    private static string Word(string type) => type.ToLowerInvariant();

    private static string Text(decimal value) => value == Math.Floor(value)
        ? ((long)value).ToString(CultureInfo.InvariantCulture)
        : ((long)Math.Ceiling(value * 1000)).ToString(CultureInfo.InvariantCulture) + "m";

    private static MetricFailure Missing(string type, string name, string @namespace) => type switch
    {
        "Pods" => new("FailedGetPodsMetric", $"the HPA was unable to compute the replica count: unable to get metric {name}: unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered"),
        "Object" => new("FailedGetObjectMetric", $"the HPA was unable to compute the replica count: unable to get metric {name}: unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered"),
        "External" => new("FailedGetExternalMetric", $"the HPA was unable to compute the replica count: unable to get external metric {@namespace}/{name}/nil: unable to fetch metrics from external metrics API: the server could not find the requested resource (get {name}.external.metrics.k8s.io)"),
        _ => new("FailedGetResourceMetric", $"the HPA was unable to compute the replica count: failed to get {name} utilization: unable to get metrics for resource {name}: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)"),
    };
}
