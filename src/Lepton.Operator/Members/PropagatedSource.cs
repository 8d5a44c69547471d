using System.Collections.Concurrent;
using Lepton.Api.Models;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;

namespace Lepton.Operator.Members;

/// <summary>
/// The ConfigMaps, Secrets and ServiceAccounts that models take along, read one by one: the operator may get them, but not list or watch all Secrets of
/// the hub. Kept in memory for the refresh interval and never logged.
/// </summary>
internal sealed class PropagatedSource(IKubernetesClient hub, MemberOptions options, TimeProvider time)
{
    private readonly ConcurrentDictionary<(PropagatedKind Kind, string Namespace, string Name), (UnstructuredObject? Object, DateTimeOffset Read)> _read = new();

    /// <summary>The objects, or a sentence about the first that is missing.</summary>
    public async Task<(IReadOnlyList<UnstructuredObject> Objects, string? Missing)> GetAsync(LeptonModel model, CancellationToken cancellationToken)
    {
        var objects = new List<UnstructuredObject>();
        foreach (var reference in model.Spec.Propagate ?? [])
        {
            var found = await ReadAsync(reference.Kind, model.Metadata.Namespace!, reference.Name, cancellationToken);
            if (found is null)
                return ([], $"LeptonModel {model.Metadata.NamespacedName()} spec.propagate: {reference.Kind} {model.Metadata.Namespace}/{reference.Name} does not exist in the hub");
            objects.Add(found);
        }

        return (objects, null);
    }

    /// <summary>Reads everything again that is older than the refresh interval.</summary>
    /// <returns>Namespaces in which something changed.</returns>
    public async Task<IReadOnlySet<string>> RefreshAsync(CancellationToken cancellationToken)
    {
        var changed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, before) in _read)
        {
            if (time.GetUtcNow() - before.Read < options.RefreshInterval)
                continue;
            _read.TryRemove(key, out _);
            var now = await ReadAsync(key.Kind, key.Namespace, key.Name, cancellationToken);
            if (now?.Metadata.ResourceVersion != before.Object?.Metadata.ResourceVersion || now?.Metadata.Uid != before.Object?.Metadata.Uid)
                changed.Add(key.Namespace);
        }

        return changed;
    }

    private async Task<UnstructuredObject?> ReadAsync(PropagatedKind kind, string @namespace, string name, CancellationToken cancellationToken)
    {
        var key = (kind, @namespace, name);
        if (_read.TryGetValue(key, out var known) && known.Object is not null && time.GetUtcNow() - known.Read < options.RefreshInterval)
            return known.Object;
        var resource = kind switch
        {
            PropagatedKind.ConfigMap => ResourceDefinition.Of<V1ConfigMap>(),
            PropagatedKind.Secret => ResourceDefinition.Of<V1Secret>(),
            _ => ResourceDefinition.Of<V1ServiceAccount>(),
        };
        var found = await hub.Resource(resource).TryGetAsync(name, @namespace, cancellationToken);
        _read[key] = (found, time.GetUtcNow());
        return found;
    }
}
