using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Api.Providers;
using Lepton.Api.Manifests;
using Lepton.Cli.Sandboxes;
using Lepton.Kubernetes.Http;
using Spectre.Console;

namespace Lepton.Cli.Demo;

/// <summary>The main job from start to end. Each step waits for what it says and throws when it is not seen; so reaching the end means that all of it was observed.</summary>
internal sealed class DemoRun(SandboxSession session, DemoOptions options, ManifestSet samples, IAnsiConsole console)
{
    public async Task PlaceAsync(CancellationToken cancellationToken)
    {
        var empty = await FleetPicture.ReadAsync(session, cancellationToken);
        await HubSetup.ApplyAsync(session.Hub, samples, cancellationToken);
        Say($"applied {samples.Models.Count} LeptonModels, {samples.Providers.Count} CloudProviders, {samples.Policies.Count} PlacementPolicies from {options.Samples}");
        var picture = await SettleAsync("all models are placed and ready", cancellationToken);
        console.Write(DemoTables.Members(picture));
        console.Write(DemoTables.Placements(picture, "Where each model went"));
        console.Write(DemoTables.Comparison(empty, picture, DateTimeOffset.UtcNow));
    }

    /// <summary>The provider with the dearest placement that may move raises the price of that GPU type ninefold.</summary>
    public async Task RaisePriceAsync(CancellationToken cancellationToken)
    {
        var before = await FleetPicture.ReadAsync(session, cancellationToken);
        var (model, placement) = before.Placements
            .Where(p => p.Placement.Accelerator is not null && p.Model.Spec.Workload == WorkloadKind.Inference)
            .MaxBy(p => p.Placement.HourlyCost);
        var provider = before.Providers.First(p => p.Metadata.Name == placement.Provider);
        var gpus = placement.Replicas * placement.AcceleratorCount;
        var price = Math.Round(9 * placement.HourlyCost / gpus, 2);
        await SetPriceAsync(provider, placement, price, cancellationToken);
        Say($"{provider.Metadata.Name} now asks ${price:0.00} per {placement.Accelerator} and hour ({placement.CapacityType}); {model.Metadata.NamespacedName()} runs there");
        var name = model.Metadata.NamespacedName();
        var after = await SettleAsync(
            $"{name} has left {placement.Pool}",
            cancellationToken,
            p => p.Placements.Any(x => x.Model.Metadata.NamespacedName() == name && x.Placement.Pool == placement.Pool) ? $"{name} is still in {placement.Pool}" : null);
        console.Write(DemoTables.Moves(before, after, "What the price change moved"));
    }

    /// <summary>The member with the most replicas stops answering, and later returns with all it had.</summary>
    public async Task LoseClusterAsync(CancellationToken cancellationToken)
    {
        var before = await FleetPicture.ReadAsync(session, cancellationToken);
        var lost = before.Placements.Where(p => p.Model.Spec.Workload == WorkloadKind.Inference)
            .GroupBy(p => p.Placement.Cluster).OrderByDescending(g => g.Sum(p => p.Placement.Replicas)).ThenBy(g => g.Key, StringComparer.Ordinal).First().Key;
        var left = before.Objects.Where(o => o.Cluster == lost && o.Kind is "Deployment" or "Job").Select(o => o.Name).ToList();
        await session.Cluster(lost).StopAsync();
        Say($"the API server of {lost} no longer answers");
        var after = await SettleAsync($"everything that ran in {lost} runs elsewhere", cancellationToken, null, lost);
        console.Write(DemoTables.Moves(before, after, $"What the loss of {lost} moved"));

        await session.Cluster(lost).StartAsync(cancellationToken);
        Say($"{lost} answers again; it still runs {string.Join(", ", left)}");
        var returned = await SettleAsync(
            $"{lost} is reachable again and holds nothing twice",
            cancellationToken,
            p => p.Providers.SelectMany(x => x.Status?.Clusters ?? []).First(c => c.Name == lost).Conditions?.Find(c => c.Type == "Reachable")?.Status == "True" ? null : $"{lost} is not reachable yet");
        console.Write(DemoTables.Placements(returned, $"After the return of {lost}: no duplicate, no orphan"));
    }

    public async Task DeleteAsync(CancellationToken cancellationToken)
    {
        foreach (var model in samples.Models)
            await session.Hub.Resource<LeptonModel>().DeleteAsync(model.Metadata.Name!, model.Metadata.Namespace, cancellationToken: cancellationToken);
        Say($"deleted all {samples.Models.Count} models");
        IReadOnlyList<string> problems = [];
        await Wait.UntilAsync(
            "the members are empty again",
            async () => (problems = FleetChecks.Empty(await FleetPicture.ReadAsync(session, cancellationToken))).Count == 0,
            options.Patience,
            cancellationToken,
            () => string.Join("; ", problems.Take(5)));
        var picture = await FleetPicture.ReadAsync(session, cancellationToken);
        var gpus = picture.Capacity.Sum(c => c.Value.Nodes.Sum(n => n.Pods.Count(p => p.Model is not null)));
        Say($"read back: {picture.Models.Count} models, {picture.Objects.Count} objects and {gpus} pods of ours in {picture.Capacity.Count} members");
    }

    /// <summary>Short patience, so that an hour of operations fits into a minute. Everything else is as the samples have it.</summary>
    public static void Hurry(ManifestSet samples)
    {
        foreach (var (_, document) in samples.All.Where(d => (string?)d.Object["kind"] == "PlacementPolicy"))
        {
            var spec = document["spec"] as JsonObject ?? [];
            document["spec"] = spec;
            var failover = spec["failover"] as JsonObject ?? [];
            failover["gracePeriod"] = "5s";
            spec["failover"] = failover;
            var rebalance = spec["rebalance"] as JsonObject ?? [];
            rebalance["cooldown"] = "5s";
            spec["rebalance"] = rebalance;
        }
    }

    private async Task<FleetPicture> SettleAsync(string what, CancellationToken cancellationToken, Func<FleetPicture, string?>? also = null, params string[] without)
    {
        FleetPicture? picture = null;
        IReadOnlyList<string> problems = [];
        await Wait.UntilAsync(
            what,
            async () =>
            {
                picture = await FleetPicture.ReadAsync(session, cancellationToken, without);
                problems = FleetChecks.Settled(picture, without);
                if (also?.Invoke(picture) is { } open)
                    problems = [open, .. problems];
                return problems.Count == 0;
            },
            options.Patience,
            cancellationToken,
            () => string.Join("; ", problems.Take(6)));
        Say($"observed: {what}");
        return picture!;
    }

    private async Task SetPriceAsync(CloudProvider provider, ModelPlacement placement, double price, CancellationToken cancellationToken)
    {
        var prices = new JsonArray(((provider.Spec.Pricing?.GpuHour ?? []))
            .Where(p => p.Accelerator != placement.Accelerator || p.CapacityType != placement.CapacityType)
            .Select(p => (JsonNode)new JsonObject { ["accelerator"] = p.Accelerator, ["capacityType"] = p.CapacityType.ToString(), ["dollarsPerGpuHour"] = p.DollarsPerGpuHour })
            .ToArray());
        prices.Add(new JsonObject { ["accelerator"] = placement.Accelerator, ["capacityType"] = placement.CapacityType.ToString(), ["dollarsPerGpuHour"] = price });
        var patch = new JsonObject { ["spec"] = new JsonObject { ["pricing"] = new JsonObject { ["gpuHour"] = prices } } };
        await session.Hub.Resource<CloudProvider>().PatchAsync(provider.Metadata.Name!, null, Patch.Merge(patch), cancellationToken: cancellationToken);
    }

    private void Say(string text) => console.MarkupLineInterpolated($"[bold]>[/] {text}");
}
