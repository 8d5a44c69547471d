namespace Lepton.Sandbox.Storage;

/// <summary>The latest changes of one resource, for watches that resume and lists that want an earlier state.</summary>
internal sealed class ChangeHistory(int capacity)
{
    private readonly Queue<StoreChange> _changes = new();

    /// <summary>The resourceVersion of the newest change that is no longer here: who asks for anything older must be told so.</summary>
    public long ForgottenUpTo { get; private set; }

    public void Add(StoreChange change)
    {
        _changes.Enqueue(change);
        while (_changes.Count > capacity)
            ForgottenUpTo = _changes.Dequeue().ResourceVersion;
    }

    /// <summary>Forgets everything up to a resourceVersion, as etcd's compaction does.</summary>
    public void Compact(long resourceVersion)
    {
        while (_changes.TryPeek(out var oldest) && oldest.ResourceVersion <= resourceVersion)
            _changes.Dequeue();
        ForgottenUpTo = Math.Max(ForgottenUpTo, resourceVersion);
    }

    public IEnumerable<StoreChange> After(long resourceVersion) => _changes.Where(c => c.ResourceVersion > resourceVersion);

    public IEnumerable<StoreChange> NewestFirstAfter(long resourceVersion) => After(resourceVersion).Reverse();
}
