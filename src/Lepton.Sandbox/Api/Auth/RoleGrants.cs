using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Resources;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Api.Auth;

/// <summary>Nobody may give what he does not have: roles and bindings that would are refused, but for who may <c>escalate</c> or <c>bind</c> (kubernetes/pkg/registry/rbac).</summary>
internal sealed class RoleGrants(ClusterStore store)
{
    private readonly Authorizer _authorizer = new(store);

    /// <param name="old">The stored object; null for a creation.</param>
    /// <exception cref="ApiStatusException">403 with the rules that are missing; 404 for a binding to a role that does not exist.</exception>
    public void Check(ResourceType type, JsonObject value, JsonObject? old, UserInfo user)
    {
        if (type.Group != Authorizer.Rbac || user.IsIn("system:masters"))
            return;
        var (space, name) = (value.Obj("metadata").Str("namespace"), value.Obj("metadata").Str("name") ?? "");
        var rules = type.Kind.EndsWith("Binding", StringComparison.Ordinal) ? Bound(value, old, user, space) : Written(type, value, old, user, space, name);
        var held = _authorizer.RulesFor(user, space).ToArray();
        var missing = rules.SelectMany(Single).Where(rule => !held.Any(own => PolicyRule.Allows(own, rule))).ToArray();
        if (missing.Length > 0)
            throw ApiErrors.Forbidden(type.Resource, name, $"user {ApiErrors.Quote(user.Name)} (groups={List(user.Groups)}) is attempting to grant RBAC permissions not currently held:\n{Text(missing)}");
    }

    private IEnumerable<JsonNode> Written(ResourceType type, JsonObject value, JsonObject? old, UserInfo user, string? space, string name) =>
        (old is not null && JsonNode.DeepEquals(old["rules"], value["rules"])) || May(user, "escalate", type.Plural, space, name) ? [] : (value.Arr("rules") ?? []).OfType<JsonNode>();

    private IEnumerable<JsonNode> Bound(JsonObject value, JsonObject? old, UserInfo user, string? space)
    {
        var role = value.Obj("roleRef");
        if (old is not null && JsonNode.DeepEquals(old["roleRef"], value["roleRef"]) && JsonNode.DeepEquals(old["subjects"], value["subjects"]))
            return [];
        var (plural, name) = (role.Str("kind") == "Role" ? "roles" : "clusterroles", role.Str("name") ?? "");
        if (May(user, "bind", plural, space, name))
            return [];
        var resource = new GroupResource(Authorizer.Rbac, plural);
        var found = store.Find(resource, StoredObject.KeyOf(plural == "roles" ? space : null, name)) ?? throw ApiErrors.NotFound(resource, name);
        return (found.Value.Arr("rules") ?? []).OfType<JsonNode>();
    }

    private bool May(UserInfo user, string verb, string plural, string? space, string name) =>
        _authorizer.IsAllowed(user, new AccessAttributes(verb) { Group = Authorizer.Rbac, Resource = plural, Name = name, Namespace = space });

    /// <summary>A rule as all the single permissions it gives.</summary>
    private static IEnumerable<AccessAttributes> Single(JsonNode rule) => rule.Arr("verbs").Strings().SelectMany(verb => Paths(rule, verb).Concat(Resources(rule, verb)));

    private static IEnumerable<AccessAttributes> Paths(JsonNode rule, string verb) => rule.Arr("nonResourceURLs").Strings().Select(path => new AccessAttributes(verb) { Path = path });

    private static IEnumerable<AccessAttributes> Resources(JsonNode rule, string verb)
    {
        string[] names = rule.Arr("resourceNames") is { Count: > 0 } some ? [.. some.Strings()] : [""];
        return from @group in rule.Arr("apiGroups").Strings()
               from resource in rule.Arr("resources").Strings()
               from name in names
               select new AccessAttributes(verb) { Group = @group, Resource = resource, Name = name };
    }

    /// <summary>One line for each resource, with all verbs that are missing.</summary>
    private static string Text(IEnumerable<AccessAttributes> missing) => string.Join("\n", missing
        .GroupBy(rule => (rule.Path, rule.Group, rule.Resource, rule.Name))
        .Select(rules => $"{{{What(rules.First())}, Verbs:{List(rules.Select(rule => rule.Verb).Distinct())}}}")
        .Order(StringComparer.Ordinal));

    private static string What(AccessAttributes rule)
    {
        if (rule.Path is { } path)
            return $"NonResourceURLs:{List([path])}";
        var text = $"APIGroups:{List([rule.Group])}, Resources:{List([rule.Resource])}";
        return rule.Name.Length == 0 ? text : $"{text}, ResourceNames:{List([rule.Name])}";
    }

    /// <summary>As Go prints a list of quoted texts.</summary>
    private static string List(IEnumerable<string> values) => $"[{string.Join(" ", values.Select(ApiErrors.Quote))}]";
}
