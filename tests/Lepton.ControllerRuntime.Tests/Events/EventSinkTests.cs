using Lepton.ControllerRuntime.Events;
using Lepton.Kubernetes.Models;
using Lepton.Testing.Fakes;
using Lepton.Testing.Logging;
using Microsoft.Extensions.Logging;

namespace Lepton.ControllerRuntime.Tests.Events;

public sealed class EventSinkTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly FakeResource<Eventsv1Event> _server = new();
    private readonly LogCollector _log = new();
    private readonly EventSink _sink;

    public EventSinkTests() => _sink = new(_server, new() { ReportingController = "c", ReportingInstance = "i" }, _time, _log.CreateLogger("events"));

    [Fact]
    public async Task An_attempt_that_was_made_although_its_answer_was_lost_is_not_made_twice()
    {
        await _sink.WriteAsync(New(), default);
        Assert.True(await _sink.WriteAsync(New(), default));
        Assert.Single(_server.All);
    }

    [Fact]
    public async Task A_server_that_is_busy_or_broken_is_asked_again_after_a_pause()
    {
        var answers = new Queue<Exception>([FakeErrors.TooManyRequests(), FakeErrors.InternalError(), FakeErrors.Reset()]);
        _server.Fault = _ => answers.TryDequeue(out var error) ? FakeFault.Fail(error) : null;
        var writing = _sink.WriteAsync(New(), default);
        for (var pause = 0; pause < 3; pause++)
        {
            await Eventually.TrueAsync(() => _time.NextTimer is not null);
            Assert.False(writing.IsCompleted);
            _time.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.True(await Eventually.ResultAsync(writing));
        Assert.Equal(4, _server.RequestsOf("create").Count);
    }

    [Fact]
    public async Task A_refusal_is_dropped_at_once_and_said_once()
    {
        _server.Fault = _ => FakeFault.Fail(FakeErrors.Forbidden());
        Assert.False(await Eventually.ResultAsync(_sink.WriteAsync(New(), default)));
        Assert.Single(_server.Requests);
        Assert.Contains("R of Pod p", Assert.Single(_log.Lines).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_end_of_the_process_ends_a_pause()
    {
        _server.Fault = _ => FakeFault.Fail(FakeErrors.Refused());
        using var stop = new CancellationTokenSource();
        var writing = _sink.WriteAsync(New(), stop.Token);
        await Eventually.TrueAsync(() => _time.NextTimer is not null);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Eventually.EndAsync(writing));
    }

    private static EventWrite New() => new(
        new() { Metadata = { Namespace = "ns", Name = "p.1" }, Reason = "R", Regarding = new() { Kind = "Pod", Name = "p" } }, IsNew: true);
}
