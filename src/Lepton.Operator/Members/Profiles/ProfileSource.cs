using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Lepton.Api.Providers;
using Lepton.Kubernetes.Config;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;

namespace Lepton.Operator.Members.Profiles;

/// <summary>Reads the connection of a member that is a ClusterProfile in the hub (sigs.k8s.io/cluster-inventory-api, KEP-4322 and KEP-5339).</summary>
internal sealed class ProfileSource(IKubernetesClient hub, MemberOptions options, Func<KubernetesClientConfiguration, IKubernetesClient> connect)
{
    public static ResourceDefinition Resource { get; } = new("multicluster.x-k8s.io", "v1alpha1", "ClusterProfile", "clusterprofiles", Namespaced: true);

    /// <param name="field">The connection, for messages.</param>
    /// <param name="reference">The profile.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async Task<MemberConnection> ReadAsync(string field, ClusterProfileReference reference, CancellationToken cancellationToken)
    {
        var what = $"ClusterProfile {reference.Namespace}/{reference.Name}";
        if (options.ClusterProfileProviders is not { Length: > 0 } file)
            return Wrong("NoProfileProviders", $"{field}.clusterProfileRef: the operator's configuration names no file with the programs that get credentials for ClusterProfiles; set Members:ClusterProfileProviders");
        try
        {
            var providers = ProfileProviders.Read(file);
            var profile = await hub.Resource(Resource).TryGetAsync(reference.Name, reference.Namespace, cancellationToken);
            if (profile is null)
                return Wrong("ClusterProfileNotFound", $"{field}.clusterProfileRef: {what} does not exist, or the hub does not serve {Resource.QualifiedName} {Resource.ApiVersion}");
            return Connection(field, what, profile.Json, providers);
        }
        catch (FormatException e)
        {
            return Wrong("ProfileProvidersInvalid", $"{field}.clusterProfileRef: Members:ClusterProfileProviders: {e.Message}");
        }
        catch (KubernetesApiException e) when (e.IsForbidden)
        {
            return Wrong("ClusterProfileForbidden", $"{field}: the operator may not read {what}: {e.Message}");
        }
    }

    private MemberConnection Connection(string field, string what, JsonObject profile, IReadOnlyList<ProfileProvider> providers)
    {
        try
        {
            if (ProfileKubeconfig.Create(profile, providers) is not var (provider, bytes))
            {
                var offered = ProfileKubeconfig.Offered(profile);
                return Wrong("NoAccessProvider", $"{field}.clusterProfileRef: {what} status.accessProviders: found {(offered.Count == 0 ? "none" : string.Join(", ", offered))}, expected one of {string.Join(", ", providers.Select(p => p.Name))}, which Members:ClusterProfileProviders names");
            }

            // The command is the configuration's own: the profile could not name one.
            var configuration = KubernetesClientConfiguration.BuildConfigFromBytes(bytes, new InMemoryKubeconfigOptions { Origin = $"{what} with provider {provider.Name}", AllowExec = _ => true });
            configuration.UserAgent = options.UserAgent;
            return new MemberConnection(Convert.ToHexStringLower(SHA256.HashData(bytes)), () => connect(configuration), null, null);
        }
        catch (Exception e) when (e is KubeconfigException or FormatException)
        {
            return Wrong("ClusterProfileInvalid", $"{field}.clusterProfileRef: {what}: {e.Message}");
        }
    }

    private static MemberConnection Wrong(string reason, string problem) => new("", null, problem, reason);
}
