using System.Globalization;
using Lepton.Cli.Demo;
using Lepton.Cli.Sandboxes;
using Lepton.EndToEnd.Harness;
using Lepton.Operator.Members;
using Lepton.Operator.Planning;
using Lepton.Sandbox.Hosting;
using Lepton.Sandbox.Simulation;
using Lepton.Testing;
using Xunit;

namespace Lepton.EndToEnd.Losses;

/// <summary>
/// A change of prices sets a whole fleet moving, the API server of one of its members is lost for ten minutes at a random moment of that and returns, again and again. From the loss until all that is
/// wanted is ready elsewhere, and while models move, the clock of operator and clusters goes as fast as life, so that times are measured ones; it is hurried while nothing but time passes.
/// </summary>
internal sealed class LargeFleetLosses : IAsyncDisposable
{
    /// <summary>A hard bound for broken machines; what is aimed at is 5 s beyond the grace period, and what came of it is printed.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan Away = TimeSpan.FromMinutes(10);

    private readonly LargeFleet _shape;
    private readonly SandboxClock _clock;
    private readonly double _fast;
    private readonly Random _random;
    private readonly TestFleet _fleet;
    private readonly ReplicaWatch _watch;
    private string _cheap = "aws";

    private LargeFleetLosses(LargeFleet shape, SandboxClock clock, double fast, int seed, TestFleet fleet)
    {
        (_shape, _clock, _fast, _random, _fleet) = (shape, clock, fast, new Random(seed), fleet);
        _watch = new ReplicaWatch(fleet, shape.Served, shape.Gangs, clock);
    }

    /// <summary>All is placed and ready.</summary>
    /// <param name="fast">How many times as fast as life the clock goes once all that was lost is elsewhere.</param>
    public static async Task<LargeFleetLosses> StartAsync(int models, double fast, int seed)
    {
        var shape = new LargeFleet(models);
        var clock = new SandboxClock();
        var simulation = new SimulationOptions { JobRun = TimeSpan.FromDays(30), SystemPods = false, Events = false, Seed = seed };
        var fleet = await TestFleet.StartAsync(shape.Definition, simulation, withOperator: false, clock);
        var losses = new LargeFleetLosses(shape, clock, fast, seed, fleet);
        await fleet.ApplyAsync([.. LargeFleet.Providers(losses._cheap), SmallFleet.Policy("default", "5s", LargeFleet.Policy)]);
        await fleet.ApplyAsync([.. shape.Models]);
        // A machine that is busy answers late, which is no loss: what is lost refuses connections.
        await fleet.StartOperatorAsync(new MemberOptions { ProbeTimeout = TimeSpan.FromMinutes(5) }, new PlannerOptions { StartupPatience = TimeSpan.FromMinutes(30) }, clock);
        await losses.SettledAsync("all models are placed and ready");
        losses._watch.Guard();
        return losses;
    }

    /// <summary>One loss, from the change of prices until all is settled again.</summary>
    public async Task<LossFigures> LoseAsync()
    {
        var source = _cheap;
        _cheap = SmallFleet.Members.Where(m => m != _cheap).ElementAt(_random.Next(2));
        foreach (var provider in LargeFleet.Providers(_cheap))
            await _fleet.ReplaceAsync(provider);
        // When so many of them have arrived, which may be none or all: from where they are or from where they go.
        var share = Math.Min(1, _random.NextDouble() * 1.25);
        var lost = _random.Next(3) == 0 ? source : _cheap;
        var arrived = DateTime.UtcNow + Patience;
        while (_watch.HomeIn(_cheap) < share * _shape.Served.Count)
        {
            Assert.True(DateTime.UtcNow < arrived, $"only {_watch.HomeIn(_cheap)} of {_shape.Served.Count} models have moved to {_cheap} after {Patience.TotalMinutes:0} minutes; {_fleet.Complaints}");
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }

        var moves = (await PictureAsync()).Models.Count(m => m.Status?.Migration is not null);
        var home = _watch.HomeIn(lost);
        var began = _clock.GetUtcNow();
        await _fleet.Server(lost).StopAsync();
        _watch.Lose(lost);
        var bound = DateTime.UtcNow + Bound;
        while (_watch.ReadyAt is null)
        {
            Assert.True(DateTime.UtcNow < bound, $"{lost} lost with {share:P0} of the models moved: not all is ready elsewhere after {Bound.TotalMinutes:0} minutes: {_watch.Missing}");
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }

        _clock.Speed = _fast;
        if (Away - (_clock.GetUtcNow() - began) is { Ticks: > 0 } rest)
            await Task.Delay(rest, _clock);
        _clock.Speed = 1;
        var pods = _watch.ReadyPods(lost);
        await _fleet.Server(lost).StartAsync();
        await SettledAsync($"{lost} is back and all is settled");
        // Where nothing is cheaper elsewhere all that was ready there is taken up again, in the same pods.
        var kept = 0;
        if (lost == _cheap)
        {
            var now = _watch.ReadyPods(lost);
            kept = pods.Count(p => p.Value.Count > 0);
            Assert.All(pods, p => Assert.True(p.Value.IsSubsetOf(now[p.Key]), $"{lost} lost with {share:P0} of the models moved, at {began:HH:mm:ss}: healthy pods went on its return: {_watch.Story(p.Key)}"));
        }

        Assert.True(_watch.Broken.Count == 0, $"{lost} lost with {share:P0} of the models moved, at {began:HH:mm:ss}: {_watch.Broken.Count}: {string.Join("; ", _watch.Broken.Take(3))}");
        return new LossFigures(lost, share, moves, home, _watch.PlacedAt!.Value - began - LargeFleet.Grace, _watch.ReadyAt!.Value - began - LargeFleet.Grace, kept);
    }

    public async ValueTask DisposeAsync()
    {
        _watch.Dispose();
        await _fleet.DisposeAsync();
        _clock.Dispose();
    }

    private Task<FleetPicture> PictureAsync() => FleetPicture.ReadAsync(_fleet.Hub, _fleet.Members, CancellationToken.None);

    /// <summary>Everything is where it was decided to be, once, ready, and nothing is on the move.</summary>
    private async Task SettledAsync(string what)
    {
        IReadOnlyList<string> problems = [];
        await Wait.UntilAsync(what, async () =>
        {
            var picture = await PictureAsync();
            problems = [.. FleetChecks.Settled(picture), .. picture.Models.Where(m => m.Status?.Migration is not null).Select(m => $"{m.Metadata.Name} is on the move: {m.Status!.Migration!.Phase}")];
            return problems.Count == 0;
        }, Patience, CancellationToken.None, () => string.Create(CultureInfo.InvariantCulture, $"{problems.Count}: {string.Join("; ", problems.Take(5))}; {_fleet.Complaints}"));
    }
}

/// <summary>What one loss showed.</summary>
/// <param name="Share">How many of the served models had all that was ready of them where it is cheaper now.</param>
/// <param name="Moves">Models that were on the move then.</param>
/// <param name="Home">Served models that had all their ready replicas there.</param>
/// <param name="Placed">From the loss until all that is wanted was written to the other members, less the grace period.</param>
/// <param name="Ready">The same until all of it was ready, start of the pods included.</param>
/// <param name="Kept">Models that were taken up again in the same pods.</param>
internal sealed record LossFigures(string Lost, double Share, int Moves, int Home, TimeSpan Placed, TimeSpan Ready, int Kept)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Lost} lost with {Share:P0} of the models moved, {Moves} models on the move, {Home} served there alone: written elsewhere {Placed.TotalSeconds:0.0} s beyond the grace period, ready {Ready.TotalSeconds:0.0} s beyond it, {Kept} taken up again in their pods");
}
