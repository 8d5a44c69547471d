using System.Text.Json.Nodes;

namespace Lepton.Operator.Emission;

/// <summary>How a Job in a member has ended, by its conditions.</summary>
internal static class JobConditions
{
    public const string Complete = "Complete";
    public const string Failed = "Failed";

    /// <summary>The condition of that type, when it is True; null otherwise.</summary>
    public static JsonObject? Find(JsonObject job, string type) =>
        (job["status"]?["conditions"] as JsonArray)?.OfType<JsonObject>().FirstOrDefault(c => (string?)c["type"] == type && (string?)c["status"] == "True");
}
