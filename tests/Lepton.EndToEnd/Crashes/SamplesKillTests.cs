using Lepton.Cli.Demo;
using Lepton.Cli.Manifests;
using Lepton.Cli.Sandboxes;
using Lepton.EndToEnd.Harness;
using Lepton.EndToEnd.Placing;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Emission;
using Xunit;

namespace Lepton.EndToEnd.Crashes;

/// <summary>The samples over three clouds, with the operator killed again and again while it places them: they end where they go without any kill.</summary>
[Collection("samples")]
public sealed class SamplesKillTests(SamplesFixture fixture)
{
    private const int Kills = 5;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Killed_while_it_places_the_samples_it_converges_to_the_same_placements(int seed)
    {
        await using var fleet = await TestFleet.StartAsync(SamplesFixture.Definition, withOperator: false);
        await HubSetup.ApplyAsync(fleet.Hub, ManifestSet.Load([Repository.PathOf("config", "samples")]), CancellationToken.None);
        var log = Path.Combine(fleet.Session.Folder, "operator.log");
        await using var crashes = new OperatorCrashes(
            () => OperatorProcess.Start(Repository.OperatorProgram, fleet.Session.HubKubeconfig, log, OperatorCrashes.ShortLease), seed);

        await crashes.CrashAsync(Kills, CancellationToken.None);

        var picture = await fleet.SettledAsync(SamplesFixture.TrainingHasEnded);
        Assert.Equal(Kills, crashes.Count);
        Assert.False(crashes.Process.HasExited);
        Assert.Equal(Placements(fixture.Picture), Placements(picture));
        Assert.Equal(fixture.Picture.HourlyCost, picture.HourlyCost, 4);
        // And in the members, by their own word: each workload once, with the pods it should have.
        Assert.Equal(Objects(fixture.Picture), Objects(picture));
        Assert.Equal(await PodsAsync(fixture.Fleet, fixture.Picture.HubId), await PodsAsync(fleet, picture.HubId));
    }

    private static List<string> Placements(FleetPicture picture) =>
        [.. picture.Placements.Select(p => $"{p.Model.Metadata.NamespacedName()} {p.Placement.Pool} {p.Placement.Accelerator} {p.Placement.CapacityType} {p.Placement.Replicas}").Order(StringComparer.Ordinal)];

    private static List<string> Objects(FleetPicture picture) =>
        [.. picture.Objects.Select(o => $"{o.Cluster} {o.Kind} {o.Name}").Order(StringComparer.Ordinal)];

    /// <summary>Pods that run, by cluster and model.</summary>
    private static async Task<List<string>> PodsAsync(TestFleet fleet, string hubId)
    {
        var found = new List<string>();
        foreach (var (cluster, client) in fleet.Session.Members)
        {
            var pods = await client.Resource<V1Pod>().ListAllAsync(options: new ListOptions { LabelSelector = Ownership.Selector(hubId) });
            found.AddRange(pods.Items.Where(p => p.Metadata.DeletionTimestamp is null && p.Status?.Phase == "Running").Select(p => $"{cluster} {p.Metadata.Labels![Ownership.ModelLabel]}"));
        }

        return [.. found.GroupBy(p => p, StringComparer.Ordinal).Select(g => $"{g.Key} {g.Count()}").Order(StringComparer.Ordinal)];
    }
}
