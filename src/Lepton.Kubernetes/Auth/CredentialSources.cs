using Lepton.Kubernetes.Config;

namespace Lepton.Kubernetes.Auth;

/// <summary>Picks the source a configuration asks for: token file, then token or password, then exec plugin, as client-go ranks them.</summary>
internal static class CredentialSources
{
    internal static ICredentialSource Of(KubernetesClientConfiguration config, TimeSpan execTimeout, TimeProvider time)
    {
        if (config.TokenFile is { } file)
            return new TokenFileCredentials(file, config.AccessToken, time);
        if (config.Exec is null || config.AccessToken is { Length: > 0 } || config.Username is { Length: > 0 })
            return StaticCredentials.Of(config);
        return new ExecCredentials(new ExecPlugin(config, execTimeout, time).RunAsync, config.Exec.Command!, time);
    }
}
