using Lepton.Kubernetes.Config.KubeConfigModels;

namespace Lepton.Kubernetes.Config;

/// <summary>Reads a user entry.</summary>
internal sealed class UserSection(User entry, KubeconfigTrust trust, string origin)
    : KubeconfigSection($"users[name={entry.Name}].user", entry.FileName, trust, origin)
{
    internal void ApplyTo(KubernetesClientConfiguration config)
    {
        if (entry.UserCredentials is not { } user)
            return;
        Certificate(user, config);
        Token(user, config);
        Impersonation(user, config);
        if (user.ExternalExecution is { } exec)
            config.Exec = new ExecSection(entry.Name, exec, FileName, Trust, Origin).Resolve();
    }

    private void Certificate(UserCredentials user, KubernetesClientConfiguration config)
    {
        config.ClientCertificateData = Data(user.ClientCertificateData, "client-certificate-data");
        config.ClientCertificateKeyData = Data(user.ClientKeyData, "client-key-data");
        if (config.ClientCertificateData is null)
            config.ClientCertificateFilePath = FilePath(user.ClientCertificate, "client-certificate");
        if (config.ClientCertificateKeyData is null)
            config.ClientKeyFilePath = FilePath(user.ClientKey, "client-key");
        var hasCertificate = (config.ClientCertificateData ?? (object?)config.ClientCertificateFilePath) is not null;
        var hasKey = (config.ClientCertificateKeyData ?? (object?)config.ClientKeyFilePath) is not null;
        if (hasCertificate && !hasKey)
            throw Error("client-key", "missing; client-key or client-key-data must go with the client certificate");
        if (hasKey && !hasCertificate)
            throw Error("client-certificate", "missing; client-certificate or client-certificate-data must go with the client key");
    }

    private void Token(UserCredentials user, KubernetesClientConfiguration config)
    {
        config.AccessToken = string.IsNullOrEmpty(user.Token) ? IdToken(user.AuthProvider) : user.Token;
        config.TokenFile = FilePath(user.TokenFile, "tokenFile");
        if (string.IsNullOrEmpty(user.Username))
            return;
        if (config.AccessToken is not null || config.TokenFile is not null)
            throw Error("username", "beside a token; only one way to authenticate can be meant");
        config.Username = user.Username;
        config.Password = user.Password ?? "";
    }

    private string? IdToken(AuthProvider? provider)
    {
        if (provider is null)
            return null;
        if (provider.Name != "oidc")
            throw Error("auth-provider.name", $"\"{provider.Name}\" was removed from Kubernetes in 1.26; an exec plugin of that cloud is expected");
        return provider.Config?.GetValueOrDefault("id-token") is { Length: > 0 } token
            ? token
            : throw Error("auth-provider.config.id-token", "missing; sign in with the tool that made this kubeconfig, or use an exec plugin");
    }

    private void Impersonation(UserCredentials user, KubernetesClientConfiguration config)
    {
        if (!string.IsNullOrEmpty(user.Impersonate))
        {
            config.Impersonate = new ImpersonationConfig
            {
                UserName = user.Impersonate,
                Uid = string.IsNullOrEmpty(user.ImpersonateUid) ? null : user.ImpersonateUid,
                Groups = user.ImpersonateGroups ?? [],
                Extra = (user.ImpersonateUserExtra ?? []).ToDictionary(e => e.Key, e => (IReadOnlyList<string>)e.Value, StringComparer.Ordinal),
            };
        }
        else if (user.ImpersonateUid is { Length: > 0 } || user.ImpersonateGroups is { Count: > 0 } || user.ImpersonateUserExtra is { Count: > 0 })
        {
            throw Error("as", "missing; as-uid, as-groups and as-user-extra need a user to act as");
        }
    }
}
