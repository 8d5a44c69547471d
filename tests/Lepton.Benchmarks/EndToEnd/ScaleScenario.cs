using System.Diagnostics;
using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Benchmarks.Reports;
using Lepton.Kubernetes.Http;

namespace Lepton.Benchmarks.EndToEnd;

/// <summary>Models of six replicas over three members, as peers were measured: from nothing, a new image, a member that dies, and at rest.</summary>
internal sealed class ScaleScenario(BenchFleet fleet, BenchOptions options, string log)
{
    private const int NodesPerMember = 200;
    private const int Replicas = 6;
    private const string First = "registry.example/serve:1";
    private const string Second = "registry.example/serve:2";
    private readonly List<Figure> _figures = [];

    public async Task<IReadOnlyList<Figure>> RunAsync()
    {
        await Console.Error.WriteLineAsync($"{fleet.Members.Count} members get {NodesPerMember} nodes each");
        foreach (var (name, member) in fleet.Members)
            await Inventory.AddNodesAsync(member, name, NodesPerMember);
        await fleet.OfferAsync(spread: true);
        await using var deployments = await Deployments.FollowAsync(fleet);
        await fleet.ApplyAsync(Wishes.Model(9999, 3, First));
        var start = Stopwatch.StartNew();
        using var subject = OperatorUnderTest.Start(options.Operator, fleet.HubKubeconfig, log);
        await deployments.UntilAsync("the first placement", () => deployments.Count >= 1, () => $"{deployments.Count}");
        Add("start to the first placement", start.Elapsed.TotalSeconds, "s");
        await deployments.UntilAsync("the first model is placed", () => deployments.Replicas().Any(r => r.Replicas == 3), () => $"{deployments.Count}");
        await PlaceAsync(subject, deployments);
        await ChangeImageAsync(subject, deployments);
        await RestAsync(subject);
        if (fleet.CanLose)
            await LoseAsync(subject, deployments);
        return _figures;
    }

    private async Task PlaceAsync(OperatorUnderTest subject, Deployments deployments)
    {
        var (clock, cpu) = (Stopwatch.StartNew(), subject.Cpu);
        await Inventory.EachAsync(options.Models, i => fleet.ApplyAsync(Wishes.Model(i, Replicas, First)));
        Add("models applied to the hub", clock.Elapsed.TotalSeconds, "s");
        await deployments.UntilAsync("all Deployments", () => AllPlaced(deployments, null), () => $"{deployments.Count} Deployments");
        Add("to the last Deployment", clock.Elapsed.TotalSeconds, "s", 10);
        Add("operator's CPU to the last Deployment", (subject.Cpu - cpu).TotalSeconds, "s");
        Add("Deployments", deployments.Count, "");
        await QuietAsync(subject);
        Add("operator's CPU until all is quiet", (subject.Cpu - cpu).TotalSeconds, "s", 15);
    }

    private async Task ChangeImageAsync(OperatorUnderTest subject, Deployments deployments)
    {
        var (clock, cpu) = (Stopwatch.StartNew(), subject.Cpu);
        var patch = new JsonObject { ["spec"] = new JsonObject { ["image"] = Second } };
        await Inventory.EachAsync(options.Models, i => fleet.Hub.Resource<LeptonModel>().PatchAsync(Wishes.NameOf(i), Wishes.Namespace, Patch.Merge((JsonObject)patch.DeepClone())));
        var all = deployments.Count - deployments.WithImage(Second);
        await deployments.UntilAsync("the new image everywhere", () => deployments.WithImage(Second) >= deployments.Count - 3, () => $"{deployments.WithImage(Second)} of {all}");
        Add("new image to the last member", clock.Elapsed.TotalSeconds, "s", 6);
        await QuietAsync(subject);
        Add("operator's CPU for the new image", (subject.Cpu - cpu).TotalSeconds, "s");
    }

    private async Task RestAsync(OperatorUnderTest subject)
    {
        await QuietAsync(subject);
        await Task.Delay(TimeSpan.FromSeconds(30));
        var (clock, cpu) = (Stopwatch.StartNew(), subject.Cpu);
        await Task.Delay(TimeSpan.FromSeconds(options.IdleSeconds));
        Add("idle, of one core", (subject.Cpu - cpu).TotalSeconds / clock.Elapsed.TotalSeconds * 100, "%", 0.5);
        Add("idle, resident", subject.ResidentMiB, "MiB", 150);
        Add("peak resident", subject.PeakMiB, "MiB");
    }

    private async Task LoseAsync(OperatorUnderTest subject, Deployments deployments)
    {
        var (clock, cpu) = (Stopwatch.StartNew(), subject.Cpu);
        var lost = await fleet.LoseFirstAsync();
        await deployments.UntilAsync("everything is placed elsewhere", () => AllPlaced(deployments, lost),
            () => $"{deployments.Replicas(lost).Count(r => r.Replicas >= Replicas)} of {options.Models}");
        Add("member dead to the last model placed elsewhere, beyond the grace period", (clock.Elapsed - Wishes.Grace).TotalSeconds, "s", 5);
        Add("operator's CPU for the loss", (subject.Cpu - cpu).TotalSeconds, "s");
    }

    private bool AllPlaced(Deployments deployments, string? without) => deployments.Replicas(without).Count(r => r.Replicas >= Replicas) >= options.Models;

    /// <summary>Until the operator does next to nothing: what it still had to do belongs to what was asked.</summary>
    private static async Task QuietAsync(OperatorUnderTest subject)
    {
        for (var quiet = 0; quiet < 3;)
        {
            var before = subject.Cpu;
            await Task.Delay(TimeSpan.FromSeconds(1));
            quiet = (subject.Cpu - before).TotalMilliseconds < 50 ? quiet + 1 : 0;
        }
    }

    private void Add(string name, double value, string unit, double? target = null)
    {
        _figures.Add(new Figure($"{options.Models} models: {name}", value, unit, target));
        Console.Error.WriteLine($"  {name}: {value:0.00} {unit}");
    }
}
