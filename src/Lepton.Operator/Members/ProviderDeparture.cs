using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Api.Providers;
using Lepton.Kubernetes.Http;
using Lepton.Operator.Emission;
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

    public static bool Holds(CloudProvider provider) => provider.Metadata.Finalizers?.Contains(Finalizer) == true;

    /// <summary>Puts the finalizer on every provider before anything is placed there.</summary>
    public async Task HoldAsync(CancellationToken cancellationToken)
    {
        foreach (var provider in state.Providers.Where(p => p.Metadata.DeletionTimestamp is null && !Holds(p)))
            await SetFinalizersAsync(provider, [.. provider.Metadata.Finalizers ?? [], Finalizer], cancellationToken);
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
                await SetFinalizersAsync(provider, [.. provider.Metadata.Finalizers!.Where(f => f != Finalizer)], cancellationToken);
        }

        return waiting;
    }

    /// <summary>What still holds a provider that is being deleted, for people.</summary>
    public IReadOnlyList<string> Remaining(CloudProvider provider)
    {
        var left = new List<string>();
        foreach (var member in members.Sessions.Where(m => m.Provider == provider.Metadata.Name && m.Healthy))
        {
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

    private async Task SetFinalizersAsync(CloudProvider provider, IEnumerable<string> finalizers, CancellationToken cancellationToken)
    {
        // A list is replaced as a whole: the resourceVersion keeps others' finalizers from getting lost.
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["resourceVersion"] = provider.Metadata.ResourceVersion,
                ["finalizers"] = new JsonArray(finalizers.Select(f => (JsonNode)f).ToArray()),
            },
        };
        try
        {
            await hub.Resource<CloudProvider>().PatchAsync(
                provider.Metadata.Name!, null, Patch.Merge(patch), options: new WriteOptions { FieldManager = Ownership.FieldManager }, cancellationToken: cancellationToken);
        }
        catch (KubernetesApiException e) when (e.IsConflict || e.IsNotFound)
        {
            // Changed or gone: the watch shows it, and we look again.
        }
    }
}
