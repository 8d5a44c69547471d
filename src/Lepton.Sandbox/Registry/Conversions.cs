using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.Registry;

/// <summary>Between the versions of a kind. Nearly all differ in nothing but their name; the exceptions have a function of their own.</summary>
internal static class Conversions
{
    /// <summary>Changes <paramref name="value"/> in place, or returns its replacement.</summary>
    public static JsonObject Convert(string kind, JsonObject value, string apiVersion)
    {
        var from = value.Str("apiVersion");
        value["apiVersion"] = apiVersion;
        return (kind, from, apiVersion) switch
        {
            ("HorizontalPodAutoscaler", "autoscaling/v1", "autoscaling/v2") => HorizontalPodAutoscalers.ToV2(value),
            ("HorizontalPodAutoscaler", "autoscaling/v2", "autoscaling/v1") => HorizontalPodAutoscalers.ToV1(value),
            ("Event", "events.k8s.io/v1", "v1") => Events.ToCore(value),
            ("Event", "v1", "events.k8s.io/v1") => Events.ToEventsApi(value),
            _ => value,
        };
    }

    /// <summary>The version part of an object's apiVersion.</summary>
    public static string ApiVersionOf(JsonObject value)
    {
        var apiVersion = value.Str("apiVersion") ?? "";
        return apiVersion[(apiVersion.IndexOf('/') + 1)..];
    }

    internal static class Events
    {
        private static readonly (string EventsApi, string Core)[] Renamed =
        [
            ("regarding", "involvedObject"), ("note", "message"), ("reportingController", "reportingComponent"), ("deprecatedSource", "source"),
            ("deprecatedFirstTimestamp", "firstTimestamp"), ("deprecatedLastTimestamp", "lastTimestamp"), ("deprecatedCount", "count"),
        ];

        private static readonly string[] AlwaysInCore = ["reportingComponent", "reportingInstance"];
        private static readonly string[] EmptyInCore = ["reportingController", "reportingInstance"];

        public static JsonObject ToCore(JsonObject value)
        {
            foreach (var (eventsApi, core) in Renamed)
                Rename(value, eventsApi, core);
            foreach (var field in AlwaysInCore.Where(f => value[f] is null))
                value[field] = "";
            return value;
        }

        public static JsonObject ToEventsApi(JsonObject value)
        {
            foreach (var (eventsApi, core) in Renamed)
                Rename(value, core, eventsApi);
            foreach (var field in EmptyInCore.Where(f => value.Str(f) is ""))
                value.Remove(field);
            return value;
        }
    }

    internal static class HorizontalPodAutoscalers
    {
        public static JsonObject ToV2(JsonObject value)
        {
            if (value["spec"] is JsonObject spec && spec.Int("targetCPUUtilizationPercentage") is { } target)
            {
                spec.Remove("targetCPUUtilizationPercentage");
                spec["metrics"] = new JsonArray(CpuMetric("target", new JsonObject { ["type"] = "Utilization", ["averageUtilization"] = target }));
            }

            if (value["status"] is JsonObject status && status.Int("currentCPUUtilizationPercentage") is { } current)
            {
                status.Remove("currentCPUUtilizationPercentage");
                status["currentMetrics"] = new JsonArray(CpuMetric("current", new JsonObject { ["averageUtilization"] = current }));
            }

            return value;
        }

        public static JsonObject ToV1(JsonObject value)
        {
            Lower(value["spec"] as JsonObject, "metrics", "target", "targetCPUUtilizationPercentage");
            Lower(value["status"] as JsonObject, "currentMetrics", "current", "currentCPUUtilizationPercentage");
            (value["spec"] as JsonObject)?.Remove("behavior");
            (value["status"] as JsonObject)?.Remove("conditions");
            return value;
        }

        /// <summary>v1 knows the CPU utilization only; a real server keeps the rest in annotations, which nobody reads from here.</summary>
        private static void Lower(JsonObject? part, string list, string side, string field)
        {
            var cpu = part.Arr(list)?.FirstOrDefault(m => m.Str("type") == "Resource" && m.Obj("resource").Str("name") == "cpu");
            if (cpu.Obj("resource").Obj(side).Int("averageUtilization") is { } percent)
                part![field] = percent;
            part?.Remove(list);
        }

        private static JsonObject CpuMetric(string side, JsonObject value) =>
            new() { ["type"] = "Resource", ["resource"] = new JsonObject { ["name"] = "cpu", [side] = value } };
    }

    private static void Rename(JsonObject value, string from, string to)
    {
        if (!value.TryGetPropertyValue(from, out var node))
            return;
        value.Remove(from);
        value[to] = node;
    }
}
