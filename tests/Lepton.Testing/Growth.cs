namespace Lepton.Testing;

/// <summary>
/// Finds out whether what a process holds grows while a test goes on. It is looked at again and again at moments of rest; what it held in the last third of the
/// time is compared with what it held in the second. The first third is for what is made once: compiled code, pools, caches that fill.
/// </summary>
public sealed class Growth(TimeSpan duration, Func<Footprint>? look = null, TimeProvider? time = null)
{
    /// <summary>Looks in all: more would cost a small machine its time.</summary>
    private const int Looks = 60;

    /// <summary>A short run has hardly begun when it ends: only what is counted, not what is measured in bytes, tells anything.</summary>
    private static readonly TimeSpan Short = TimeSpan.FromMinutes(5);

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly Func<Footprint> _look = look ?? Footprint.Now;
    private readonly long _start = (time ?? TimeProvider.System).GetTimestamp();
    private readonly List<(TimeSpan At, Footprint What)> _looks = [];

    /// <summary>Most that each may grow by, from the middle of the second third to the middle of the last.</summary>
    public Footprint Allowed => duration < Short
        ? new(Heap: 24 << 20, Resident: long.MaxValue, Threads: 24, Handles: 40, Sockets: 24)
        : new(Heap: 4 << 20, Resident: 32 << 20, Threads: 12, Handles: 20, Sockets: 10);

    /// <summary>To be called at moments of rest, as often as one likes: it looks when it is time to.</summary>
    public void Look()
    {
        var at = _time.GetElapsedTime(_start);
        if (_looks.Count == 0 || at - _looks[^1].At >= duration / Looks)
            _looks.Add((at, _look()));
    }

    /// <summary>Medians of the second and of the last third. A median of counts that go up and down by themselves goes up only when they do.</summary>
    /// <exception cref="InvalidOperationException">There was no rest in one of the two.</exception>
    public (Footprint Middle, Footprint Last) Compared()
    {
        var end = _looks.Count == 0 ? TimeSpan.Zero : _looks[^1].At;
        var middle = _looks.Where(l => l.At >= end / 3 && l.At < 2 * end / 3).Select(l => l.What).ToList();
        var last = _looks.Where(l => l.At >= 2 * end / 3).Select(l => l.What).ToList();
        if (middle.Count == 0 || last.Count == 0 || end == TimeSpan.Zero)
            throw new InvalidOperationException($"{_looks.Count} looks in {end} are too few to tell whether anything grows");
        return (Median(middle), Median(last));
    }

    /// <summary>What grew by more than is allowed, from how much to how much. Empty when nothing did.</summary>
    public IReadOnlyList<string> Found()
    {
        var (middle, last) = Compared();
        var grown = new List<string>();
        Compare("bytes of objects", f => f.Heap);
        Compare("bytes resident", f => f.Resident);
        Compare("threads", f => f.Threads);
        Compare("handles", f => f.Handles);
        Compare("sockets", f => f.Sockets);
        return grown;

        void Compare(string what, Func<Footprint, long> of)
        {
            if (of(last) - of(middle) > of(Allowed))
                grown.Add($"{what}: {of(middle)} in the second third of {duration}, {of(last)} in the last ({of(Allowed)} more would be allowed)");
        }
    }

    /// <summary>For reports.</summary>
    public override string ToString() => Compared() is var (middle, last) ? $"second third {middle}; last third {last}" : "";

    private static Footprint Median(List<Footprint> of)
    {
        return new(Middle(f => f.Heap), Middle(f => f.Resident), (int)Middle(f => f.Threads), (int)Middle(f => f.Handles), (int)Middle(f => f.Sockets));
        long Middle(Func<Footprint, long> figure) => of.Select(figure).Order().ElementAt(of.Count / 2);
    }
}
