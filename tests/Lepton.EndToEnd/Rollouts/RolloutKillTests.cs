using Lepton.Api.Models;
using Lepton.Cli.Demo;
using Lepton.EndToEnd.Harness;
using Lepton.EndToEnd.Moves;
using Lepton.Kubernetes.Models;
using Lepton.Testing;
using Xunit;

namespace Lepton.EndToEnd.Rollouts;

/// <summary>The operator as a process of its own, killed (SIGKILL) before and after each write of a rollout over three clusters, revisions included.</summary>
[Trait("Suite", "long")]
public sealed class RolloutKillTests(SmallFleetFixture fixture) : FleetTest(fixture)
{
    private const string Next = "registry.example/serve:2";

    [Fact]
    public async Task Killed_at_every_write_a_rollout_ends_with_the_new_revision_everywhere()
    {
        await Fleet.ApplyAsync(
            SmallFleet.Policy("ordered", "10m", "{ rebalance: { mode: Disabled }, spread: [{ topology: Cluster, minDomains: 3, maxSkew: 1 }], rollout: { minReadySeconds: 1 } }"),
            SmallFleet.Model("killed", "llm", "{ policyName: ordered, replicas: 6 }"));
        await Fleet.SettledAsync(p => p.Placements.Select(x => x.Placement.Cluster).Distinct().Count() == 3 ? null : "not spread yet");
        await Fleet.UntilAsync("the first revision is kept", async () => (await Fleet.ModelAsync("killed", "llm")).Status is { Revision.Number: 1, Rollout: null } ? null : "not yet");
        await Fleet.StopOperatorAsync();
        using var kills = new WriteKills(Fleet, "killed", "llm");

        await Fleet.ChangeAsync("killed", "llm", $"image: {Next}");
        await KilledOperator.RunAsync(Fleet, kills, IsDoneAsync);

        TestReport.Line($"killed at every write of a rollout: {kills.Kills.Count} kills, in states {string.Join(", ", kills.Phases)}");
        Assert.Empty(FleetChecks.Settled(await Fleet.SettledAsync()));
        // Cluster after cluster, and in each of the states a write was not survived.
        Assert.Superset(new HashSet<string> { "Progressing Updating Pending Pending", "Progressing Updated Updating Pending", "Progressing Updated Updated Updating" }, kills.Phases.ToHashSet());
        Assert.Equal([1L, 2L], (await Fleet.Hub.Resource<V1ControllerRevision>().ListAllAsync("killed")).Items.Select(r => r.Revision).Order());
        foreach (var member in SmallFleet.Members)
            Assert.Equal(Next, Assert.Single((await Fleet.Member(member).Resource<V1Deployment>().ListAsync("killed")).Items).Spec!.Template!.Spec!.Containers![0].Image);
    }

    private async Task<bool> IsDoneAsync() => (await Fleet.ModelAsync("killed", "llm")).Status is { Rollout: null, Revision.Number: 2 }
        && FleetChecks.Settled(await FleetPicture.ReadAsync(Fleet.Hub, Fleet.Session.Members, CancellationToken.None)).Count == 0;
}
