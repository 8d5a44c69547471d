using Lepton.ControllerRuntime.Connectivity;
using Lepton.ControllerRuntime.Informers;
using Lepton.Testing.Fakes;

namespace Lepton.ControllerRuntime.Tests.Connectivity;

public sealed class ApiServerMonitorTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly FakeKubernetesClient _server = new();
    private readonly ApiServerMonitor _monitor;
    private readonly List<bool?> _told = [];

    public ApiServerMonitorTests()
    {
        _monitor = new(_server, time: _time);
        _monitor.Changed += (_, change) =>
        {
            lock (_told)
                _told.Add(change.Now.IsReachable);
        };
    }

    public ValueTask DisposeAsync() => _monitor.DisposeAsync();

    [Fact]
    public async Task Nothing_is_known_before_the_first_check_and_reachable_after_it()
    {
        Assert.Null(_monitor.Health.IsReachable);
        _monitor.Start();
        await Eventually.TrueAsync(() => _monitor.Health.IsReachable == true);

        Assert.Equal(_time.GetUtcNow(), _monitor.Health.LastContact);
        Assert.Equal([true], _told);
    }

    [Fact]
    public async Task A_refusing_server_is_gone_after_two_checks_a_second_apart_and_back_with_the_first_good_one()
    {
        await StartedAsync();
        _server.Fault = FakeFault.Fail(FakeErrors.Refused());
        _monitor.CheckNow();
        await Eventually.TrueAsync(() => _monitor.Health.ConsecutiveFailures == 1);
        Assert.True(_monitor.Health.IsReachable);
        var before = _time.Elapsed;
        await _time.AdvanceUntilAsync(() => _monitor.Health.IsReachable == false);
        Assert.InRange(_time.Elapsed - before, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4));
        Assert.IsType<HttpRequestException>(_monitor.Health.LastError);

        _server.Fault = null;
        await _time.AdvanceUntilAsync(() => _monitor.Health.IsReachable == true);
        Assert.Equal(0, _monitor.Health.ConsecutiveFailures);
        Assert.Equal([true, false, true], _told);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_gone_although_its_connections_stand()
    {
        await StartedAsync();
        _server.Fault = FakeFault.Hang;
        await _time.AdvanceUntilAsync(() => _monitor.Health.IsReachable == false, TimeSpan.FromSeconds(0.5));

        Assert.IsType<StalledException>(_monitor.Health.LastError);
        Assert.Contains("fake.invalid", _monitor.Health.LastError.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, bool> Answers => new()
    {
        { "unauthorized", false },
        { "internal", false },
        { "certificate", false },
        { "forbidden", true },
        { "notfound", true },
        { "busy", true },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task What_the_server_answers_decides(string kind, bool reachable)
    {
        _server.Fault = FakeFault.Fail(kind switch
        {
            "unauthorized" => FakeErrors.Unauthorized(),
            "internal" => FakeErrors.InternalError(),
            "certificate" => FakeErrors.BadCertificate(),
            "forbidden" => FakeErrors.Forbidden(),
            "notfound" => FakeErrors.NotFound("/readyz"),
            _ => FakeErrors.TooManyRequests(),
        });
        _monitor.Start();
        await _time.AdvanceUntilAsync(() => _monitor.Health.IsReachable is not null);

        Assert.Equal(reachable, _monitor.Health.IsReachable);
    }

    [Fact]
    public async Task Checks_are_left_out_while_something_else_hears_from_the_server()
    {
        await using var quiet = new ApiServerMonitor(_server, time: _time) { OtherContact = () => _time.GetUtcNow() };
        quiet.Start();
        await Eventually.TrueAsync(() => quiet.Health.IsReachable == true);
        for (var i = 0; i < 10; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            await Eventually.TrueAsync(() => quiet.Health.LastContact == _time.GetUtcNow());
        }

        Assert.Equal(1, _server.Checks);
        quiet.CheckNow();
        await Eventually.TrueAsync(() => _server.Checks == 2);
    }

    [Fact]
    public async Task A_check_of_ones_own_decides_and_every_check_is_told()
    {
        Exception? error = FakeErrors.Forbidden();
        await using var own = new ApiServerMonitor(_server, time: _time) { Check = _ => error is null ? Task.CompletedTask : Task.FromException(error) };
        var checks = new List<int>();
        own.Checked += (_, check) =>
        {
            lock (checks)
                checks.Add(check.Now.ConsecutiveFailures);
        };
        own.Start();
        await _time.AdvanceUntilAsync(() => own.Health.IsReachable == false);
        Assert.Same(error, own.Health.LastError);
        Volatile.Write(ref error, null);
        await _time.AdvanceUntilAsync(() => own.Health.IsReachable == true);
        await own.StopAsync();
        Assert.Equal([1, 2], checks.Take(2));
        Assert.Equal(0, checks[^1]);
        Assert.Equal(0, _server.Checks);
    }

    [Fact]
    public async Task A_listener_that_throws_stops_nothing()
    {
        _monitor.Changed += (_, _) => throw new InvalidOperationException("listener");
        await StartedAsync();
        _server.Fault = FakeFault.Fail(FakeErrors.Refused());
        await _time.AdvanceUntilAsync(() => _monitor.Health.IsReachable == false);
        _server.Fault = null;
        await _time.AdvanceUntilAsync(() => _monitor.Health.IsReachable == true);

        Assert.Equal(3, _told.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stop_ends_whatever_it_is_doing(bool hangs)
    {
        _server.Fault = hangs ? FakeFault.Hang : null;
        _monitor.Start();
        await Eventually.TrueAsync(() => _server.Checks == 1);
        await Eventually.EndAsync(_monitor.StopAsync());

        await Eventually.TrueAsync(() => _time.ActiveTimers == 0);
        Assert.Equal(hangs ? null : true, _monitor.Health.IsReachable);
    }

    private async Task StartedAsync()
    {
        _monitor.Start();
        await Eventually.TrueAsync(() => _monitor.Health.IsReachable == true);
    }
}
