using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Emission;
using Lepton.Operator.Members;
using Lepton.Operator.State;

namespace Lepton.Operator.Tests.Members;

/// <summary>What stands in a member at this moment, read when asked to: as caches that have caught up.</summary>
internal sealed class LiveObjects(IKubernetesClient client, string hubId) : IMemberObjects
{
    private readonly Dictionary<ObjectKey, UnstructuredObject> _ours = [];
    private readonly HashSet<string> _namespaces = new(StringComparer.Ordinal);

    public bool Synced => true;

    public IReadOnlyCollection<ModelKey> Models => [];

    public async Task ReadAsync()
    {
        _ours.Clear();
        _namespaces.Clear();
        foreach (var kind in OwnedKinds.All.Where(k => !k.Optional))
        {
            var list = await client.Resource(kind.Resource).ListAllAsync(options: new ListOptions { LabelSelector = Ownership.Selector(hubId) });
            foreach (var item in list.Items)
                _ours[new ObjectKey(kind.Resource, item.Metadata.Namespace, item.Metadata.Name!)] = item;
        }

        foreach (var item in (await client.Resource<V1Namespace>().ListAllAsync()).Items)
            _namespaces.Add(item.Metadata.Name!);
    }

    /// <summary>Name and resourceVersion of all that is ours.</summary>
    public IReadOnlyDictionary<string, string?> Versions => _ours.ToDictionary(o => o.Key.ToString(), o => o.Value.Metadata.ResourceVersion);

    public UnstructuredObject? Get(ObjectKey key) => _ours.GetValueOrDefault(key);

    public IReadOnlyList<(ObjectKey Key, UnstructuredObject Object)> OfModel(ModelKey model) =>
        [.. _ours.Where(o => Ownership.ModelOf(o.Value.Metadata) is { } m && new ModelKey(m.Namespace, m.Name) == model).Select(o => (o.Key, o.Value))];

    public IReadOnlyList<(ObjectKey Key, UnstructuredObject Object)> SharedIn(string @namespace) =>
        [.. _ours.Where(o => Ownership.ModelOf(o.Value.Metadata) is null && (o.Key.Namespace ?? o.Key.Name) == @namespace).Select(o => (o.Key, o.Value))];

    public bool HasNamespace(string @namespace) => _namespaces.Contains(@namespace);

    public int PodsOf(ModelKey model) => 0;
}
