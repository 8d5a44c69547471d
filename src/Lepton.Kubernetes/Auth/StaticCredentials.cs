using System.Net.Http.Headers;
using System.Text;
using Lepton.Kubernetes.Config;

namespace Lepton.Kubernetes.Auth;

/// <summary>Credentials that never change: none, a token, a user name with a password.</summary>
internal sealed class StaticCredentials(Credential credential) : ICredentialSource
{
    public ValueTask<Credential> GetAsync(CancellationToken cancellationToken) => new(credential);

    public bool Reject(Credential credential) => false;

    internal static StaticCredentials Of(KubernetesClientConfiguration config)
    {
        if (config.AccessToken is { Length: > 0 } token)
            return new StaticCredentials(Credential.Bearer(token.Trim()));
        if (config.Username is not { Length: > 0 } user)
            return new StaticCredentials(Credential.None);
        var pair = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{config.Password}"));
        return new StaticCredentials(new Credential(new AuthenticationHeaderValue("Basic", pair), null));
    }
}
