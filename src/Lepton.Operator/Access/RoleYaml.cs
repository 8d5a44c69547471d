using System.Text;

namespace Lepton.Operator.Access;

/// <summary>Roles as YAML, each rule under its reason. Written by hand and not by a serializer because the reasons are the point.</summary>
internal static class RoleYaml
{
    private const string Origin = "# Written by `make rbac` from src/Lepton.Operator/Access: what the code asks, no more and no less.";

    /// <param name="namespace">Null for a ClusterRole.</param>
    public static string Role(string name, string? @namespace, IReadOnlyList<AccessRule> rules)
    {
        var kind = @namespace is null ? "ClusterRole" : "Role";
        var place = @namespace is null ? "" : $"\n  namespace: {@namespace}";
        return $"{Origin}\napiVersion: rbac.authorization.k8s.io/v1\nkind: {kind}\nmetadata:\n  name: {name}{place}\nrules:\n{Rules(rules)}";
    }

    /// <summary>Only the list, for a template that has the rest.</summary>
    public static string Fragment(IReadOnlyList<AccessRule> rules) => $"{Origin}\n{Rules(rules)}";

    private static string Rules(IReadOnlyList<AccessRule> rules)
    {
        var text = new StringBuilder();
        foreach (var rule in rules)
        {
            text.Append("# ").Append(rule.Why).Append('\n');
            text.Append("- apiGroups: [").Append(rule.Group.Length == 0 ? "\"\"" : rule.Group).Append("]\n");
            text.Append("  resources: [").AppendJoin(", ", rule.Resources).Append("]\n");
            if (rule.Names is { } names)
                text.Append("  resourceNames: [").AppendJoin(", ", names).Append("]\n");
            text.Append("  verbs: [").AppendJoin(", ", rule.Verbs).Append("]\n");
        }

        return text.ToString();
    }
}
