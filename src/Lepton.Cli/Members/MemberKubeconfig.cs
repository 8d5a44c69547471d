using System.Text.Json.Nodes;
using Lepton.Kubernetes.Config;
using Lepton.Kubernetes.Serialization;
using Lepton.Operator.Access;

namespace Lepton.Cli.Members;

/// <summary>The kubeconfig that goes into the hub: the member's address and certificates as the administrator's kubeconfig has them, and the account's token for a user.</summary>
internal static class MemberKubeconfig
{
    /// <param name="server">Where the hub finds the member, when that is not where we find it.</param>
    public static string Of(string name, KubernetesClientConfiguration admin, string token, string? server)
    {
        var cluster = new JsonObject { ["server"] = server ?? admin.Host };
        var authority = admin.CertificateAuthorityData ?? (admin.CertificateAuthorityFile is { } file ? File.ReadAllBytes(file) : null);
        if (authority is not null)
            cluster["certificate-authority-data"] = Convert.ToBase64String(authority);
        if (admin.SkipTlsVerify)
            cluster["insecure-skip-tls-verify"] = true;
        if (admin.TlsServerName is { } serverName)
            cluster["tls-server-name"] = serverName;
        if (admin.ProxyUrl is { } proxy)
            cluster["proxy-url"] = proxy.ToString();
        return KubernetesYaml.Serialize(new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Config",
            ["clusters"] = new JsonArray(new JsonObject { ["name"] = name, ["cluster"] = cluster }),
            ["users"] = new JsonArray(new JsonObject { ["name"] = MemberAccess.Account, ["user"] = new JsonObject { ["token"] = token } }),
            ["contexts"] = new JsonArray(new JsonObject { ["name"] = name, ["context"] = new JsonObject { ["cluster"] = name, ["user"] = MemberAccess.Account } }),
            ["current-context"] = name,
        });
    }
}
