using System.Text.Json.Nodes;

namespace Lepton.EndToEnd.Harness;

/// <summary>What a pod's object says of it.</summary>
internal static class PodFacts
{
    /// <summary>Ready and not on its way out: what a Service sends requests to.</summary>
    public static bool IsReady(JsonObject pod) => pod["metadata"]!["deletionTimestamp"] is null
        && (pod["status"]?["conditions"] as JsonArray)?.Any(c => (string?)c?["type"] == "Ready" && (string?)c["status"] == "True") == true;

    /// <summary>It has not ended.</summary>
    public static bool IsAlive(JsonObject pod) => (string?)pod["status"]?["phase"] is not ("Succeeded" or "Failed");
}
