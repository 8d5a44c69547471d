using System.Globalization;
using Lepton.Api.Models;
using Lepton.Cli.Demo;
using Lepton.EndToEnd.Harness;
using Lepton.EndToEnd.Moves;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Members;
using Lepton.Operator.Planning;
using Lepton.Sandbox.Hosting;
using Lepton.Sandbox.Simulation;
using Lepton.Testing;
using Xunit;

namespace Lepton.EndToEnd.Losses;

/// <summary>
/// The API server of one of three members is lost for ten minutes and returns, twenty times, at random moments of moves that a change of prices began; what runs in the member runs on. On a
/// fast clock that operator and clusters share.
/// </summary>
[Trait("Suite", "long")]
public sealed class TwentyLossesTests
{
    private const double Speed = 40;
    private const int Losses = 20;
    private const string Namespace = "losses";
    private static readonly string[] Served = ["web", "chat", "llm"];
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Fence = TimeSpan.FromMinutes(2);

    private static readonly MemberOptions Members = new()
    {
        ProbeInterval = TimeSpan.FromSeconds(15),
        ProbeTimeout = TimeSpan.FromMinutes(5),
        RefreshInterval = TimeSpan.FromMinutes(1),
        SweepInterval = TimeSpan.FromMinutes(1),
        ApplyConcurrency = 4,
    };

    private static readonly PlannerOptions Planner = new()
    {
        Debounce = TimeSpan.FromSeconds(2),
        Resync = TimeSpan.FromMinutes(1),
        RetryAfter = TimeSpan.FromSeconds(10),
        StartupPatience = TimeSpan.FromMinutes(30),
    };

    [Fact]
    public async Task Nothing_is_doubled_orphaned_or_purged()
    {
        var seed = Soak.Seed(20261127);
        var random = new Random(seed);
        using var clock = new SandboxClock(Speed);
        await using var fleet = await TestFleet.StartAsync(SmallFleet.Definition, SimulationOptions.Realistic with { JobRun = TimeSpan.FromDays(30), Seed = seed }, withOperator: false, clock);
        using var gang = new PodWatch(fleet, "gang", clock);
        await fleet.ApplyAsync([.. SmallFleet.Base.Where(o => (string?)o["kind"] == "CloudProvider"), SmallFleet.Policy("default", "1m",
            "{ rebalance: { mode: Automatic, minSavingsPercent: 5, cooldown: 1s }, failover: { gracePeriod: 1m, purge: Never, trainingFence: 2m }, migration: { verification: { minReadySeconds: 20 }, drain: 10s } }")]);
        await fleet.ApplyAsync(
            SmallFleet.Model(Namespace, "web", "replicas: 2"), SmallFleet.Model(Namespace, "chat", "replicas: 1"), SmallFleet.Model(Namespace, "llm", "replicas: 2"),
            SmallFleet.Model(Namespace, "gang", "{ workload: Training, replicas: null, ports: null, training: { parallelism: 2 } }"));
        await fleet.StartOperatorAsync(Members, Planner, clock);
        await fleet.SettledAsync();
        var (restored, kept, gangMoved) = (new List<double>(), 0, 0);

        for (var loss = 0; loss < Losses; loss++)
        {
            // The dearer of the two cheap clouds becomes the cheaper one, and all that is served begins to move.
            var cheap = loss % 2 == 0 ? "aws" : "azure";
            await fleet.ReplaceAsync(SmallFleet.Provider("aws", "AWS", "us-east-1", cheap == "aws" ? 1 : 9));
            await fleet.ReplaceAsync(SmallFleet.Provider("azure", "Azure", "eastus", cheap == "azure" ? 1 : 9));
            // Every third time the moves are let come to an end and the cluster is lost to which they went; else either, whenever.
            var settled = loss % 3 == 2;
            if (settled)
                await fleet.SettledAsync(p => p.Models.Any(m => m.Status?.Migration is not null) || p.Placements.Any(x => Served.Contains(x.Model.Metadata.Name) && x.Placement.Cluster != cheap) ? "a move goes on" : null);
            else
                await Task.Delay(TimeSpan.FromSeconds(random.Next(1, 120)), clock);
            var victim = settled ? cheap : SmallFleet.Members[random.Next(2)];
            var home = await HomeAsync(fleet, victim);
            var pods = await PodsAsync(fleet, victim);
            var began = clock.GetUtcNow();
            await fleet.Server(victim).StopAsync();
            while (clock.GetUtcNow() - began < TimeSpan.FromMinutes(10))
            {
                await Task.Delay(TimeSpan.FromSeconds(5), clock);
                if (restored.Count == loss && await AreElsewhereAsync(fleet, victim))
                    restored.Add((clock.GetUtcNow() - began).TotalSeconds);
            }

            Assert.True(restored.Count == loss + 1, $"seed {seed}, loss {loss + 1} of {victim}: not all served models are ready elsewhere after 10 minutes");
            await fleet.Server(victim).StartAsync();
            var picture = await fleet.SettledAsync(p => p.Models.Any(m => m.Status?.Migration is not null) ? "a move goes on" : null);
            Assert.Empty(FleetChecks.Settled(picture));
            Assert.All(gang.Samples, s => Assert.True(s.AliveIn.Count <= 1, $"seed {seed}, loss {loss + 1}: the gang was alive in {string.Join(" and ", s.AliveIn)} at once: {s.Change}"));
            // What was at home there, and nowhere cheaper to be, is there again in the same pods.
            if (victim == cheap)
            {
                foreach (var model in home)
                {
                    Assert.Equal(pods[model], (await PodsAsync(fleet, victim)).GetValueOrDefault(model, ""));
                    kept++;
                }
            }

            gangMoved = gang.Samples.SelectMany(s => s.AliveIn).Distinct(StringComparer.Ordinal).Count();
        }

        Assert.True(kept >= Served.Length, $"only {kept} models were taken up again: the moments were ill chosen");
        TestReport.Line(string.Create(CultureInfo.InvariantCulture, $"lost for 10 minutes and returned, seed {seed}: {Losses} times, served models ready elsewhere {restored.Order().ElementAt(Losses / 2):0} s after the loss at the median, {restored.Max():0} s at most (grace period {Grace.TotalSeconds:0} s, clock {Speed:0} times as fast as life), {kept} models taken up again in their pods, the gang ran in {gangMoved} clusters and never in two at once (fence {Fence.TotalSeconds:0} s)"));
    }

    /// <summary>Served models all of which is ready in a cluster, and is meant to be there.</summary>
    private static async Task<IReadOnlyList<string>> HomeAsync(TestFleet fleet, string cluster)
    {
        var home = new List<string>();
        foreach (var name in Served)
        {
            if ((await fleet.ModelAsync(Namespace, name)).Status is { Migration: null, Placements: [{ State: PlacementState.Active } only] } && only.Cluster == cluster)
                home.Add(name);
        }

        return home;
    }

    /// <summary>Every served model has all its replicas ready in other clusters.</summary>
    private static async Task<bool> AreElsewhereAsync(TestFleet fleet, string lost)
    {
        foreach (var name in Served)
        {
            var model = await fleet.ModelAsync(Namespace, name);
            if ((model.Status?.Placements ?? []).Where(p => p.Cluster != lost).Sum(p => Math.Min(p.ReadyReplicas, p.Replicas)) < model.Spec.Replicas)
                return false;
        }

        return true;
    }

    /// <summary>Pods in a cluster by model, by their uids.</summary>
    private static async Task<Dictionary<string, string>> PodsAsync(TestFleet fleet, string cluster) =>
        (await fleet.Member(cluster).Resource<V1Pod>().ListAllAsync(Namespace)).Items.Where(p => p.Metadata.DeletionTimestamp is null)
            .GroupBy(p => p.Metadata.Labels!["lepton.ai/model"], StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => string.Join(' ', g.Select(p => p.Metadata.Uid).Order(StringComparer.Ordinal)), StringComparer.Ordinal);
}
