using Lepton.Api.Models;
using Lepton.Api.Providers;
using Lepton.ControllerRuntime.Writes;
using Lepton.Kubernetes.Http;
using Lepton.Operator.State;

namespace Lepton.Operator.Members;

/// <summary>
/// How a CloudProvider leaves: a finalizer holds it until nothing of ours is left in the members that answer. Without it, pruning models and providers at once
/// would cut the connection before the members are empty. Silent members hold nobody up, as with models.
/// </summary>
internal sealed class ProviderDeparture(IKubernetesClient hub, HubState state, MemberRegistry members, TimeProvider time)
{
    public const string Finalizer = "lepton.ai/members";

    /// <summary>How long a namespace that we made and that others use keeps the provider waiting.</summary>
    private static readonly TimeSpan NamespacePatience = TimeSpan.FromMinutes(1);

    public static bool Holds(CloudProvider provider) => Finalizers.Has(provider, Finalizer);

    /// <summary>Puts the finalizer on every provider before anything is placed there.</summary>
    public async Task HoldAsync(CancellationToken cancellationToken)
    {
        foreach (var provider in state.Providers.Where(p => p.Metadata.DeletionTimestamp is null && !Holds(p)))
        {
            try
            {
                await hub.Resource<CloudProvider>().AddFinalizerAsync(provider, Finalizer, cancellationToken);
            }
            catch (Exception e) when (e is InvalidOperationException or KubernetesApiException { IsNotFound: true })
            {
                // Deleted meanwhile.
            }
        }
    }

    /// <summary>Lets go of the providers whose members are empty.</summary>
    /// <returns>True while any provider is on its way out.</returns>
    public async Task<bool> ReleaseAsync(CancellationToken cancellationToken)
    {
        var waiting = false;
        foreach (var provider in state.Providers.Where(p => p.Metadata.DeletionTimestamp is not null && Holds(p)))
        {
            waiting = true;
            if (Remaining(provider).Count == 0)
                await hub.Resource<CloudProvider>().RemoveFinalizerAsync(provider, Finalizer, cancellationToken);
        }

        return waiting;
    }

    /// <summary>What still holds a provider that is being deleted, for people.</summary>
    public IReadOnlyList<string> Remaining(CloudProvider provider)
    {
        var left = new List<string>();
        // Before the members were looked at for the first time nothing is known of what they hold.
        if (!members.Synced)
            left.Add("the connections of its clusters are being read");
        foreach (var member in members.Sessions.Where(m => m.Provider == provider.Metadata.Name))
        {
            if (member.Unread)
                left.Add($"cluster {member.Cluster} has not been read yet");
            if (!member.Healthy)
                continue;
            var models = member.Caches.Models.Concat(state.Models.All.Where(m => IsIn(m, member.Cluster)).Select(ModelStore.KeyOf)).Distinct().OrderBy(m => m.ToString(), StringComparer.Ordinal).ToList();
            left.AddRange(models.Select(m => $"LeptonModel {m} in cluster {member.Cluster}"));
            if (models.Count > 0)
                continue;
            foreach (var @namespace in member.Caches.OwnNamespaces.Where(_ => time.GetUtcNow() - provider.Metadata.DeletionTimestamp < NamespacePatience))
            {
                member.Queue.Add(new ModelKey(@namespace, ""));
                left.Add($"Namespace {@namespace} in cluster {member.Cluster}");
            }
        }

        return left;
    }

    private static bool IsIn(LeptonModel model, string cluster) => model.Status?.Placements?.Any(p => p.Cluster == cluster) == true;
}
