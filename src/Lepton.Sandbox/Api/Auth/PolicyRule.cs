using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.Api.Auth;

/// <summary>Whether one rule of a role covers what someone wants to do.</summary>
internal static class PolicyRule
{
    public static bool Allows(JsonNode rule, AccessAttributes access)
    {
        if (!Covers(rule, "verbs", access.Verb))
            return false;
        if (access.Path is { } path)
            return rule.Arr("nonResourceURLs").Strings().Any(url => url == "*" || url == path || (url.EndsWith('*') && path.StartsWith(url[..^1], StringComparison.Ordinal)));
        return Covers(rule, "apiGroups", access.Group) && CoversResource(rule, access.Resource) && CoversName(rule, access.Name);
    }

    private static bool Covers(JsonNode rule, string field, string wanted) => rule.Arr(field).Strings().Any(v => v == "*" || v == wanted);

    private static bool CoversResource(JsonNode rule, string wanted)
    {
        var slash = wanted.IndexOf('/');
        var anyParent = slash < 0 ? null : "*" + wanted[slash..];
        return rule.Arr("resources").Strings().Any(v => v == "*" || v == wanted || v == anyParent);
    }

    private static bool CoversName(JsonNode rule, string wanted) =>
        rule.Arr("resourceNames") is not { Count: > 0 } names || names.Strings().Contains(wanted);
}
