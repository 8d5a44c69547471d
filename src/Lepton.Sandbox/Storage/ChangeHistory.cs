namespace Lepton.Sandbox.Storage;

/// <summary>The latest changes of one resource, for watches that resume and lists that want an earlier state.</summary>
internal sealed class ChangeHistory(HistoryOptions options, TimeProvider time)
{
    private readonly Queue<(StoreChange Change, long Made)> _changes = new();

    /// <summary>The resourceVersion of the newest change that is no longer here: who asks for anything older must be told so.</summary>
    public long ForgottenUpTo { get; private set; }

    public void Add(StoreChange change)
    {
        _changes.Enqueue((change, time.GetTimestamp()));
        Trim();
    }

    /// <summary>Forgets what is too much, and what is old beyond the least that is kept.</summary>
    public void Trim()
    {
        while (_changes.Count > options.Most || (_changes.Count > options.Least && time.GetElapsedTime(_changes.Peek().Made) > options.Fresh))
            ForgottenUpTo = _changes.Dequeue().Change.ResourceVersion;
    }

    /// <summary>Forgets everything up to a resourceVersion, as etcd's compaction does.</summary>
    public void Compact(long resourceVersion)
    {
        while (_changes.TryPeek(out var oldest) && oldest.Change.ResourceVersion <= resourceVersion)
            _changes.Dequeue();
        ForgottenUpTo = Math.Max(ForgottenUpTo, resourceVersion);
    }

    public IEnumerable<StoreChange> After(long resourceVersion) => _changes.Select(c => c.Change).Where(c => c.ResourceVersion > resourceVersion);

    public IEnumerable<StoreChange> NewestFirstAfter(long resourceVersion) => After(resourceVersion).Reverse();
}
