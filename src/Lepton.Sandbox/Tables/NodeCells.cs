using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.Tables;

/// <summary>Nodes.</summary>
internal static class NodeCells
{
    private const string RolePrefix = "node-role.kubernetes.io/";

    public static Dictionary<string, Func<JsonObject, CellContext, JsonNode?>> All { get; } = new()
    {
        ["nodeStatus"] = (node, _) => Status(node),
        ["nodeRoles"] = (node, _) => Roles(node.Obj("metadata").Obj("labels")),
        ["nodeKernel"] = (node, _) => Kernel(node.Obj("status").Obj("nodeInfo")),
        ["nodeInternalIP"] = (node, _) => Address(node, "InternalIP"),
        ["nodeExternalIP"] = (node, _) => Address(node, "ExternalIP"),
    };

    private static string Status(JsonObject node)
    {
        var ready = node.Obj("status").Arr("conditions")?.FirstOrDefault(c => c.Str("type") == "Ready");
        var text = ready is null ? "Unknown" : ready.Str("status") == "True" ? "Ready" : "NotReady";
        return node.Obj("spec").Bool("unschedulable") == true ? text + ",SchedulingDisabled" : text;
    }

    private static string Roles(JsonObject? labels)
    {
        var roles = (labels ?? []).SelectMany(l => l.Key switch
        {
            _ when l.Key.StartsWith(RolePrefix, StringComparison.Ordinal) && l.Key.Length > RolePrefix.Length => [l.Key[RolePrefix.Length..]],
            "kubernetes.io/role" when l.Value.AsString() is { Length: > 0 } role => [role],
            _ => Array.Empty<string>(),
        }).Distinct().Order(StringComparer.Ordinal).ToArray();
        return roles.Length == 0 ? "<none>" : string.Join(",", roles);
    }

    private static string Kernel(JsonObject? info)
    {
        if (info.Str("kernelVersion") is not { Length: > 0 } kernel)
            return "<unknown>";
        return info.Str("architecture") is { Length: > 0 } architecture ? $"{kernel} ({architecture})" : kernel;
    }

    private static string Address(JsonObject node, string type) =>
        node.Obj("status").Arr("addresses")?.FirstOrDefault(a => a.Str("type") == type).Str("address") ?? "<none>";
}
