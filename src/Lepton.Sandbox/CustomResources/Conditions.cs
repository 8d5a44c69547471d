using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.CustomResources;

/// <summary>Conditions in the order and shape in which CRDs have them.</summary>
internal static class Conditions
{
    /// <summary>Sets a condition; the transition time moves only when the status does.</summary>
    public static void Set(JsonObject value, string type, string status, string reason, string message, string now)
    {
        var parent = value.Child("status");
        if (parent["conditions"] is not JsonArray conditions)
            parent["conditions"] = conditions = [];
        var existing = conditions.OfType<JsonObject>().FirstOrDefault(c => c.Str("type") == type);
        if (existing is null)
            conditions.Add(existing = new JsonObject { ["type"] = type });
        if (existing.Str("status") != status)
        {
            existing["status"] = status;
            existing["lastTransitionTime"] = now;
        }

        existing["reason"] = reason;
        existing["message"] = message;
    }

    public static bool IsTrue(JsonObject value, string type) =>
        value.Obj("status").Arr("conditions")?.Any(c => c.Str("type") == type && c.Str("status") == "True") == true;
}
