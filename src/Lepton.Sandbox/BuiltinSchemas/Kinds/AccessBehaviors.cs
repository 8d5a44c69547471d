using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Schemas;

namespace Lepton.Sandbox.BuiltinSchemas.Kinds;

/// <summary>Role and ClusterRole.</summary>
internal sealed class RoleBehavior(bool namespaced) : KindBehavior
{
    public override void Validate(JsonObject value, FieldErrors errors)
    {
        for (var i = 0; i < value.Arr("rules")?.Count; i++)
        {
            var (rule, path) = (value.Arr("rules")![i] as JsonObject ?? [], $"rules[{i}]");
            if (IsEmpty(rule, "verbs"))
                errors.Required(path + ".verbs", "verbs must contain at least one value");
            if (!IsEmpty(rule, "nonResourceURLs"))
            {
                if (namespaced)
                    errors.Invalid(path + ".nonResourceURLs", rule["nonResourceURLs"], "namespaced rules cannot apply to non-resource URLs");
                if (!IsEmpty(rule, "apiGroups") || !IsEmpty(rule, "resources") || !IsEmpty(rule, "resourceNames"))
                    errors.Invalid(path + ".nonResourceURLs", rule["nonResourceURLs"], "rules cannot apply to both regular resources and non-resource URLs");
                continue;
            }

            if (IsEmpty(rule, "apiGroups"))
                errors.Required(path + ".apiGroups", "resource rules must supply at least one api group");
            if (IsEmpty(rule, "resources"))
                errors.Required(path + ".resources", "resource rules must supply at least one resource");
        }
    }

    private static bool IsEmpty(JsonObject rule, string list) => rule.Arr(list) is null or { Count: 0 };
}

/// <summary>RoleBinding and ClusterRoleBinding.</summary>
internal sealed class BindingBehavior : KindBehavior
{
    private const string Group = "rbac.authorization.k8s.io";

    public override void Default(JsonObject value)
    {
        var role = value.Child("roleRef");
        if (string.IsNullOrEmpty(role.Str("apiGroup")))
            role["apiGroup"] = Group;
        foreach (var subject in (value.Arr("subjects") ?? []).OfType<JsonObject>())
        {
            if (string.IsNullOrEmpty(subject.Str("apiGroup")) && subject.Str("kind") is "User" or "Group")
                subject["apiGroup"] = Group;
        }
    }

    public override void Validate(JsonObject value, FieldErrors errors)
    {
        var role = value.Obj("roleRef");
        if (role.Str("apiGroup") != Group)
            errors.NotSupported("roleRef.apiGroup", role.Str("apiGroup") ?? "", Group);
        if (role.Str("kind") is not ("Role" or "ClusterRole"))
            errors.NotSupported("roleRef.kind", role.Str("kind") ?? "", "ClusterRole", "Role");
        if (string.IsNullOrEmpty(role.Str("name")))
            errors.Required("roleRef.name");
        for (var i = 0; i < value.Arr("subjects")?.Count; i++)
            Subject(value.Arr("subjects")![i] as JsonObject ?? [], $"subjects[{i}]", errors);
    }

    public override void ValidateUpdate(JsonObject value, JsonObject old, FieldErrors errors)
    {
        if (!JsonNode.DeepEquals(value["roleRef"], old["roleRef"]))
            errors.Invalid("roleRef", AsGo(value.Obj("roleRef")), "cannot change roleRef");
    }

    private static void Subject(JsonObject subject, string path, FieldErrors errors)
    {
        if (string.IsNullOrEmpty(subject.Str("name")))
            errors.Required(path + ".name");
        switch (subject.Str("kind"))
        {
            case "ServiceAccount":
                if (string.IsNullOrEmpty(subject.Str("namespace")))
                    errors.Required(path + ".namespace");
                if (!string.IsNullOrEmpty(subject.Str("apiGroup")))
                    errors.NotSupported(path + ".apiGroup", subject["apiGroup"], "");
                break;
            case "User" or "Group":
                if (subject.Str("apiGroup") != Group)
                    errors.NotSupported(path + ".apiGroup", subject["apiGroup"], Group);
                break;
            default:
                errors.NotSupported(path + ".kind", subject.Str("kind") ?? "", "ServiceAccount", "User", "Group");
                break;
        }
    }

    private static JsonObject AsGo(JsonObject? role) => new() { ["APIGroup"] = role.Str("apiGroup"), ["Kind"] = role.Str("kind"), ["Name"] = role.Str("name") };
}
