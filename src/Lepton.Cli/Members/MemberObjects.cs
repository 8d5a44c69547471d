using System.Text.Json.Nodes;
using Lepton.Kubernetes.Serialization;
using Lepton.Operator.Access;

namespace Lepton.Cli.Members;

/// <summary>What a member cluster has for the operator: an account with exactly the rights its code uses. The same as <c>config/rbac/member</c>.</summary>
internal static class MemberObjects
{
    public static IReadOnlyList<JsonObject> All() =>
    [
        Yaml($"{{ apiVersion: v1, kind: Namespace, metadata: {{ name: {MemberAccess.Namespace} }} }}"),
        Yaml($"{{ apiVersion: v1, kind: ServiceAccount, metadata: {{ name: {MemberAccess.Account}, namespace: {MemberAccess.Namespace} }} }}"),
        .. Rights(),
    ];

    private static JsonObject[] Rights() =>
    [
        Yaml(RoleYaml.Role(MemberAccess.Account, null, MemberAccess.Rules)),
        Binding("ClusterRoleBinding", "ClusterRole", MemberAccess.Account, null),
        Yaml(RoleYaml.Role($"{MemberAccess.Account}-token", MemberAccess.Namespace, MemberAccess.Renewal)),
        Binding("RoleBinding", "Role", $"{MemberAccess.Account}-token", MemberAccess.Namespace),
    ];

    private static JsonObject Binding(string kind, string roleKind, string name, string? @namespace)
    {
        var binding = Yaml($$"""
            apiVersion: rbac.authorization.k8s.io/v1
            kind: {{kind}}
            metadata: { name: {{name}} }
            roleRef: { apiGroup: rbac.authorization.k8s.io, kind: {{roleKind}}, name: {{name}} }
            subjects: [{ kind: ServiceAccount, name: {{MemberAccess.Account}}, namespace: {{MemberAccess.Namespace}} }]
            """);
        if (@namespace is not null)
            binding["metadata"]!["namespace"] = @namespace;
        return binding;
    }

    private static JsonObject Yaml(string text) => (JsonObject)KubernetesYaml.Load(text)!;
}
