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
        ["validationCount"] = (v, _) => v.Obj("spec").Arr("validations")?.Count ?? 0,
        ["paramKind"] = (v, _) => v.Obj("spec").Obj("paramKind") is { } kind ? $"{kind.Str("apiVersion")}/{kind.Str("kind")}" : "<unset>",
        ["paramRef"] = (v, _) => v.Obj("spec").Obj("paramRef").Str("name") is { Length: > 0 } name ? v.Obj("spec").Obj("paramRef").Str("namespace") is { Length: > 0 } space ? $"{space}/{name}" : name : "<unset>",
        ["webhookCount"] = (v, _) => v.Arr("webhooks")?.Count ?? 0,
    };

    private static string Subjects(JsonObject binding, string kind) => string.Join(", ", (binding.Arr("subjects") ?? []).Where(s => s.Str("kind") == kind)
        .Select(s => kind == "ServiceAccount" ? $"{s.Str("namespace")}/{s.Str("name")}" : s.Str("name")));
}
