using System.CommandLine;
using Lepton.Operator.Access;

namespace Lepton.Cli.Rbac;

/// <summary><c>lepton rbac</c>: the roles of the operator, made from what its code asks.</summary>
internal static class RbacCommand
{
    /// <summary>Where each file of <c>--output</c> goes, from the root of the repository.</summary>
    internal static IReadOnlyDictionary<string, Func<string>> Files { get; } = new SortedDictionary<string, Func<string>>(StringComparer.Ordinal)
    {
        ["config/rbac/hub/cluster-role.yaml"] = () => Role("hub"),
        ["config/rbac/hub/leader-election-role.yaml"] = () => Role("leader-election"),
        ["config/rbac/hub/token-renewal-role.yaml"] = () => Role("token-renewal"),
        ["config/webhook/cluster-role.yaml"] = () => Role("webhooks"),
        ["config/webhook/role.yaml"] = () => Role("webhook-secret"),
        ["config/rbac/dashboard/cluster-role.yaml"] = () => Role("dashboard"),
        ["config/rbac/member/cluster-role.yaml"] = () => Role("member"),
        ["config/rbac/member/token-role.yaml"] = () => Role("member-token"),
        ["charts/lepton-operator/files/rbac/hub.yaml"] = () => RoleYaml.Fragment(HubAccess.Cluster),
        ["charts/lepton-operator/files/rbac/leader-election.yaml"] = () => RoleYaml.Fragment(HubAccess.Election),
        ["charts/lepton-operator/files/rbac/token-renewal.yaml"] = () => RoleYaml.Fragment(HubAccess.Renewal),
        ["charts/lepton-operator/files/rbac/webhooks.yaml"] = () => RoleYaml.Fragment(HubAccess.Webhooks),
        ["charts/lepton-operator/files/rbac/webhook-secret.yaml"] = () => RoleYaml.Fragment(HubAccess.WebhookSecret),
        ["charts/lepton-operator/files/rbac/dashboard.yaml"] = () => RoleYaml.Fragment(HubAccess.Dashboard),
        ["charts/lepton-operator/files/rbac/member.yaml"] = () => RoleYaml.Fragment(MemberAccess.Rules),
    };

    private static readonly string[] Roles = ["hub", "leader-election", "token-renewal", "webhooks", "webhook-secret", "dashboard", "member", "member-token"];

    public static Command Create()
    {
        var role = new Argument<string>("role") { Description = "hub, leader-election, token-renewal and webhook-secret (in the operator's namespace), webhooks, dashboard, member, or member-token (in the account's namespace).", DefaultValueFactory = _ => "member" };
        role.AcceptOnlyFromAmong(Roles);
        var output = new Option<string?>("--output", "-o") { Description = "Root of a checkout in which config/rbac and the chart's roles are written; standard output without it." };
        var command = new Command("rbac", "Writes the least role the operator needs: lepton rbac member | kubectl apply -f -") { role, output };
        command.SetAction(result => Run(result.GetValue(role)!, result.GetValue(output), Console.Out));
        return command;
    }

    internal static int Run(string role, string? folder, TextWriter output)
    {
        if (folder is null)
        {
            output.Write(Role(role));
            return 0;
        }

        foreach (var (file, text) in Files)
        {
            var path = Path.Combine(folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text());
        }

        return 0;
    }

    private static string Role(string role) => role switch
    {
        "hub" => RoleYaml.Role("lepton-operator", null, HubAccess.Cluster),
        "leader-election" => RoleYaml.Role("lepton-operator-leader-election", "lepton-system", HubAccess.Election),
        "token-renewal" => RoleYaml.Role("lepton-operator-token-renewal", "lepton-system", HubAccess.Renewal),
        "webhooks" => RoleYaml.Role("lepton-operator-webhooks", null, HubAccess.Webhooks),
        "webhook-secret" => RoleYaml.Role("lepton-operator-webhooks", "lepton-system", HubAccess.WebhookSecret),
        "dashboard" => RoleYaml.Role("lepton-operator-dashboard", null, HubAccess.Dashboard),
        "member-token" => RoleYaml.Role("lepton-member-token", MemberAccess.Namespace, MemberAccess.Renewal),
        _ => RoleYaml.Role(MemberAccess.Account, null, MemberAccess.Rules),
    };
}
