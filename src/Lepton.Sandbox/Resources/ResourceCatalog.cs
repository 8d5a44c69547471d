using System.Collections.Immutable;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Resources;

/// <summary>The resources a cluster serves right now. Readers see one consistent set; CRDs replace it as a whole.</summary>
internal sealed class ResourceCatalog
{
    private readonly IReadOnlyList<ResourceType> _builtin;
    private readonly Lock _gate = new();
    private ImmutableDictionary<string, IReadOnlyList<ResourceType>> _custom = ImmutableDictionary<string, IReadOnlyList<ResourceType>>.Empty;
    private volatile Snapshot _current;

    public ResourceCatalog(IReadOnlyList<ResourceType> builtin)
    {
        _builtin = builtin;
        _current = new Snapshot(builtin, 0);
    }

    public Snapshot Current => _current;

    public ResourceType? Find(GroupVersionResource gvr) => _current.ByGvr.GetValueOrDefault(gvr);

    /// <exception cref="ApiStatusException">404: no such resource is served.</exception>
    public ResourceType Require(GroupVersionResource gvr) => Find(gvr)
        ?? throw new ApiStatusException(404, "NotFound", "the server could not find the requested resource", []);

    /// <summary>Serves, changes or (with an empty list) removes the versions of one CRD.</summary>
    public void SetCustom(string crdName, IReadOnlyList<ResourceType> versions)
    {
        lock (_gate)
        {
            _custom = versions.Count == 0 ? _custom.Remove(crdName) : _custom.SetItem(crdName, versions);
            _current = new Snapshot([.. _builtin, .. _custom.OrderBy(p => p.Key, StringComparer.Ordinal).SelectMany(p => p.Value)], _current.Generation + 1);
        }
    }

    internal sealed class Snapshot
    {
        public Snapshot(IReadOnlyList<ResourceType> all, int generation)
        {
            All = all;
            Generation = generation;
            ByGvr = all.ToDictionary(t => t.Gvr);
            Groups = [.. BuiltinTable.GroupOrder.Where(g => all.Any(t => t.Group == g)),
                .. all.Select(t => t.Group).Distinct().Except(BuiltinTable.GroupOrder).Order(StringComparer.Ordinal)];
        }

        public IReadOnlyList<ResourceType> All { get; }

        /// <summary>Grows with every change of the set.</summary>
        public int Generation { get; }

        public Dictionary<GroupVersionResource, ResourceType> ByGvr { get; }

        public IReadOnlyList<string> Groups { get; }

        /// <summary>The served versions of a group, the preferred one first.</summary>
        public IReadOnlyList<string> Versions(string group) =>
            [.. All.Where(t => t.Group == group).Select(t => t.Version).Distinct().Order(KubeVersionOrder.Instance)];

        public ResourceType? ByKind(string group, string version, string kind) =>
            All.FirstOrDefault(t => t.Group == group && t.Version == version && t.Kind == kind);
    }
}
