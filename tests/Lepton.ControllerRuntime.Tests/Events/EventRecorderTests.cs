using System.Text;
using Lepton.ControllerRuntime.Events;
using Lepton.Kubernetes.Models;
using Lepton.Testing.Fakes;

namespace Lepton.ControllerRuntime.Tests.Events;

public sealed class EventRecorderTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly FakeResource<Eventsv1Event> _server = new();
    private readonly EventRecorder _recorder;
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    public EventRecorderTests() => _recorder = new(_server, new() { ReportingController = "lepton.ai/test", ReportingInstance = "pod-1", QueueSize = 5 }, _time);

    public async ValueTask DisposeAsync()
    {
        _server.Fault = null;
        await _stop.CancelAsync();
        await Eventually.EndAsync(_running);
        _recorder.Dispose();
        _stop.Dispose();
    }

    [Fact]
    [Trait("Rule", "Events/events-v1-with-series")]
    public async Task An_event_says_who_what_why_and_about_which_object()
    {
        Start();
        _recorder.Event(Pod(), EventType.Warning, "NoCapacity", "Scheduling", "no GPU is free", new V1Node { Metadata = { Name = "n1", Uid = "u2" } });
        await WrittenAsync(1);

        var written = _server.All[0];
        Assert.Equal(("ns", "Warning", "NoCapacity", "Scheduling", "no GPU is free"), (written.Metadata.Namespace, written.Type, written.Reason, written.Action, written.Note));
        Assert.Equal(("lepton.ai/test", "pod-1", _time.GetUtcNow()), (written.ReportingController, written.ReportingInstance, written.EventTime));
        Assert.Equal(("v1", "Pod", "ns", "p", "u1"), (written.Regarding!.ApiVersion, written.Regarding.Kind, written.Regarding.Namespace, written.Regarding.Name, written.Regarding.Uid));
        Assert.Equal(("Node", "n1"), (written.Related!.Kind, written.Related.Name));
        Assert.StartsWith("p.", written.Metadata.Name, StringComparison.Ordinal);
        Assert.Null(written.Series);
    }

    [Fact]
    public async Task Events_of_cluster_scoped_objects_live_in_default()
    {
        Start();
        _recorder.Event(new V1Node { Metadata = { Name = "n1" } }, EventType.Normal, "Seen", "Watching", "hello");
        await WrittenAsync(1);

        Assert.Equal(("default", null), (_server.All[0].Metadata.Namespace, _server.All[0].Regarding!.Namespace));
    }

    [Fact]
    [Trait("Rule", "Events/first-repeat-writes-count-2")]
    [Trait("Rule", "Events/later-repeats-in-memory")]
    public async Task The_first_repeat_writes_count_2_and_later_ones_only_count()
    {
        Start();
        await RepeatAsync(10);

        Assert.Equal(["create", "patch"], _server.Requests.Select(r => r.Verb));
        Assert.Equal(2, Assert.Single(_server.All).Series!.Count);
    }

    [Fact]
    [Trait("Rule", "Events/refreshed-every-30-min")]
    public async Task A_series_that_goes_on_is_refreshed_every_30_minutes()
    {
        Start();
        await RepeatAsync(2);
        var minutes = 0;
        while (_server.RequestsOf("patch").Count < 2)
        {
            await Eventually.TrueAsync(() => _time.NextTimer is not null);
            _time.Advance(TimeSpan.FromMinutes(1));
            minutes++;
            await RepeatAsync(1);
        }

        Assert.InRange(minutes, 30, 36);
        Assert.InRange(_server.All[0].Series!.Count, 31, 38);
        Assert.Single(_server.All);
    }

    [Fact]
    public async Task A_series_that_ended_writes_its_last_count_and_the_next_event_is_a_new_one()
    {
        Start();
        await RepeatAsync(7);
        await _time.AdvanceUntilAsync(() => _server.RequestsOf("patch").Count == 2, TimeSpan.FromMinutes(1));
        await Eventually.TrueAsync(() => _server.All is [{ Series.Count: 7 }]);

        await RepeatAsync(1);
        await Eventually.TrueAsync(() => _server.All.Count == 2);
    }

    [Fact]
    public async Task Different_objects_reasons_and_notes_are_different_events()
    {
        Start();
        _recorder.Event(Pod("a"), EventType.Normal, "Placed", "Scheduling", "on aws");
        _recorder.Event(Pod("b"), EventType.Normal, "Placed", "Scheduling", "on aws");
        _recorder.Event(Pod("a"), EventType.Normal, "Moved", "Scheduling", "on aws");
        _recorder.Event(Pod("a"), EventType.Normal, "Placed", "Scheduling", "on gcp");
        await WrittenAsync(4);

        Assert.Equal(4, _server.All.Count);
        Assert.Equal(4, _server.All.Select(e => e.Metadata.Name).Distinct().Count());
    }

    [Fact]
    public async Task Notes_that_never_repeat_are_told_apart_only_up_to_a_limit()
    {
        Start();
        for (var i = 0; i < 40; i++)
        {
            _recorder.Event(Pod(), EventType.Warning, "Failed", "Applying", $"attempt {i}");
            await DrainedAsync();
        }

        await Eventually.TrueAsync(() => _server.Requests.Count == 11);
        Assert.Equal(10, _server.All.Count);
    }

    [Fact]
    [Trait("Rule", "Events/a-full-queue-drops-and-never-blocks")]
    public async Task A_full_queue_drops_and_never_blocks()
    {
        // Nobody writes.
        await Eventually.EndAsync(Task.Run(() =>
        {
            for (var i = 0; i < 12; i++)
                _recorder.Event(Pod($"p{i}"), EventType.Normal, "R", "A", "n");
        }));
        Assert.Equal(7, _recorder.Dropped);

        Start();
        await WrittenAsync(5);
        Assert.Equal(5, _server.All.Count);
    }

    [Fact]
    public async Task An_unreachable_server_delays_and_a_refusing_one_drops()
    {
        _server.Fault = _ => FakeFault.Fail(FakeErrors.Refused());
        Start();
        _recorder.Event(Pod(), EventType.Normal, "R", "A", "n");
        await _time.AdvanceUntilAsync(() => _server.Requests.Count == 3, TimeSpan.FromSeconds(1));
        _server.Fault = null;
        await _time.AdvanceUntilAsync(() => _server.All.Count == 1, TimeSpan.FromSeconds(1));
        Assert.Equal(0, _recorder.Dropped);

        _server.Fault = _ => FakeFault.Fail(FakeErrors.Forbidden());
        _recorder.Event(Pod("other"), EventType.Normal, "R", "A", "n");
        await Eventually.TrueAsync(() => _recorder.Dropped == 1);
    }

    [Fact]
    public async Task A_server_that_stays_away_is_given_up_after_12_attempts()
    {
        _server.Fault = _ => FakeFault.Fail(FakeErrors.Refused());
        Start();
        _recorder.Event(Pod(), EventType.Normal, "R", "A", "n");
        await _time.AdvanceUntilAsync(() => _recorder.Dropped == 1, TimeSpan.FromSeconds(5));

        Assert.Equal(12, _server.Requests.Count);
    }

    [Fact]
    public async Task A_series_whose_event_the_server_has_forgotten_is_created_again()
    {
        Start();
        await RepeatAsync(1);
        await WrittenAsync(1);
        _server.Remove(_server.All[0].Metadata.Name!, "ns");
        await RepeatAsync(1);
        await Eventually.TrueAsync(() => _server.All.Count == 1);

        Assert.Equal(2, _server.All[0].Series!.Count);
    }

    [Fact]
    public async Task What_is_queued_at_the_end_is_still_written()
    {
        _recorder.Event(Pod(), EventType.Normal, "Stopped", "Stopping", "bye");
        await _stop.CancelAsync();
        await Eventually.EndAsync(_recorder.RunAsync(_stop.Token));

        Assert.Equal("bye", Assert.Single(_server.All).Note);
    }

    [Fact]
    public async Task Long_texts_are_cut_where_the_server_would_refuse_them()
    {
        Start();
        _recorder.Event(Pod(new string('x', 250)), EventType.Normal, new string('r', 200), new string('a', 200), new string('€', 1000));
        await WrittenAsync(1);

        var written = _server.All[0];
        Assert.Equal((128, 128), (written.Reason!.Length, written.Action!.Length));
        Assert.InRange(Encoding.UTF8.GetByteCount(written.Note!), 1000, 1024);
        Assert.All(written.Note!, c => Assert.Equal('€', c));
        Assert.InRange(written.Metadata.Name!.Length, 200, 253);
    }

    private void Start() => _running = _recorder.RunAsync(_stop.Token);

    private async Task RepeatAsync(int times)
    {
        for (var i = 0; i < times; i++)
        {
            _recorder.Event(Pod(), EventType.Warning, "NoCapacity", "Scheduling", "no GPU is free");
            await DrainedAsync();
        }
    }

    /// <summary>The queue is small: give the writer time.</summary>
    private async Task DrainedAsync()
    {
        var dropped = _recorder.Dropped;
        await Eventually.TrueAsync(() => _recorder.Waiting == 0);
        Assert.Equal(0, dropped);
    }

    private Task WrittenAsync(int creates) => Eventually.TrueAsync(() => _server.RequestsOf("create").Count >= creates && _server.All.Count >= creates);

    private static V1Pod Pod(string name = "p") => new() { Metadata = { Namespace = "ns", Name = name, Uid = "u1" } };
}
