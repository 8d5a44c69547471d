using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Lepton.ControllerRuntime.Informers;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Emission;

namespace Lepton.Operator.Members;

/// <summary>
/// Kinds of ours that a member has only where somebody installed them (KEDA). They are looked for once a minute, as the version is, and watched once they are found. A member is well without them, and
/// also while such a watch does not follow.
/// </summary>
/// <param name="watch">Makes the cache of a kind.</param>
internal sealed class OptionalKinds(IKubernetesClient client, Func<ResourceDefinition, ISharedInformer<UnstructuredObject>> watch) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<ResourceDefinition, ISharedInformer<UnstructuredObject>> _known = new();
    private int _checksLeft;

    /// <summary>Told of the cache of a kind that was found, to be started.</summary>
    public Action<ISharedInformer<UnstructuredObject>>? Found { get; set; }

    /// <summary>Those whose cache follows the server.</summary>
    public IEnumerable<KeyValuePair<ResourceDefinition, ISharedInformer<UnstructuredObject>>> Present => _known.Where(k => Follows(k.Value));

    /// <summary>Whether the member has the kind, and its cache follows.</summary>
    public bool Has(ResourceDefinition kind) => Get(kind) is not null;

    public ISharedInformer<UnstructuredObject>? Get(ResourceDefinition kind) => _known.TryGetValue(kind, out var informer) && Follows(informer) ? informer : null;

    /// <summary>Looks for the kinds that were not found yet; called with every check of the server, most of which it lets pass: a quiet member is not asked twice each time.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        if (Found is not { } found || --_checksLeft > 0)
            return;
        foreach (var kind in OwnedKinds.All.Where(k => k.Optional && !_known.ContainsKey(k.Resource)).Select(k => k.Resource))
        {
            if (!await IsServedAsync(kind, cancellationToken))
                continue;
            var informer = watch(kind);
            if (_known.TryAdd(kind, informer))
                found(informer);
        }

        // Not before all was answered: what failed is asked again with the next check.
        _checksLeft = MemberCheck.LooksPerVersion;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var informer in _known.Values)
            await informer.DisposeAsync();
    }

    private async Task<bool> IsServedAsync(ResourceDefinition kind, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await client.RequestAsync(HttpMethod.Get, $"/apis/{kind.Group}/{kind.Version}", cancellationToken: cancellationToken);
            return (answer as JsonObject)?["resources"] is JsonArray resources && resources.Any(r => (string?)r?["name"] == kind.Plural);
        }
        catch (KubernetesApiException e) when (e.IsNotFound || e.IsForbidden)
        {
            return false;
        }
    }

    private static bool Follows(ISharedInformer<UnstructuredObject> informer) => informer.HasSynced && informer.Health.IsConnected;
}
