using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Api.Auth;

/// <summary>RBAC: the rules of the roles bound to a user or to one of the user's groups. Members of system:masters may everything.</summary>
internal sealed class Authorizer(ClusterStore store)
{
    public const string Rbac = "rbac.authorization.k8s.io";
    private static readonly HashSet<string> Public = ["/version", "/healthz", "/livez", "/readyz"];

    /// <exception cref="ApiStatusException">403.</exception>
    public void Require(UserInfo user, RequestInfo info)
    {
        if (IsAllowed(user, AccessAttributes.Of(info)))
            return;
        if (!info.IsResource)
            throw new ApiStatusException(403, "Forbidden", $"forbidden: User {ApiErrors.Quote(user.Name)} cannot {info.Verb} path {ApiErrors.Quote(info.Path)}", []);
        throw Denied(user, info, info.Verb);
    }

    public static ApiStatusException Denied(UserInfo user, RequestInfo info, string verb)
    {
        var resource = info.Subresource is null ? info.Resource : $"{info.Resource}/{info.Subresource}";
        var where = info.Namespace is null ? "at the cluster scope" : $"in the namespace {ApiErrors.Quote(info.Namespace)}";
        return ApiErrors.Forbidden(new GroupResource(info.Group, info.Resource), info.Name,
            $"User {ApiErrors.Quote(user.Name)} cannot {verb} resource {ApiErrors.Quote(resource)} in API group {ApiErrors.Quote(info.Group)} {where}");
    }

    public bool IsAllowed(UserInfo user, AccessAttributes access) => Decide(user, access).Allowed;

    public AccessDecision Decide(UserInfo user, AccessAttributes access)
    {
        if (user.IsIn("system:masters") || (access.Path is { } path && Public.Contains(path)))
            return AccessDecision.Yes;
        foreach (var (binding, subject, rule) in Grants(user, access.Namespace))
        {
            if (PolicyRule.Allows(rule, access))
                return new AccessDecision(true, Reason(binding, subject));
        }

        return AccessDecision.No;
    }

    /// <summary>All rules that hold for a user, in a namespace or at the cluster scope.</summary>
    public IEnumerable<JsonNode> RulesFor(UserInfo user, string? @namespace) => Grants(user, @namespace).Select(grant => grant.Rule);

    private IEnumerable<(JsonObject Binding, JsonNode Subject, JsonNode Rule)> Grants(UserInfo user, string? @namespace)
    {
        IEnumerable<(JsonObject Binding, string? Namespace)> bindings = Values("clusterrolebindings", null).Select(b => (b, (string?)null));
        if (@namespace is not null)
            bindings = bindings.Concat(Values("rolebindings", @namespace).Select(b => (b, (string?)@namespace)));
        foreach (var (binding, scope) in bindings)
        {
            if (Subject(binding, user, scope) is not { } subject)
                continue;
            foreach (var rule in Rules(binding, scope))
                yield return (binding, subject, rule);
        }
    }

    /// <summary>As the RBAC authorizer explains itself in access reviews.</summary>
    private static string Reason(JsonObject binding, JsonNode subject)
    {
        var (metadata, role) = (binding.Obj("metadata"), binding.Obj("roleRef"));
        var name = metadata.Str("namespace") is { Length: > 0 } scope ? $"{metadata.Str("name")}/{scope}" : metadata.Str("name");
        var who = subject.Str("kind") == "ServiceAccount" ? $"{subject.Str("name")}/{subject.Str("namespace")}" : subject.Str("name");
        return $"RBAC: allowed by {binding.Str("kind")} {ApiErrors.Quote(name ?? "")} of {role.Str("kind")} {ApiErrors.Quote(role.Str("name") ?? "")} "
            + $"to {subject.Str("kind")} {ApiErrors.Quote(who ?? "")}";
    }

    private IEnumerable<JsonObject> Values(string plural, string? @namespace) =>
        store.List(new GroupResource(Rbac, plural), @namespace).Items.Select(i => i.Value);

    private IEnumerable<JsonNode> Rules(JsonObject binding, string? @namespace)
    {
        var role = binding.Obj("roleRef");
        var (plural, key) = role.Str("kind") == "Role"
            ? ("roles", StoredObject.KeyOf(@namespace, role.Str("name") ?? ""))
            : ("clusterroles", role.Str("name") ?? "");
        return store.Find(new GroupResource(Rbac, plural), key)?.Value.Arr("rules")?.OfType<JsonNode>() ?? [];
    }

    private static JsonNode? Subject(JsonObject binding, UserInfo user, string? @namespace) => (binding.Arr("subjects") ?? []).FirstOrDefault(subject => subject.Str("kind") switch
    {
        "User" => subject.Str("name") == user.Name,
        "Group" => user.IsIn(subject.Str("name") ?? ""),
        "ServiceAccount" => user.Name == $"system:serviceaccount:{subject.Str("namespace") ?? @namespace}:{subject.Str("name")}",
        _ => false,
    });
}
