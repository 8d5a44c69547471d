using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.Tables;

/// <summary>ConfigMaps, Secrets, volumes and quotas.</summary>
internal static class StorageCells
{
    private static readonly Dictionary<string, string> ShortModes = new()
    {
        ["ReadWriteOnce"] = "RWO",
        ["ReadOnlyMany"] = "ROX",
        ["ReadWriteMany"] = "RWX",
        ["ReadWriteOncePod"] = "RWOP",
    };

    public static Dictionary<string, Func<JsonObject, CellContext, JsonNode?>> All { get; } = new()
    {
        ["dataCount"] = (v, _) => (v.Obj("data")?.Count ?? 0) + (v.Obj("binaryData")?.Count ?? 0),
        ["secretCount"] = (v, _) => v.Arr("secrets")?.Count ?? 0,
        ["claimStatus"] = (v, _) => v.Obj("metadata")?["deletionTimestamp"] is null ? v.Obj("status").Str("phase") ?? "" : "Terminating",
        ["boundCapacity"] = (v, _) => string.IsNullOrEmpty(v.Obj("spec").Str("volumeName")) ? "" : v.Obj("status").Obj("capacity").Str("storage") ?? "",
        ["boundAccessModes"] = (v, _) => string.IsNullOrEmpty(v.Obj("spec").Str("volumeName")) ? "" : Modes(v.Obj("status").Arr("accessModes")),
        ["accessModes"] = (v, _) => Modes(v.Obj("spec").Arr("accessModes")),
        ["volumeClaim"] = (v, _) => v.Obj("spec").Obj("claimRef") is { } claim ? $"{claim.Str("namespace")}/{claim.Str("name")}" : "",
        ["quotaRequests"] = (v, _) => Quota(v, limits: false),
        ["quotaLimits"] = (v, _) => Quota(v, limits: true),
    };

    private static string Modes(JsonArray? modes) => string.Join(",", modes.Strings().Distinct().Select(m => ShortModes.GetValueOrDefault(m, m)));

    private static string Quota(JsonObject quota, bool limits)
    {
        var status = quota.Obj("status");
        var parts = (status.Obj("hard") ?? []).OrderBy(h => h.Key, StringComparer.Ordinal)
            .Where(h => h.Key.StartsWith("limits", StringComparison.Ordinal) == limits)
            .Select(h => $"{h.Key}: {CellFunctions.Text(status.Obj("used")?[h.Key]) ?? "0"}/{CellFunctions.Text(h.Value)}");
        return string.Join(", ", parts);
    }
}
