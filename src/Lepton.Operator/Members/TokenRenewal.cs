using System.Text.Json.Nodes;
using Lepton.Api.Providers;
using Lepton.Kubernetes.Config;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Microsoft.Extensions.Logging;

namespace Lepton.Operator.Members;

/// <summary>
/// Renews the tokens in kubeconfigs that <c>lepton members add</c> made, each with itself and long before it ends: the operator may ask for tokens of its own account in a
/// member, and of no other. The Secret is written at the version that was read, so that a person's new kubeconfig is never overwritten.
/// </summary>
internal sealed partial class TokenRenewal(IKubernetesClient hub, MemberRegistry members, ILogger logger, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);
    private readonly Dictionary<string, DateTimeOffset> _next = new(StringComparer.Ordinal);

    /// <returns>True when a token was renewed: its Secret has to be read again.</returns>
    public async Task<bool> RunAsync(IReadOnlyList<CloudProvider> providers, CancellationToken cancellationToken)
    {
        var renewed = false;
        foreach (var (cluster, owner) in ClusterOwners.Of(providers))
        {
            var now = time.GetUtcNow();
            if (owner.Cluster.Connection.KubeconfigSecretRef is not { } reference || members.TokenOf(cluster)?.IsDue(now) != true
                || members.Find(cluster) is not { Healthy: true } member || now < _next.GetValueOrDefault(cluster))
            {
                continue;
            }

            // Whatever comes of it: not again at once.
            _next[cluster] = now + Pause;
            try
            {
                renewed |= await RenewAsync(cluster, member.Client, reference, cancellationToken);
            }
            catch (Exception e) when (e is KubernetesApiException or HttpRequestException or FormatException or KubeconfigException)
            {
                LogFailed(cluster, members.TokenOf(cluster)!.Expires, e.Message);
            }
        }

        return renewed;
    }

    private async Task<bool> RenewAsync(string cluster, IKubernetesClient member, KubeconfigReference reference, CancellationToken cancellationToken)
    {
        var secrets = hub.Resource<V1Secret>();
        var secret = await secrets.GetAsync(reference.Name, reference.Namespace, cancellationToken);
        if (MemberToken.Of(secret) is not { } old || !old.IsDue(time.GetUtcNow()) || secret.Data?.GetValueOrDefault(reference.Key) is not { } kubeconfig)
            return false;
        var (token, about) = await MemberToken.RequestAsync(member, old.Namespace, old.Account, old.Lifetime, cancellationToken);
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject { ["resourceVersion"] = secret.Metadata.ResourceVersion, ["annotations"] = about.Annotations() },
            ["data"] = new JsonObject { [reference.Key] = Convert.ToBase64String(MemberToken.WithToken(kubeconfig, token)) },
        };
        await secrets.PatchAsync(reference.Name, reference.Namespace, Patch.Merge(patch), cancellationToken: cancellationToken);
        LogRenewed(cluster, about.Expires);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Cluster {Cluster}: its token is renewed and lasts until {Expires:u}")]
    private partial void LogRenewed(string cluster, DateTimeOffset expires);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cluster {Cluster}: its token ends at {Expires:u} and could not be renewed; it is tried again in a minute, and `lepton members add` makes a new one: {Problem}")]
    private partial void LogFailed(string cluster, DateTimeOffset expires, string problem);
}
