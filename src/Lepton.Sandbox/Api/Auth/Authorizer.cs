using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Api.Auth;

/// <summary>RBAC: the rules of the roles bound to a user or to one of the user's groups. Members of system:masters may everything.</summary>
internal sealed class Authorizer(ClusterStore store)
{
    private const string Rbac = "rbac.authorization.k8s.io";
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

    public bool IsAllowed(UserInfo user, AccessAttributes access)
    {
        if (user.IsIn("system:masters") || (access.Path is { } path && Public.Contains(path)))
            return true;
        return RulesFor(user, access.Namespace).Any(rule => PolicyRule.Allows(rule, access));
    }

    /// <summary>All rules that hold for a user, in a namespace or at the cluster scope.</summary>
    public IEnumerable<JsonNode> RulesFor(UserInfo user, string? @namespace)
    {
        foreach (var binding in Values("clusterrolebindings", null).Where(b => Binds(b, user, null)))
        {
            foreach (var rule in Rules(binding, null))
                yield return rule;
        }

        if (@namespace is null)
            yield break;
        foreach (var binding in Values("rolebindings", @namespace).Where(b => Binds(b, user, @namespace)))
        {
            foreach (var rule in Rules(binding, @namespace))
                yield return rule;
        }
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

    private static bool Binds(JsonObject binding, UserInfo user, string? @namespace) => (binding.Arr("subjects") ?? []).Any(subject => subject.Str("kind") switch
    {
        "User" => subject.Str("name") == user.Name,
        "Group" => user.IsIn(subject.Str("name") ?? ""),
        "ServiceAccount" => user.Name == $"system:serviceaccount:{subject.Str("namespace") ?? @namespace}:{subject.Str("name")}",
        _ => false,
    });
}
