using System.Collections.Concurrent;
using Lepton.EndToEnd.Harness;

namespace Lepton.EndToEnd.Leadership;

/// <summary>Who wrote what to the members and when, as the members' API servers, or doors before them, saw it.</summary>
internal sealed class MemberWrites : IDisposable
{
    private readonly ConcurrentQueue<MemberWrite> _writes = new();
    private readonly List<IDisposable> _observing = [];

    public static MemberWrites Of(TestFleet fleet)
    {
        var writes = new MemberWrites();
        foreach (var member in SmallFleet.Members)
            writes._observing.Add(fleet.ObserveWrites(member, writes.See));
        return writes;
    }

    public int By(Replica replica) => _writes.Count(w => IdentityOf(w) == replica.Identity);

    public int Count => _writes.Count;

    /// <summary>
    /// Two that acted at the same time: between the first write of one and its last one, another wrote. Empty when each leader's writes had all been
    /// answered before the next leader's first arrived.
    /// </summary>
    public IReadOnlyList<string> Overlaps()
    {
        var spans = _writes.GroupBy(IdentityOf)
            .Select(g => (Who: g.Key, First: g.Min(w => w.Received), Last: g.Max(w => w.Answered)))
            .OrderBy(s => s.First).ToList();
        return [.. spans.Zip(spans.Skip(1)).Where(p => p.First.Last > p.Second.First)
            .Select(p => $"{p.First.Who} wrote until {TimeProvider.System.GetElapsedTime(p.Second.First, p.First.Last).TotalMilliseconds:0.###} ms after {p.Second.Who} began")];
    }

    public void Dispose()
    {
        foreach (var observing in _observing)
            observing.Dispose();
    }

    private void See(MemberWrite write)
    {
        if (write.UserAgent.StartsWith("lepton-operator/", StringComparison.Ordinal))
            _writes.Enqueue(write);
    }

    /// <summary>The last word of the operator's user agent.</summary>
    private static string IdentityOf(MemberWrite write) => write.UserAgent[(write.UserAgent.LastIndexOf(' ') + 1)..];
}
