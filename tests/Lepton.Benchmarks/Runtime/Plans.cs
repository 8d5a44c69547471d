using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Api.Providers;
using Lepton.Benchmarks.EndToEnd;
using Lepton.Benchmarks.Reports;
using Lepton.Kubernetes.Serialization;
using Lepton.Operator.Planning;
using Lepton.Operator.Planning.Pools;
using Lepton.Operator.State;
using Lepton.Placement;

namespace Lepton.Benchmarks.Runtime;

/// <summary>Plans of the fleet of <c>bench-e2e</c>: 500 models from nothing, and again from where they are (the look for moves that pay).</summary>
internal static class Plans
{
    private const int Models = 500;
    private const int Members = 3;
    private const int NodesPerMember = 200;
    private const int Replicas = 6;

    public static Task<IReadOnlyList<Figure>> RunAsync(RunOptions options)
    {
        var runs = Enumerable.Range(0, options.Repetitions).Select(_ => Once()).ToList();
        return Task.FromResult<IReadOnlyList<Figure>>(
        [
            Figure.Median($"plan of {Models} models from nothing", runs.Select(r => r.First), "CPU-s"),
            Figure.Median($"gap of that plan, of its cost", runs.Select(r => r.FirstGap * 100), "%"),
            Figure.Median($"plan of {Models} models from where they are", runs.Select(r => r.Second), "CPU-s"),
            Figure.Median($"gap of that plan", runs.Select(r => r.SecondGap * 100), "%"),
        ]);
    }

    private static (double First, double FirstGap, double Second, double SecondGap) Once()
    {
        var planner = new FleetPlanner(new PlacementSolver(), PoolPrices.BuiltInOnly);
        var snapshot = Snapshot();
        var cpu = Environment.CpuUsage.TotalTime;
        var first = planner.Plan(snapshot);
        var firstCpu = Environment.CpuUsage.TotalTime - cpu;
        foreach (var model in snapshot.Models)
        {
            model.Status ??= new LeptonModelStatus();
            DecisionWriter.Apply(model, first.Models[ModelStore.KeyOf(model)], first, _ => MemberHealth.Healthy, snapshot.Time);
        }

        cpu = Environment.CpuUsage.TotalTime;
        var second = planner.Plan(snapshot);
        return (firstCpu.TotalSeconds, first.Gap, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds, second.Gap);
    }

    private static FleetSnapshot Snapshot()
    {
        var clusters = Enumerable.Range(0, Members).Select(i => $"member-{i:00}").ToList();
        return new FleetSnapshot
        {
            Time = DateTimeOffset.UtcNow,
            Models = [.. Enumerable.Range(0, Models).Select(i => Stored<LeptonModel>(Wishes.Model(i, Replicas, "registry.example/serve:1")))],
            Providers = [.. clusters.Select((c, i) => Stored<CloudProvider>(Wishes.Provider(c, i)))],
            Policies = [Stored<PlacementPolicy>(Wishes.Policy(spread: true))],
            Members = clusters.ToDictionary(c => c, c => new MemberView
            {
                Cluster = c,
                Provider = c,
                Health = MemberHealth.Healthy,
                Nodes = NodeViews.Build(Enumerable.Range(0, NodesPerMember).Select(i => Stored<MemberNode>(Inventory.Node(c, i))), [], "bench").Nodes,
            }),
        };
    }

    private static T Stored<T>(System.Text.Json.Nodes.JsonObject value) where T : class, Kubernetes.Models.IKubernetesObject
    {
        var stored = KubernetesJson.Deserialize<T>(value)!;
        stored.Metadata.Uid = $"{stored.Metadata.Namespace}/{stored.Metadata.Name}";
        stored.Metadata.Generation = 1;
        return stored;
    }
}
