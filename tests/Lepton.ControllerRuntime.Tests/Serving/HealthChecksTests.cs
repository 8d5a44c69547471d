using Lepton.ControllerRuntime.Serving;

namespace Lepton.ControllerRuntime.Tests.Serving;

public sealed class HealthChecksTests
{
    private static readonly HealthQuery All = new(null, [], Verbose: false);
    private readonly HealthChecks _checks = new();

    [Fact]
    public async Task Checks_run_in_the_order_of_their_names_each_once()
    {
        var ran = new List<string>();
        foreach (var name in new[] { "zeta", "alpha" })
        {
            _checks.AddReadiness(name, _ =>
            {
                ran.Add(name);
                return default;
            });
        }

        var report = await _checks.ReadyAsync(All, default);
        Assert.Equal(["alpha", "zeta"], ran);
        Assert.Equal(["alpha", "ping", "zeta"], report.Outcomes.Select(o => o.Name));
        Assert.True(report.IsHealthy);
    }

    [Fact]
    public async Task An_excluded_check_does_not_run()
    {
        _checks.AddLiveness("costly", _ => throw new InvalidOperationException("it ran"));
        var report = await _checks.LiveAsync(All with { Excluded = ["costly"] }, default);
        Assert.True(report.IsHealthy);
        Assert.Equal("[+]costly excluded: ok\n[+]ping ok\nlivez check passed\n", report.Text(verbose: true));
    }

    [Fact]
    public async Task The_last_check_of_a_name_counts()
    {
        _checks.AddReadiness("caches", _ => new("not synced"));
        _checks.AddReadiness("caches", _ => default);
        Assert.Equal("ok", (await _checks.ReadyAsync(All, default)).Text(verbose: false));
    }

    [Fact]
    public async Task One_that_was_asked_for_alone_stands_alone_and_an_unknown_one_is_unknown()
    {
        _checks.AddReadiness("caches", _ => new("not synced"));
        Assert.Equal("[-]caches failed: not synced\nreadyz check failed\n", (await _checks.ReadyAsync(All with { Only = "caches" }, default)).Text(verbose: false));
        Assert.False((await _checks.ReadyAsync(All with { Only = "nosuch" }, default)).IsKnown);
    }

    [Fact]
    public async Task Who_stopped_listening_is_not_told_that_a_check_failed()
    {
        using var gone = new CancellationTokenSource();
        _checks.AddReadiness("slow", async token =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return null;
        });
        var asking = _checks.ReadyAsync(All, gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Eventually.EndAsync(asking));
    }
}
