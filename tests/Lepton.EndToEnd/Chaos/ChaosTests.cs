using System.Diagnostics;
using System.Globalization;
using Lepton.Cli.Demo;
using Lepton.EndToEnd.Harness;
using Lepton.EndToEnd.Moves;
using Lepton.Operator.Members;
using Lepton.Operator.Planning;
using Lepton.Sandbox.Fleet;
using Lepton.Sandbox.Hosting;
using Lepton.Sandbox.Simulation;
using Lepton.Testing;
using Xunit;

namespace Lepton.EndToEnd.Chaos;

/// <summary>Operator and sandbox on one fast clock, with the times of real clusters, under ten random faults an hour. LEPTON_CHAOS_HOURS=168 runs the week.</summary>
public sealed class ChaosTests
{
    /// <summary>Sandbox seconds per real second at the start: a request that takes 2 ms takes half a second of the operator's time.</summary>
    private const double Speed = 240;

    /// <summary>Hours after which everything is let come to rest and looked at.</summary>
    private const double Look = 12;

    private static readonly MemberOptions Members = new()
    {
        ProbeInterval = TimeSpan.FromSeconds(30),
        // Real seconds pass while a machine is busy: five of them are twenty minutes here.
        ProbeTimeout = TimeSpan.FromMinutes(20),
        RefreshInterval = TimeSpan.FromMinutes(2),
        SweepInterval = TimeSpan.FromMinutes(2),
        ApplyConcurrency = 4,
    };

    private static readonly PlannerOptions Planner = new()
    {
        Debounce = TimeSpan.FromSeconds(10),
        Resync = TimeSpan.FromMinutes(2),
        RetryAfter = TimeSpan.FromSeconds(30),
        StartupPatience = TimeSpan.FromMinutes(30),
    };

    [Fact]
    public async Task Under_random_faults_nothing_is_lost_or_doubled_and_spread_models_are_never_without_a_replica()
    {
        var (hours, seed) = (Hours(usual: 1), Soak.Seed(20261127));
        using var clock = new SandboxClock(Speed);
        await using var fleet = await TestFleet.StartAsync(ChaosFleet.Definition, SimulationOptions.Realistic with { JobRun = TimeSpan.FromDays(30), Seed = seed }, withOperator: false, clock);
        using var web = new PodWatch(fleet, ChaosFleet.Spread[0], clock);
        using var chat = new PodWatch(fleet, ChaosFleet.Spread[1], clock);
        await fleet.ApplyAsync(ChaosFleet.Objects);
        await fleet.StartOperatorAsync(Members, Planner, clock);
        await fleet.SettledAsync();
        var (webBegan, chatBegan) = (web.Samples.Count - 1, chat.Samples.Count - 1);
        await using var director = new FleetDirector(fleet.Session.Fleet, clock);
        var faults = new ChaosFaults(seed, () => [web.ReadyIn, chat.ReadyIn]);
        await using var pace = new ChaosPace(fleet, clock);
        var (tally, began, start, looks) = (new ChaosTally(), Stopwatch.GetTimestamp(), clock.GetUtcNow(), 0);

        for (var at = faults.After(0); at < hours; at = faults.After(at))
        {
            if (at / Look >= looks + 1)
            {
                await CalmAsync(fleet, director);
                NeverWithout();
                tally.Calm(clock.GetUtcNow());
                looks = (int)(at / Look);
                start = clock.GetUtcNow() - TimeSpan.FromHours(at);
                TestReport.Line(FormattableString.Invariant($"random faults: {at:0.#} h, {tally.Faults} faults, at least {Least(web, webBegan)} of 3 and {Least(chat, chatBegan)} of 2 ready, {3600 * at / Stopwatch.GetElapsedTime(began).TotalSeconds:0} times as fast as life"));
            }

            if (start + TimeSpan.FromHours(at) - clock.GetUtcNow() is { Ticks: > 0 } wait)
                await Task.Delay(wait, clock);
            if (await StrikeAsync(director, faults, at) is { } fault)
                tally.Begun(clock.GetUtcNow(), fault);
        }

        var picture = await CalmAsync(fleet, director);

        Assert.Equal(["batch", "chat", "lone", "web"], picture.Models.Select(m => m.Metadata.Name).Order(StringComparer.Ordinal));
        NeverWithout();
        TestReport.Line(FormattableString.Invariant($"random faults, seed {seed}: {hours:0.#} h in {Stopwatch.GetElapsedTime(began).TotalMinutes:0.#} min, {tally.Faults} faults ({tally.Kinds}), at least {Least(web, webBegan)} of 3 and {Least(chat, chatBegan)} of 2 replicas ready, nothing lost, nothing doubled"));
        Assert.True(tally.Faults >= hours * ChaosFaults.PerHour * 0.75 - 5, $"only {tally.Faults} faults in {hours} h");

        void NeverWithout() => Assert.True(Least(web, webBegan) > 0 && Least(chat, chatBegan) > 0, $"seed {seed}: a model was without a ready replica\n{tally.Story(web, webBegan)}\n{tally.Story(chat, chatBegan)}");
    }

    private static int Least(PodWatch watch, int began) => watch.Samples.Skip(began).Min(s => s.Ready);

    /// <summary>All faults end; then every model is where it was decided to be, once, and ready.</summary>
    private static async Task<FleetPicture> CalmAsync(TestFleet fleet, FleetDirector director)
    {
        await director.EndAllAsync();
        foreach (var member in fleet.Session.Clusters.Where(c => !c.IsRunning))
            await member.StartAsync();
        return await fleet.SettledAsync();
    }

    /// <returns>What struck; null when nothing that was drawn could.</returns>
    private static async Task<FaultEvent?> StrikeAsync(FleetDirector director, ChaosFaults faults, double at)
    {
        for (var tries = 0; tries < 20; tries++)
        {
            var fault = faults.Draw(at);
            if (director.Active.Any(a => a.Fault.Kind == fault.Kind && a.Fault.Cluster == fault.Cluster))
                continue;
            try
            {
                await director.BeginAsync(fault);
                faults.Begun(fault);
                return fault;
            }
            catch (Exception e) when (e is ArgumentException or InvalidOperationException)
            {
                // The node is gone, the cluster is down already.
            }
        }

        return null;
    }

    private static double Hours(double usual) => Environment.GetEnvironmentVariable("LEPTON_CHAOS_HOURS") is { Length: > 0 } text
        ? double.Parse(text, CultureInfo.InvariantCulture)
        : usual;
}
