namespace Lepton.Testing;

/// <summary>
/// Finds out whether what a process holds grows while a test goes on. It is looked at again and again at moments of rest; what it held in the last third of the
/// looks is compared with what it held in the second. The first third is for what is made once: compiled code, pools, caches that fill. Thirds of the looks, not
/// of the time: a fault that takes long to get over leaves a hole in the time, and a short run would have had no rest in one of its thirds.
/// </summary>
public sealed class Growth(TimeSpan duration, Func<Footprint>? look = null, TimeProvider? time = null)
{
    /// <summary>Looks in all: more would cost a small machine its time.</summary>
    private const int Looks = 60;

    /// <summary>Two in each third.</summary>
    private const int Least = 6;

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

    /// <summary>Whether there were looks enough to tell. A run that is over its time may have to go on a little for them.</summary>
    public bool Enough => _looks.Count >= Least;

    /// <summary>Medians of the second and of the last third. A median of counts that go up and down by themselves goes up only when they do.</summary>
    /// <exception cref="InvalidOperationException">There were too few looks.</exception>
    public (Footprint Middle, Footprint Last) Compared()
    {
        if (!Enough)
            throw new InvalidOperationException($"{_looks.Count} looks in {_time.GetElapsedTime(_start)} are too few to tell whether anything grows: {Least} are wanted");
        var third = _looks.Count / 3;
        var middle = _looks.GetRange(third, third).ConvertAll(l => l.What);
        var last = _looks.GetRange(2 * third, _looks.Count - (2 * third)).ConvertAll(l => l.What);
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
