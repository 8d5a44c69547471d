using System.Diagnostics;
using Lepton.Benchmarks.EndToEnd;
using Lepton.Benchmarks.Reports;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Hosting;

namespace Lepton.Benchmarks.Runtime;

/// <summary>From the start of an operator's process to its being the leader, and on to the first Deployment in a member. Each time with a new hub and three new members.</summary>
internal static class Starts
{
    private const string Namespace = "lepton-system";
    private const int Members = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public static async Task<IReadOnlyList<Figure>> RunAsync(RunOptions options)
    {
        var runs = new List<(double Leader, double Placed, double Cpu)>();
        for (var i = 0; i < options.Repetitions; i++)
            runs.Add(await OnceAsync(options.Operator));
        return
        [
            Figure.Median("start of the operator to leader", runs.Select(r => r.Leader), "s"),
            Figure.Median("start of the operator to the first placement", runs.Select(r => r.Placed), "s"),
            Figure.Median("processor time of that", runs.Select(r => r.Cpu), "CPU-s"),
        ];
    }

    private static async Task<(double Leader, double Placed, double Cpu)> OnceAsync(string program)
    {
        using var fleet = await BenchFleet.StartAsync(new BenchOptions(), Members);
        foreach (var (name, member) in fleet.Members)
            await Inventory.AddNodesAsync(member, name, 2);
        await fleet.OfferAsync(spread: false);
        await fleet.ApplyAsync(Wishes.Model(1, 1, "registry.example/serve:1"));
        await using var deployments = await Deployments.FollowAsync(fleet);
        var clock = Stopwatch.StartNew();
        using var subject = OperatorUnderTest.Start(program, fleet.HubKubeconfig, Path.Combine(Path.GetTempPath(), $"lepton-bench-{Environment.ProcessId}.log"));
        var leader = LeaderAsync(fleet.Hub, clock);
        await deployments.UntilAsync("the first placement", () => deployments.Count > 0, () => "none");
        var placed = clock.Elapsed.TotalSeconds;
        return (await leader, placed, subject.Cpu.TotalSeconds);
    }

    private static async Task<double> LeaderAsync(IKubernetesClient hub, Stopwatch clock)
    {
        while (string.IsNullOrEmpty((await hub.Resource<V1Lease>().TryGetAsync(OperatorProgram.LeaseName, Namespace))?.Spec.HolderIdentity))
            await Task.Delay(Pause);
        return clock.Elapsed.TotalSeconds;
    }
}
