using System.Security.Cryptography;
using Lepton.Api.Providers;
using Lepton.Kubernetes.Config;
using Lepton.Kubernetes.Config.KubeConfigModels;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Members.Profiles;

namespace Lepton.Operator.Members;

/// <summary>What was found when a member's connection was read.</summary>
/// <param name="Fingerprint">Changes when the kubeconfig does.</param>
/// <param name="Connect">Makes a client; null when there is a problem.</param>
/// <param name="Problem">Object, field, what was found and what would be right; never the contents of a Secret.</param>
internal sealed record MemberConnection(string Fingerprint, Func<IKubernetesClient>? Connect, string? Problem, string? Reason)
{
    /// <summary>The token in it, when it is one that the operator renews.</summary>
    public MemberToken? Token { get; init; }
}

/// <summary>Reads a cluster's connection: the kubeconfig in its Secret, the ClusterProfile of an inventory, or the hub itself.</summary>
/// <param name="connectToHub">A client of the hub's own, for a member that is the hub.</param>
/// <param name="connect">Makes a client from a kubeconfig; null for the real one.</param>
internal sealed class MemberSource(
    IKubernetesClient hub, Func<IKubernetesClient> connectToHub, MemberOptions options, Func<KubernetesClientConfiguration, IKubernetesClient>? connect = null)
{
    public async Task<MemberConnection> ReadAsync(CloudProvider provider, MemberCluster cluster, CancellationToken cancellationToken)
    {
        var field = $"CloudProvider {provider.Metadata.Name} spec.clusters[{cluster.Name}].connection";
        if (cluster.Connection.InCluster == true)
            return new MemberConnection("in-cluster", connectToHub, null, null);
        if (cluster.Connection.ClusterProfileRef is { } profile)
            return await new ProfileSource(hub, options, Connect).ReadAsync(field, profile, cancellationToken);
        if (cluster.Connection.KubeconfigSecretRef is not { } reference)
            return Wrong("ConnectionMissing", $"{field}: found neither kubeconfigSecretRef, clusterProfileRef nor inCluster: true, exactly one is expected");

        var where = $"Secret {reference.Namespace}/{reference.Name}";
        V1Secret? secret;
        try
        {
            secret = await hub.Resource<V1Secret>().TryGetAsync(reference.Name, reference.Namespace, cancellationToken);
        }
        catch (KubernetesApiException e) when (e.IsForbidden)
        {
            return Wrong("SecretForbidden", $"{field}: the operator may not read {where}: {e.Message}");
        }

        if (secret is null)
            return Wrong("SecretNotFound", $"{field}.kubeconfigSecretRef: {where} does not exist");
        if (secret.Data is null || !secret.Data.TryGetValue(reference.Key, out var bytes) || bytes.Length == 0)
        {
            var keys = secret.Data is { Count: > 0 } data ? string.Join(", ", data.Keys.Order(StringComparer.Ordinal)) : "none";
            return Wrong("SecretKeyMissing", $"{field}.kubeconfigSecretRef.key: {where} has no key \"{reference.Key}\" (keys: {keys})");
        }

        return Parse(field, where, reference.Key, bytes) with { Token = MemberToken.Of(secret) };
    }

    private MemberConnection Parse(string field, string where, string key, byte[] bytes)
    {
        try
        {
            var configuration = KubernetesClientConfiguration.BuildConfigFromBytes(bytes, new InMemoryKubeconfigOptions { Origin = $"{where} key {key}", AllowExec = AllowExec });
            configuration.UserAgent = options.UserAgent;
            return new MemberConnection(Convert.ToHexStringLower(SHA256.HashData(bytes)), () => Connect(configuration), null, null);
        }
        catch (KubeconfigException e)
        {
            return Wrong("KubeconfigInvalid", $"{field}: {e.Message}");
        }
    }

    private IKubernetesClient Connect(KubernetesClientConfiguration configuration) => connect?.Invoke(configuration) ?? new KubernetesClient(configuration, options.Client);

    /// <summary>A kubeconfig from a Secret may run only programs the operator's own configuration names.</summary>
    private bool AllowExec(ExternalExecution plugin) => options.AllowedExecPlugins.Contains(plugin.Command, StringComparer.Ordinal);

    private static MemberConnection Wrong(string reason, string problem) => new("", null, problem, reason);
}
