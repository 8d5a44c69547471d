using System.Text.Json.Nodes;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Simulation.Engine;

/// <summary>A change as controllers see it.</summary>
/// <param name="Old">What the cache had before; null when it is new, or of a resource the cache does not keep.</param>
/// <param name="Object">The new state; for a deletion the last one.</param>
internal sealed record Change(StoreEventType Type, GroupVersionResource Resource, ObjectView Object, ObjectView? Old)
{
    public bool Deleted => Type == StoreEventType.Deleted;

    public PodView Pod => (PodView)Object;

    public NodeView Node => (NodeView)Object;

    public JsonObject Json => Object.Json;
}

/// <summary>
/// One of a cluster's controllers. Level based: <see cref="Observe"/> only says what has to be looked at, <see cref="Reconcile"/> looks at the world as
/// it is. Both are only ever called from the cluster's loop, one at a time, and with a cache that has every write made so far.
/// </summary>
internal interface IController
{
    /// <summary>Resources whose changes it wants; null for all.</summary>
    IReadOnlyList<GroupVersionResource>? Watches { get; }

    void Observe(Change change);

    void Reconcile(ObjectName key);
}
