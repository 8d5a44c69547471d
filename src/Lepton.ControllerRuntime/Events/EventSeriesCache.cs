using Lepton.Kubernetes.Models;

namespace Lepton.ControllerRuntime.Events;

/// <summary>
/// Turns repeats into series (client-go's tools/events): the first event is written, the first repeat writes count 2, later ones only count, until the
/// series is refreshed or ends. Thread-safe.
/// </summary>
internal sealed class EventSeriesCache(EventRecorderOptions options, TimeProvider time)
{
    private readonly Lock _gate = new();

    /// <summary>Per happening, the events with different notes that are alive.</summary>
    private readonly Dictionary<EventKey, List<Eventsv1Event>> _alive = [];

    /// <summary>Null when nothing is to be written now.</summary>
    internal EventWrite? Add(Eventsv1Event value)
    {
        lock (_gate)
        {
            var key = EventKey.Of(value);
            if (!_alive.TryGetValue(key, out var alive))
                _alive[key] = alive = [];
            var same = alive.Find(e => e.Note == value.Note) ?? (alive.Count >= options.MaxNotes ? alive[^1] : null);
            if (same is null)
            {
                alive.Add(value);
                return new(Copy(value), IsNew: true);
            }

            var isFirstRepeat = same.Series is null;
            same.Series = new() { Count = (same.Series?.Count ?? 1) + 1, LastObservedTime = time.GetUtcNow() };
            return isFirstRepeat ? new(Copy(same), IsNew: false) : null;
        }
    }

    /// <summary>The series that go on, with their counts.</summary>
    internal List<EventWrite> Refresh()
    {
        lock (_gate)
            return [.. _alive.Values.SelectMany(a => a).Where(e => e.Series is not null).Select(e => new EventWrite(Copy(e), IsNew: false))];
    }

    /// <summary>Forgets what has not been repeated lately. Answers the series among it, with their last counts.</summary>
    internal List<EventWrite> Finish()
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var ended = new List<EventWrite>();
            foreach (var (key, alive) in _alive.ToList())
            {
                var over = alive.FindAll(e => now - (e.Series?.LastObservedTime ?? e.EventTime) >= options.FinishAfter);
                ended.AddRange(over.Where(e => e.Series is not null).Select(e => new EventWrite(Copy(e), IsNew: false)));
                alive.RemoveAll(over.Contains);
                if (alive.Count == 0)
                    _alive.Remove(key);
            }

            return ended;
        }
    }

    /// <summary>What is written must not change while it is.</summary>
    private static Eventsv1Event Copy(Eventsv1Event value) => new()
    {
        Metadata = value.Metadata,
        EventTime = value.EventTime,
        Series = value.Series,
        ReportingController = value.ReportingController,
        ReportingInstance = value.ReportingInstance,
        Action = value.Action,
        Reason = value.Reason,
        Regarding = value.Regarding,
        Related = value.Related,
        Note = value.Note,
        Type = value.Type,
    };
}
