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
    /// <summary>Sandbox seconds per real second: a request that takes 2 ms takes half a second of the operator's time.</summary>
    private const double Speed = 240;

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
        var faults = new ChaosFaults(seed);
        var (begun, start, looks) = (0, clock.GetUtcNow(), 0);
        var story = new List<(DateTimeOffset At, string What)>();

        for (var next = faults.Next(0); next.AtHours < hours; next = faults.Next(next.AtHours))
        {
            if (next.AtHours / 12 >= looks + 1)
            {
                await CalmAsync(fleet, director);
                story.Add((clock.GetUtcNow(), "calm"));
                looks = (int)(next.AtHours / 12);
                start = clock.GetUtcNow() - TimeSpan.FromHours(next.AtHours);
            }

            if (start + TimeSpan.FromHours(next.AtHours) - clock.GetUtcNow() is { Ticks: > 0 } wait)
                await Task.Delay(wait, clock);
            if (!await BeginAsync(director, next))
                continue;
            begun++;
            story.Add((clock.GetUtcNow(), $"{next.Kind} {next.Cluster} {next.Pods} node {next.Node} for {60 * next.ForHours:0} min"));
        }

        var picture = await CalmAsync(fleet, director);

        Assert.Equal(["batch", "chat", "lone", "web"], picture.Models.Select(m => m.Metadata.Name).Order(StringComparer.Ordinal));
        var (webLeast, chatLeast) = (web.Samples.Skip(webBegan).Min(s => s.Ready), chat.Samples.Skip(chatBegan).Min(s => s.Ready));
        Assert.True(webLeast > 0 && chatLeast > 0, $"seed {seed}: at least {webLeast} replicas of web and {chatLeast} of chat were ready\n{Story(story, web, webBegan)}\n{Story(story, chat, chatBegan)}");
        TestReport.Line(FormattableString.Invariant($"random faults, seed {seed}: {hours:0.#} h at {Speed} times, {begun} faults, at least {webLeast} of 3 and {chatLeast} of 2 replicas ready, nothing lost, nothing doubled"));
        Assert.True(begun >= hours * ChaosFaults.PerHour / 3, $"only {begun} faults in {hours} h");
    }

    /// <summary>All faults end; then every model is where it was decided to be, once, and ready.</summary>
    private static async Task<FleetPicture> CalmAsync(TestFleet fleet, FleetDirector director)
    {
        await director.EndAllAsync();
        foreach (var member in fleet.Session.Clusters.Where(c => !c.IsRunning))
            await member.StartAsync();
        return await fleet.SettledAsync();
    }

    /// <returns>False when it cannot strike now: the node is gone, the cluster is down already.</returns>
    private static async Task<bool> BeginAsync(FleetDirector director, FaultEvent fault)
    {
        if (director.Active.Any(a => a.Fault.Kind == fault.Kind && a.Fault.Cluster == fault.Cluster))
            return false;
        try
        {
            await director.BeginAsync(fault);
            return true;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>What led to the first moment without a ready replica.</summary>
    private static string Story(IEnumerable<(DateTimeOffset At, string What)> faults, PodWatch watch, int began)
    {
        var samples = watch.Samples.Skip(began).ToList();
        var zero = samples.FindIndex(s => s.Ready == 0);
        return zero < 0 ? "" : string.Join('\n', faults.Concat(samples.Take(zero + 1).TakeLast(25).Select(s => (s.At, What: $"    {s.Change}: {s.Ready} ready, in {string.Join(',', s.AliveIn)}")))
            .Where(e => e.At <= samples[zero].At && e.At > samples[zero].At - TimeSpan.FromHours(2)).OrderBy(e => e.At).Select(e => $"{e.At:HH:mm:ss} {e.What}"));
    }

    private static double Hours(double usual) => Environment.GetEnvironmentVariable("LEPTON_CHAOS_HOURS") is { Length: > 0 } text
        ? double.Parse(text, CultureInfo.InvariantCulture)
        : usual;
}
