using Lepton.Api.Models;
using Lepton.Cli.Moves;
using Lepton.EndToEnd.Harness;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Xunit;

namespace Lepton.EndToEnd.Moves;

/// <summary>How models change places: a served one makes before it breaks, a gang breaks before it makes.</summary>
public sealed class MoveTests(SmallFleetFixture fixture) : FleetTest(fixture)
{
    [Fact]
    public async Task A_price_change_moves_a_served_model_and_it_never_has_fewer_ready_replicas_than_wanted()
    {
        await Fleet.ApplyAsync(SmallFleet.Model("moving", "llm", "replicas: 3"));
        using var watch = new PodWatch(Fleet, "llm");
        await Fleet.SettledAsync(p => p.Placements.All(x => x.Placement.Cluster == "azure") ? null : "not in azure");
        await Fleet.UntilAsync("the watch has seen all replicas ready", () => Task.FromResult(watch.Samples.Any(s => s.Ready >= 3) ? null : "not yet"));
        var first = watch.Samples.Count;

        await Fleet.ReplaceAsync(SmallFleet.Provider("azure", "Azure", "eastus", 20));

        var after = await Fleet.SettledAsync(p => p.Placements.All(x => x.Placement.Cluster == "aws") && !p.Objects.Any(o => o.Cluster == "azure" && o.Kind == "Deployment") ? null : "not all in aws");
        var model = Assert.Single(after.Models);
        Assert.Equal("CostSavings", model.Status!.Decision!.Reason);
        Assert.Equal(51, model.Status.Cost!.LastMoveSavings!.Value, 1);
        Assert.Equal(9, model.Status.Cost.Hourly, 1);
        var samples = watch.Samples.Skip(first - 1).ToList();
        Assert.Contains(samples, s => s.AliveIn.Count == 2);
        Assert.True(samples.Min(s => s.Ready) >= 3, $"only {samples.Min(s => s.Ready)} of 3 replicas were ready at some moment");
    }

    [Fact]
    public async Task Step_by_step_it_is_never_fewer_than_wanted_either()
    {
        await Fleet.ApplyAsync(
            SmallFleet.Policy("steps", "10m", "migration: { strategy: Stepwise, steps: [{ percent: 30, pause: 6s }, { percent: 60 }], verification: { minReadySeconds: 1 } }"),
            SmallFleet.Model("moving", "llm", "{ replicas: 3, policyName: steps }"));
        using var watch = new PodWatch(Fleet, "llm");
        await Fleet.SettledAsync(p => p.Placements.All(x => x.Placement.Cluster == "azure") ? null : "not in azure");
        await Fleet.UntilAsync("the watch has seen all replicas ready", () => Task.FromResult(watch.Samples.Any(s => s.Ready >= 3) ? null : "not yet"));
        var first = watch.Samples.Count;

        await Fleet.ReplaceAsync(SmallFleet.Provider("azure", "Azure", "eastus", 20));
        await Fleet.UntilAsync("the first step is proven", async () => (await Fleet.ModelAsync("moving", "llm")).Status?.Migration is { Phase: MigrationPhase.Pausing, Percent: 30, SourcePercent: 70 } ? null : "not yet");

        await Fleet.SettledAsync(p => p.Placements.All(x => x.Placement.Cluster == "aws") && !p.Objects.Any(o => o.Cluster == "azure" && o.Kind == "Deployment") ? null : "not all in aws");
        Assert.Null((await Fleet.ModelAsync("moving", "llm")).Status!.Migration);
        var samples = watch.Samples.Skip(first - 1).ToList();
        Assert.True(samples.Min(s => s.Ready) >= 3, $"only {samples.Min(s => s.Ready)} of 3 replicas were ready at some moment");
    }

    [Fact]
    public async Task A_hand_on_member_objects_in_the_middle_of_a_move_is_undone_and_the_move_ends_as_it_should()
    {
        await Fleet.ApplyAsync(
            SmallFleet.Policy("steps", "10m", "migration: { strategy: Stepwise, steps: [{ percent: 50, pause: 6s }], drain: 1s }"),
            SmallFleet.Model("moving", "llm", "{ replicas: 2, policyName: steps }"));
        await Fleet.SettledAsync(p => p.Placements.All(x => x.Placement.Cluster == "azure") ? null : "not in azure");
        await Fleet.ReplaceAsync(SmallFleet.Provider("azure", "Azure", "eastus", 20));
        await Fleet.UntilAsync("the first step is proven", async () => (await Fleet.ModelAsync("moving", "llm")).Status?.Migration is { Phase: MigrationPhase.Pausing } ? null : "not yet");

        var target = Assert.Single((await Fleet.Member("aws").Resource<V1Deployment>().ListAsync("moving")).Items);
        var source = Assert.Single((await Fleet.Member("azure").Resource<V1Deployment>().ListAsync("moving")).Items);
        await Fleet.Member("aws").Resource<V1Deployment>().PatchAsync(target.Metadata.Name!, "moving", Patch.Merge(SmallFleet.Yaml("spec: { replicas: 0 }")));
        await Fleet.Member("azure").Resource<V1Deployment>().DeleteAsync(source.Metadata.Name!, "moving");
        await Fleet.Member("aws").Resource<V1Service>().DeleteAsync("llm", "moving");

        // Both are made good while the step still lasts, or the end finds nothing to make good.
        await Fleet.UntilAsync("what was changed is as it was", async () =>
            (await Fleet.Member("aws").Resource<V1Deployment>().GetAsync(target.Metadata.Name!, "moving")).Spec?.Replicas >= 1 && await Fleet.Member("aws").Resource<V1Service>().TryGetAsync("llm", "moving") is not null ? null : "not yet");
        var after = await Fleet.SettledAsync(p => p.Models[0].Status?.Migration is null && p.Placements.All(x => x.Placement.Cluster == "aws") && !p.Objects.Any(o => o.Cluster == "azure" && o.Kind == "Deployment") ? null : "not all in aws");
        Assert.Equal("CostSavings", Assert.Single(after.Models).Status!.Decision!.Reason);
    }

    [Fact]
    public async Task Where_a_person_is_asked_a_move_waits_for_the_approval()
    {
        await Fleet.ApplyAsync(SmallFleet.Policy("asking", "10m", "rebalance: { mode: Manual }"), SmallFleet.Model("moving", "llm", "policyName: asking"));
        await Fleet.SettledAsync(p => p.Placements.All(x => x.Placement.Cluster == "azure") ? null : "not in azure");

        await Fleet.ReplaceAsync(SmallFleet.Provider("azure", "Azure", "eastus", 20));
        var asked = await Fleet.SettledAsync(p => p.Models[0].Status?.Proposal is null ? "no proposal" : null);
        var proposal = asked.Models[0].Status!.Proposal!;
        Assert.Equal((MoveHold.AwaitingApproval, "aws"), (proposal.Reason, Assert.Single(proposal.Placements!).Cluster));
        Assert.All(asked.Placements, p => Assert.Equal("azure", p.Placement.Cluster));

        using var text = new StringWriter();
        Assert.Equal(0, await new Approval(Fleet.Hub, text, text).GiveAsync("moving", "llm", proposal.Id, default));
        var after = await Fleet.SettledAsync(p => p.Placements.All(x => x.Placement.Cluster == "aws") ? null : "not all in aws");
        Assert.Equal(("CostSavings", proposal.Id, null), (after.Models[0].Status!.Decision!.Reason, after.Models[0].Status!.Decision!.Proposal, after.Models[0].Status!.Proposal));
    }

    [Fact]
    public async Task A_gang_that_must_move_is_never_alive_in_two_clusters()
    {
        await Fleet.ApplyAsync(
            SmallFleet.Policy("train", "2s"),
            SmallFleet.Model("moving", "gang", "{ workload: Training, replicas: null, ports: null, policyName: train, training: { parallelism: 3 } }"));
        using var watch = new PodWatch(Fleet, "gang");
        await Fleet.SettledAsync(p => p.Placements.All(x => x.Placement.Cluster == "azure") ? null : "not in azure");

        foreach (var (policy, target) in new[] { ("providers: { deny: [azure] }", "aws"), ("providers: { deny: [azure, aws] }", "gcp") })
        {
            await Fleet.ReplaceAsync(SmallFleet.Policy("train", "2s", policy));
            var picture = await Fleet.SettledAsync(p => p.Placements.Any() && p.Placements.All(x => x.Placement.Cluster == target) ? null : $"not in {target}");
            Assert.Equal(target, Assert.Single(picture.Objects, o => o.Kind == "Job").Cluster);
            Assert.Equal("RuleChanged", picture.Models[0].Status!.Decision!.Reason);
        }

        Assert.All(watch.Samples, s => Assert.True(s.AliveIn.Count <= 1, $"alive in {string.Join(" and ", s.AliveIn)} at once"));
        Assert.Equal(["aws", "azure", "gcp"], watch.Samples.SelectMany(s => s.AliveIn).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_running_gang_without_a_checkpoint_is_not_moved_for_money()
    {
        await Fleet.ApplyAsync(SmallFleet.Model("moving", "gang", "{ workload: Training, replicas: null, ports: null, training: { parallelism: 2 } }"), SmallFleet.Model("moving", "llm"));
        await Fleet.SettledAsync();
        var job = Assert.Single((await Fleet.Member("azure").Resource<V1Job>().ListAsync("moving")).Items);

        await Fleet.ReplaceAsync(SmallFleet.Provider("azure", "Azure", "eastus", 20));

        await Fleet.SettledAsync(p => p.Placements.All(x => x.Model.Metadata.Name == "gang" || x.Placement.Cluster == "aws") ? null : "the served model is not in aws");
        Assert.Equal(job.Metadata.Uid, Assert.Single((await Fleet.Member("azure").Resource<V1Job>().ListAsync("moving")).Items).Metadata.Uid);
    }
}
