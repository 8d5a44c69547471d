using Lepton.Sandbox.Api.Selectors;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Resources;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Api.Watching;

/// <summary>What a selective watch makes of changes: an object that begins to match is added, one that no longer does is deleted.</summary>
internal sealed class WatchFilter(ResourceType type, LabelSelector labels, FieldSelector fields)
{
    public bool Matches(StoredObject item) => labels.Matches(item.Value) && (fields.IsEmpty || fields.Matches(Views.Show(type, item)));

    /// <returns>The type of the event and the state it shows; null when the watch does not see the change.</returns>
    public (StoreEventType Type, StoredObject Shown, long ResourceVersion)? Translate(StoreChange change)
    {
        var before = change.Previous is { } previous && Matches(previous);
        if (change.Type == StoreEventType.Deleted)
            return before ? (StoreEventType.Deleted, change.Current, change.ResourceVersion) : null;
        var after = Matches(change.Current);
        return (before, after) switch
        {
            (false, true) => (StoreEventType.Added, change.Current, change.ResourceVersion),
            (true, true) => (StoreEventType.Modified, change.Current, change.ResourceVersion),
            (true, false) => (StoreEventType.Deleted, change.Previous!, change.ResourceVersion),
            _ => null,
        };
    }
}
