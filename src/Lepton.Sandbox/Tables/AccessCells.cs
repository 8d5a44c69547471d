using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.Tables;

/// <summary>Role bindings and webhook configurations.</summary>
internal static class AccessCells
{
    public static Dictionary<string, Func<JsonObject, CellContext, JsonNode?>> All { get; } = new()
    {
        ["roleRef"] = (v, _) => $"{v.Obj("roleRef").Str("kind")}/{v.Obj("roleRef").Str("name")}",
        ["subjectUsers"] = (v, _) => Subjects(v, "User"),
        ["subjectGroups"] = (v, _) => Subjects(v, "Group"),
        ["subjectServiceAccounts"] = (v, _) => Subjects(v, "ServiceAccount"),
        ["webhookCount"] = (v, _) => v.Arr("webhooks")?.Count ?? 0,
    };

    private static string Subjects(JsonObject binding, string kind) => string.Join(", ", (binding.Arr("subjects") ?? []).Where(s => s.Str("kind") == kind)
        .Select(s => kind == "ServiceAccount" ? $"{s.Str("namespace")}/{s.Str("name")}" : s.Str("name")));
}
