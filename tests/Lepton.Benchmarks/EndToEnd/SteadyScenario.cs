using System.Diagnostics;
using Lepton.Benchmarks.Reports;

namespace Lepton.Benchmarks.EndToEnd;

/// <summary>A large fleet in which nothing happens: 20 members of 200 nodes and 2,000 pods, 1,000 models.</summary>
internal sealed class SteadyScenario(BenchFleet fleet, BenchOptions options, string log)
{
    public const int Members = 20;
    private const int NodesPerMember = 200;
    private const int PodsPerMember = 2_000;
    private const int Added = 20;
    private const string Name = "steady fleet";

    public async Task<IReadOnlyList<Figure>> RunAsync()
    {
        foreach (var (name, member) in fleet.Members)
        {
            await Inventory.AddNodesAsync(member, name, NodesPerMember);
            await Inventory.AddPodsAsync(member, name, PodsPerMember, NodesPerMember);
            await Console.Error.WriteLineAsync($"{name} has {NodesPerMember} nodes and {PodsPerMember} pods");
        }

        await fleet.OfferAsync(spread: false);
        await Inventory.EachAsync(options.Models, i => fleet.ApplyAsync(Wishes.Model(i, 2 + i % 7, "registry.example/serve:1")));
        await using var deployments = await Deployments.FollowAsync(fleet);
        var clock = Stopwatch.StartNew();
        using var subject = OperatorUnderTest.Start(options.Operator, fleet.HubKubeconfig, log);
        await deployments.UntilAsync("all models are placed", () => deployments.Replicas().Count() >= options.Models, () => $"{deployments.Replicas().Count()} models");
        var placed = clock.Elapsed.TotalSeconds;
        await Task.Delay(TimeSpan.FromSeconds(60));
        var (start, cpu) = (Stopwatch.StartNew(), subject.Cpu);
        var before = subject.ResidentMiB;
        await Task.Delay(TimeSpan.FromSeconds(options.IdleSeconds));
        var share = (subject.Cpu - cpu).TotalSeconds / start.Elapsed.TotalSeconds * 100;
        var resident = subject.ResidentMiB;
        var added = await AddedAsync(deployments);
        return
        [
            new($"{options.Models} models: one more applied to its Deployment in a member, p50", added[(added.Count - 1) / 2], "s"),
            new($"{options.Models} models: one more applied to its Deployment in a member, p99", added[^1], "s"),
            new($"{Name}: start to the last model placed", placed, "s"),
            new($"{Name}: idle, of one core", share, "%", 5),
            new($"{Name}: resident", resident, "MiB", 350),
            new($"{Name}: growth while idle", resident - before, "MiB"),
            new($"{Name}: peak resident", subject.PeakMiB, "MiB"),
        ];
    }

    /// <summary>Seconds from the apply of one more model to all its replicas in Deployments of members, in ascending order.</summary>
    private async Task<List<double>> AddedAsync(Deployments deployments)
    {
        var times = new List<double>();
        for (var i = options.Models; i < options.Models + Added; i++)
        {
            var (model, clock) = (Wishes.NameOf(i), Stopwatch.StartNew());
            await fleet.ApplyAsync(Wishes.Model(i, 2, "registry.example/serve:1"));
            await deployments.UntilAsync($"{model} is placed", () => deployments.Replicas().Any(r => r.Model.EndsWith(model, StringComparison.Ordinal) && r.Replicas >= 2), () => $"{deployments.Replicas().Count()} models");
            times.Add(clock.Elapsed.TotalSeconds);
            // As people do it: the next one comes when the fleet has settled.
            await Task.Delay(TimeSpan.FromSeconds(2));
        }

        times.Sort();
        return times;
    }
}
