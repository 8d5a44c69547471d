using Lepton.Api.Manifests;
using System.Globalization;
using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Api.Providers;
using Lepton.Cli.Demo;
using Lepton.Cli.Manifests;
using Lepton.Cli.Sandboxes;
using Lepton.EndToEnd.Harness;
using Lepton.Kubernetes.Http;
using Lepton.Operator.Emission;
using Lepton.Sandbox.Fleet;
using Xunit;
using Xunit.Abstractions;

namespace Lepton.EndToEnd.RealClusters;

/// <summary>The main job on API servers that are no sandbox: what it shows there holds for real ones.</summary>
[Trait("Suite", "long")]
public sealed class RealClusterTests(ITestOutputHelper output)
{
    [SkippableFact]
    public async Task The_main_job_is_done_on_real_clusters_as_in_the_sandbox()
    {
        using var clusters = GivenClusters.OrSkip();
        var samples = ManifestFiles.Load([Repository.PathOf("config", "samples")]);
        DemoRun.Hurry(samples);
        await using var fleet = new RealFleet(clusters);
        await fleet.PrepareAsync();
        var sandboxed = GivenClusters.SimulatesNodes ? await InSandboxAsync(samples, fleet) : null;

        // All wishes are there before the operator looks: one plan, the same wherever it is made.
        await HubSetup.ApplyAsync(fleet.Hub, samples, CancellationToken.None);
        fleet.StartOperator();
        var placed = await fleet.SettledAsync("all models are placed and ready");
        output.WriteLine($"{placed.Models.Count} models, {placed.Objects.Count} objects in {placed.Capacity.Count} members, ${placed.HourlyCost:0.00} per hour");
        Assert.Equal(samples.Models.Count, placed.Models.Count);
        if (sandboxed is not null)
            Assert.Equal(sandboxed, Places(placed));

        await NothingIsWrittenTwiceAsync(fleet);
        await RaisePriceAsync(fleet, placed);
        if (GivenOutage.Find() is { } outage)
            await LoseMemberAsync(fleet, outage);
        else
            output.WriteLine($"no member is lost: {GivenOutage.StopVariable} and {GivenOutage.StartVariable} give no commands");
        await fleet.DeleteModelsAsync();
        var after = await fleet.ReadAsync();
        output.WriteLine("all models deleted: no object and no pod of ours is left in any member");
        Assert.Empty(FleetChecks.Empty(after));
        Assert.Equal(0, after.Capacity.Sum(c => c.Value.Nodes.Sum(n => n.Pods.Count(p => p.Model is not null))));
    }

    [Theory]
    [InlineData("a=/x", "a", "/x")]
    [InlineData(" a = b=c ", "a ", " b=c")]
    public void Members_are_given_as_names_and_files(string text, string name, string file) =>
        Assert.Equal((name, file), GivenClusters.Parse(text).Select(m => (m.Key, m.Value)).Single());

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("=x")]
    [InlineData("a=")]
    [InlineData("a=x,a=y")]
    public void Members_that_cannot_be_read_are_refused_with_what_was_found(string? text) =>
        Assert.Contains("LEPTON_TEST_MEMBER_KUBECONFIGS: found", Assert.Throws<FormatException>(() => GivenClusters.Parse(text)).Message, StringComparison.Ordinal);

    /// <summary>The fleet of the demo without autoscaling, where the given clusters have nodes that do not grow.</summary>
    private static async Task<List<string>> InSandboxAsync(ManifestSet samples, RealFleet fleet)
    {
        var demo = ReadyFleets.Load(ReadyFleets.ThreeClouds);
        var grown = demo with
        {
            Members = [.. demo.Members.Select(m => m with { NodePools = [.. m.NodePools.Select(p => p with { Count = Math.Max(p.Count, p.MaxNodes), MaxNodes = 0 })] })],
        };
        await using var sandbox = await TestFleet.StartAsync(grown);
        await sandbox.StopOperatorAsync();
        // Foreign pods first find their nodes.
        await sandbox.UntilAsync("foreign pods run", async () => (await FleetPicture.ReadAsync(sandbox.Session, CancellationToken.None)).Capacity.Any(c => c.Value.Unbound.Count > 0) ? "some wait" : null);
        await fleet.SimulateNodesAsync(sandbox.Session);
        await HubSetup.ApplyAsync(sandbox.Hub, samples, CancellationToken.None);
        await sandbox.StartOperatorAsync();
        return Places(await sandbox.SettledAsync());
    }

    private static List<string> Places(FleetPicture picture) =>
        [.. picture.Placements.Select(p => $"{p.Model.Metadata.NamespacedName()}: {p.Placement.Replicas} in {p.Placement.Pool}").Order(StringComparer.Ordinal)];

    /// <summary>Neither the running operator nor one that starts anew and looks at everything writes what is there already.</summary>
    private static async Task NothingIsWrittenTwiceAsync(RealFleet fleet)
    {
        var before = await fleet.VersionsAsync(Version);
        await Task.Delay(TimeSpan.FromSeconds(6));
        Assert.Empty((await fleet.VersionsAsync(Version)).Except(before));
        await fleet.RestartOperatorAsync();
        await fleet.SettledAsync("the fleet after a restart");
        await Task.Delay(TimeSpan.FromSeconds(6));
        Assert.Empty((await fleet.VersionsAsync(Version)).Except(before));
    }

    /// <summary>
    /// Moves whenever the operator writes. Controllers write statuses, which move the resourceVersion too: where there is a generation it is looked at instead, and an
    /// autoscaler, which has none, is looked at whole but for its status. So is a Deployment, but for the replicas, which an autoscaler that is late sets after all else is settled.
    /// </summary>
    private static string Version(MemberObject o)
    {
        var spec = (JsonObject?)o.Object.Json["spec"]?.DeepClone();
        if (o.Kind == "Deployment")
            spec?.Remove("replicas");
        var moves = o.Kind switch
        {
            "HorizontalPodAutoscaler" => $"{spec?.ToJsonString()} {o.Object.Json["metadata"]?["annotations"]?.ToJsonString()}",
            "Deployment" => $"{spec?.ToJsonString()} {o.Object.Metadata.Annotations?.GetValueOrDefault(Ownership.HashAnnotation)}",
            _ => o.Object.Metadata.Generation?.ToString(CultureInfo.InvariantCulture) ?? o.Object.Metadata.ResourceVersion,
        };
        return $"{o.Object.Metadata.Uid} {moves} {ManagedAt(o)}";
    }

    /// <summary>When the operator wrote last, as the server recorded it.</summary>
    private static string ManagedAt(MemberObject o) => string.Join(',', (o.Object.Json["metadata"]?["managedFields"] as JsonArray ?? [])
        .Where(f => (string?)f?["manager"] == "lepton-operator").Select(f => (string?)f!["time"]));

    /// <summary>Of what could run elsewhere the dearest becomes nine times dearer and leaves.</summary>
    private async Task RaisePriceAsync(RealFleet fleet, FleetPicture placed)
    {
        var (model, placement) = placed.Placements
            .Where(p => p.Placement.Accelerator is not null && p.Model.Spec.Workload == WorkloadKind.Inference && HasChoice(p.Model, p.Placement))
            .MaxBy(p => p.Placement.HourlyCost);
        var provider = placed.Providers.First(p => p.Metadata.Name == placement.Provider);
        var prices = new JsonArray([.. (provider.Spec.Pricing?.GpuHour ?? [])
            .Select(p => (JsonNode)new JsonObject { ["accelerator"] = p.Accelerator, ["capacityType"] = p.CapacityType.ToString(), ["dollarsPerGpuHour"] = p.DollarsPerGpuHour }),
            new JsonObject
            {
                ["accelerator"] = placement.Accelerator,
                ["capacityType"] = placement.CapacityType.ToString(),
                ["dollarsPerGpuHour"] = Math.Round(9 * placement.HourlyCost / (placement.Replicas * placement.AcceleratorCount), 2),
            }]);
        await fleet.Hub.Resource<CloudProvider>().PatchAsync(provider.Metadata.Name!, null, Patch.Merge(new JsonObject { ["spec"] = new JsonObject { ["pricing"] = new JsonObject { ["gpuHour"] = prices } } }));
        var name = model.Metadata.NamespacedName();
        await fleet.SettledAsync($"{name} has left {placement.Pool}",
            p => p.Placements.Any(x => x.Model.Metadata.NamespacedName() == name && x.Placement.Pool == placement.Pool)
                ? $"{name} is still in {placement.Pool}: {string.Join(" / ", p.Models.Select(m => $"{m.Metadata.Name}: {m.Status?.Decision?.Message}"))}"
                : null);
        output.WriteLine($"{name} left {placement.Pool} when its price rose");
    }

    /// <summary>The member with the most replicas loses its API server, and its work runs elsewhere; when it returns with all it had, nothing runs twice.</summary>
    private async Task LoseMemberAsync(RealFleet fleet, GivenOutage outage)
    {
        var before = await fleet.ReadAsync();
        var lost = before.Placements.Where(p => p.Model.Spec.Workload == WorkloadKind.Inference)
            .GroupBy(p => p.Placement.Cluster).OrderByDescending(g => g.Sum(p => p.Placement.Replicas)).ThenBy(g => g.Key, StringComparer.Ordinal).First().Key;
        var held = before.Objects.Count(o => o.Cluster == lost && o.Kind is "Deployment" or "Job");
        var watch = System.Diagnostics.Stopwatch.StartNew();
        await outage.EndAsync(lost);
        try
        {
            await fleet.SettledAsync($"everything that ran in {lost} runs elsewhere", null, lost);
            output.WriteLine($"{held} workloads of {lost}, whose API server is gone, run elsewhere after {watch.Elapsed.TotalSeconds:0.0} s");
        }
        finally
        {
            // Also after a failure: what was made in it is to be cleaned away.
            await outage.ReturnAsync(lost);
        }

        watch.Restart();
        var returned = await fleet.SettledAsync($"{lost} is back and nothing runs twice", p => Reachable(p, lost) ? null : $"{lost} is not reachable yet");
        output.WriteLine($"{lost} is back with {returned.Objects.Count(o => o.Cluster == lost && o.Kind is "Deployment" or "Job")} workloads, no duplicate and no orphan after {watch.Elapsed.TotalSeconds:0.0} s");
    }

    private static bool Reachable(FleetPicture picture, string cluster) =>
        picture.Providers.SelectMany(p => p.Status?.Clusters ?? []).First(c => c.Name == cluster).Conditions?.Find(c => c.Type == "Reachable")?.Status == "True";

    private static bool HasChoice(LeptonModel model, ModelPlacement placement) =>
        model.Status?.Decision?.Candidates?.Any(c => c.Verdict == CandidateOutcome.Feasible && c.Cluster != placement.Cluster) == true;
}
