using Lepton.ControllerRuntime.Events;
using Lepton.Kubernetes.Models;

namespace Lepton.ControllerRuntime.Tests.Events;

public sealed class EventSeriesCacheTests
{
    private static readonly EventRecorderOptions Options = new() { ReportingController = "c", ReportingInstance = "i", MaxNotes = 2 };
    private readonly FakeTimeProvider _time = new();
    private readonly EventSeriesCache _cache;

    public EventSeriesCacheTests() => _cache = new(Options, _time);

    [Fact]
    public void What_was_handed_out_to_be_written_is_not_changed_by_later_repeats()
    {
        _cache.Add(Event());
        var second = Written(Event());
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(_cache.Add(Event()));

        Assert.Equal((2, _time.GetUtcNow() - TimeSpan.FromMinutes(1)), (second.Event.Series!.Count, second.Event.Series.LastObservedTime));
        Assert.Equal((3, _time.GetUtcNow()), (Assert.Single(_cache.Refresh()).Event.Series!.Count, _cache.Refresh()[0].Event.Series!.LastObservedTime));
    }

    [Fact]
    public void A_single_event_is_no_series_and_ends_without_a_word()
    {
        Assert.True(Written(Event()).IsNew);
        Assert.Empty(_cache.Refresh());
        _time.Advance(Options.FinishAfter);
        Assert.Empty(_cache.Finish());
        Assert.True(Written(Event()).IsNew);
    }

    [Fact]
    public void A_series_ends_when_nothing_repeated_it_for_long_enough_and_not_before()
    {
        _cache.Add(Event());
        _cache.Add(Event());
        _time.Advance(Options.FinishAfter - TimeSpan.FromSeconds(1));
        Assert.Empty(_cache.Finish());
        _cache.Add(Event());
        _time.Advance(Options.FinishAfter - TimeSpan.FromSeconds(1));
        Assert.Empty(_cache.Finish());
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(3, Assert.Single(_cache.Finish()).Event.Series!.Count);
        Assert.Empty(_cache.Refresh());
    }

    [Fact]
    public void More_notes_than_are_told_apart_count_for_the_last_of_them()
    {
        Assert.True(Written(Event("1")).IsNew);
        Assert.True(Written(Event("2")).IsNew);
        Assert.Equal(("2", 2), Written(Event("3")) is { IsNew: false } repeat ? (repeat.Event.Note, repeat.Event.Series!.Count) : default);
        Assert.Null(_cache.Add(Event("4")));
        Assert.Equal(("1", 2), Written(Event("1")) is var known ? (known.Event.Note, known.Event.Series!.Count) : default);
    }

    [Theory]
    [InlineData("type")]
    [InlineData("reason")]
    [InlineData("action")]
    [InlineData("uid")]
    [InlineData("related")]
    public void Each_part_of_a_happening_tells_it_apart(string part)
    {
        _cache.Add(Event());
        var other = Event();
        switch (part)
        {
            case "type":
                other.Type = "Normal";
                break;
            case "reason":
                other.Reason = "Other";
                break;
            case "action":
                other.Action = "Other";
                break;
            case "uid":
                other.Regarding!.Uid = "other";
                break;
            default:
                other.Related = new() { Kind = "Node", Name = "n" };
                break;
        }

        Assert.True(Written(other).IsNew);
    }

    private EventWrite Written(Eventsv1Event value) => _cache.Add(value) ?? throw new InvalidOperationException("nothing is to be written");

    private Eventsv1Event Event(string note = "n") => new()
    {
        Metadata = { Namespace = "ns", Name = $"p.{_time.GetUtcNow().Ticks:x}" },
        EventTime = _time.GetUtcNow(),
        Type = "Warning",
        Reason = "R",
        Action = "A",
        Note = note,
        Regarding = new() { ApiVersion = "v1", Kind = "Pod", Namespace = "ns", Name = "p", Uid = "u" },
    };
}
