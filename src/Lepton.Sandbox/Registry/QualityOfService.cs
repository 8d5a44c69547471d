using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.Registry;

/// <summary>The QoS class of a pod, from the cpu and memory of its containers.</summary>
internal static class QualityOfService
{
    private static readonly string[] Counted = ["cpu", "memory"];

    public static string Of(JsonObject? podSpec)
    {
        var containers = (podSpec.Arr("initContainers") ?? []).Concat(podSpec.Arr("containers") ?? []).Select(c => c.Obj("resources")).ToArray();
        if (containers.All(r => Nothing(r.Obj("requests")) && Nothing(r.Obj("limits"))))
            return "BestEffort";
        return containers.All(IsGuaranteed) ? "Guaranteed" : "Burstable";
    }

    private static bool IsGuaranteed(JsonObject? resources) => Array.TrueForAll(Counted, name =>
        Text(resources.Obj("limits"), name) is { } limit && (Text(resources.Obj("requests"), name) ?? limit) == limit);

    private static bool Nothing(JsonObject? amounts) => Array.TrueForAll(Counted, name => Text(amounts, name) is null or "0");

    private static string? Text(JsonObject? amounts, string name) => amounts?[name]?.ToString();
}
