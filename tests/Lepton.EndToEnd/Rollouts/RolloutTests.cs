using Lepton.Api.Models;
using Lepton.Cli.Rollouts;
using Lepton.EndToEnd.Harness;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Xunit;

namespace Lepton.EndToEnd.Rollouts;

/// <summary>New revisions over three clusters: in order, halted and rolled back when they fail, through a restart of the operator.</summary>
public sealed class RolloutTests(SmallFleetFixture fixture) : FleetTest(fixture)
{
    private const string Old = "registry.example/serve:1";
    private const string New = "registry.example/serve:2";

    [Fact]
    public async Task A_good_image_goes_from_cluster_to_cluster_in_the_order_of_the_stages()
    {
        await StartAsync("rollout: { stages: [{ clusterSelector: { matchLabels: { lepton.ai/cluster: gcp } } }, { clusterSelector: { matchLabels: { lepton.ai/cluster: aws } } }] }");
        using var watch = new RolloutWatch(Fleet, "llm");

        await Fleet.ChangeAsync("rolling", "llm", $"image: {New}");
        await UntilRevisionAsync(2);

        Assert.Equal(["gcp", "aws", "azure"], watch.OrderOf(New));
        // Nobody begins before those before him serve with the new image, all of them.
        foreach (var moment in watch.Moments)
        {
            if (moment.Images.GetValueOrDefault("aws") == New)
                Assert.Equal(2, moment.ReadyWith.GetValueOrDefault(("gcp", New)));
            if (moment.Images.GetValueOrDefault("azure") == New)
                Assert.Equal((2, 2), (moment.ReadyWith.GetValueOrDefault(("gcp", New)), moment.ReadyWith.GetValueOrDefault(("aws", New))));
        }

        var model = await Fleet.ModelAsync("rolling", "llm");
        Assert.Null(model.Status!.Rollout);
        await Fleet.SettledAsync();
    }

    [Fact]
    public async Task An_image_that_crashes_stops_at_the_first_cluster_and_all_return_while_the_others_serve_on()
    {
        await StartAsync("rollout: { progressDeadline: 5m }");
        using var watch = new RolloutWatch(Fleet, "llm");

        await Fleet.ChangeAsync("rolling", "llm", $"{{ image: {New}, podTemplate: {{ metadata: {{ annotations: {{ sandbox.lepton.ai/crash: 'true' }} }} }} }}");
        await Fleet.UntilAsync("it is rolled back", async () =>
            (await Fleet.ModelAsync("rolling", "llm")).Status?.Rollout is { Phase: RolloutPhase.RolledBack } ? null : (await Fleet.ModelAsync("rolling", "llm")).Status?.Rollout?.Message ?? "no rollout");

        Assert.Equal(["aws"], watch.OrderOf(New));
        Assert.All(watch.Moments.Where(m => m.Ready.ContainsKey("azure")).Skip(1), m => Assert.Equal(2, m.Ready["azure"]));
        Assert.All(watch.Moments.Where(m => m.Ready.ContainsKey("gcp")).Skip(1), m => Assert.Equal(2, m.Ready["gcp"]));
        var model = await Fleet.ModelAsync("rolling", "llm");
        Assert.Equal((1L, 2L, New), (model.Status!.Revision!.Number, model.Status.Rollout!.Revision.Number, model.Spec.Image));
        Assert.Matches(@"^revision 2 failed in aws: pod \S+ is in a crash loop after \d restarts \(rollout\.crashLoopRestarts\); all clusters return to revision 1$", model.Status.Rollout.Message);
        await Fleet.UntilAsync("the failure is told", async () =>
            (await Fleet.ModelAsync("rolling", "llm")).Status!.Conditions!.Find(c => c.Type == "Degraded") is { Status: "True", Reason: "RolloutFailed" } ? null : "not degraded");
        await Fleet.UntilAsync("events tell it", async () =>
        {
            var reasons = (await Fleet.Hub.Resource<Eventsv1Event>().ListAllAsync("rolling")).Items.Select(e => e.Reason).ToHashSet();
            return new[] { "RolloutStarted", "RolloutFailed", "RolloutRolledBack" }.Except(reasons).FirstOrDefault();
        });
        await ImagesAsync(Old, Old, Old);

        // The next change begins anew.
        await Fleet.ChangeAsync("rolling", "llm", $"{{ image: {New}, podTemplate: null }}");
        await UntilRevisionAsync(3);
        await ImagesAsync(New, New, New);
    }

    [Fact]
    public async Task A_cluster_that_is_not_ready_in_time_fails_it_too_and_where_a_person_is_wanted_it_only_stops()
    {
        await StartAsync("rollout: { progressDeadline: 10s, onFailure: Halt }", "{ loadTime: 0s, rollout: { revisionHistoryLimit: 3 } }");
        await Fleet.ChangeAsync("rolling", "llm", $"{{ image: {New}, podTemplate: {{ metadata: {{ annotations: {{ sandbox.lepton.ai/never-ready: 'true' }} }} }} }}");
        await Fleet.UntilAsync("it is halted", async () => (await Fleet.ModelAsync("rolling", "llm")).Status?.Rollout is { Phase: RolloutPhase.Halted } ? null : "not yet");
        await ImagesAsync(New, Old, Old);
        Assert.Contains("replicas in pool aws/", (await Fleet.ModelAsync("rolling", "llm")).Status!.Rollout!.Message, StringComparison.Ordinal);
        Assert.Contains("10 s have passed", (await Fleet.ModelAsync("rolling", "llm")).Status!.Rollout!.Message, StringComparison.Ordinal);

        // What was good in the spec again ends it at once.
        await Fleet.ChangeAsync("rolling", "llm", $"{{ image: {Old}, podTemplate: null }}");
        await Fleet.UntilAsync("it is over", async () => (await Fleet.ModelAsync("rolling", "llm")).Status is { Rollout: null, Revision.Number: 1 } ? null : "not yet");
        await ImagesAsync(Old, Old, Old);
    }

    [Fact]
    public async Task The_operator_ended_in_the_middle_goes_on_from_where_it_was()
    {
        await StartAsync("rollout: { minReadySeconds: 3 }");
        using var watch = new RolloutWatch(Fleet, "llm");
        await Fleet.ChangeAsync("rolling", "llm", $"image: {New}");
        foreach (var cluster in new[] { "aws", "azure" })
        {
            await Fleet.UntilAsync($"{cluster} has it", () => Task.FromResult(watch.OrderOf(New).Contains(cluster) ? null : "not yet"));
            await Fleet.StopOperatorAsync();
            await Fleet.StartOperatorAsync();
        }

        await UntilRevisionAsync(2);
        Assert.Equal(["aws", "azure", "gcp"], watch.OrderOf(New));
        Assert.All(watch.Moments.Where(m => m.Images.GetValueOrDefault("gcp") == New), m => Assert.Equal((2, 2), (m.ReadyWith.GetValueOrDefault(("aws", New)), m.ReadyWith.GetValueOrDefault(("azure", New)))));
        await Fleet.SettledAsync();
    }

    [Fact]
    public async Task A_replica_that_moves_during_a_rollout_gets_what_is_right_where_it_goes()
    {
        await StartAsync("rollout: { minReadySeconds: 3 }", "replicas: 2", spread: 2);
        using var watch = new RolloutWatch(Fleet, "llm");
        await Fleet.ChangeAsync("rolling", "llm", "rollout: { paused: true }");
        await Fleet.ChangeAsync("rolling", "llm", $"image: {New}");
        await Fleet.UntilAsync("the rollout has begun and waits", async () => (await Fleet.ModelAsync("rolling", "llm")).Status?.Rollout is { Message: { } m } && m.Contains("paused", StringComparison.Ordinal) ? null : "not yet");

        // azure and aws are the cheapest two; without azure, gcp is next.
        await Fleet.ReplaceAsync(SmallFleet.Provider("azure", "Azure", "eastus", 20));
        await Fleet.UntilAsync("it is in gcp", async () => (await Fleet.ModelAsync("rolling", "llm")).Status!.Placements!.Select(p => p.Cluster).Order().SequenceEqual(["aws", "gcp"]) ? null : "not yet");
        Assert.DoesNotContain(watch.Moments, m => m.Images.Values.Contains(New));
        Assert.Contains(watch.Moments, m => m.ReadyWith.ContainsKey(("gcp", Old)));

        await Fleet.ChangeAsync("rolling", "llm", "rollout: { paused: false }");
        await UntilRevisionAsync(2);
        Assert.Equal(["aws", "gcp"], watch.OrderOf(New));
    }

    [Fact]
    public async Task History_and_rollback_by_command()
    {
        await StartAsync("rollout: {}");
        await Fleet.ChangeAsync("rolling", "llm", $"{{ image: {New}, args: ['--fast'] }}");
        await UntilRevisionAsync(2);
        var history = await ModelHistory.ReadAsync(Fleet.Hub, "rolling", "llm", default);
        Assert.Equal(["2 registry.example/serve:2 at work aws, azure, gcp", "1 registry.example/serve:1  "], history.Describe().Rows.Select(r => $"{r[0]} {r[1]} {r[4]} {r[5]}"));
        Assert.Equal("somebody", history.Revisions[1].By);
        Assert.NotNull(history.Revisions[0].Written);

        using var errors = new StringWriter();
        await new Rollback(Fleet.Hub, errors).RunAsync("rolling", "llm", null, false, default);
        await UntilRevisionAsync(3);
        var model = await Fleet.ModelAsync("rolling", "llm");
        Assert.Equal((Old, null), (model.Spec.Image, model.Spec.Args));
        await ImagesAsync(Old, Old, Old);
        Assert.Equal(Rollback.FieldManager, (await ModelHistory.ReadAsync(Fleet.Hub, "rolling", "llm", default)).Revisions[0].By);

        // Its revisions go with the model.
        await Fleet.DeleteAsync("rolling", "llm");
        await Fleet.UntilAsync("the revisions are gone", async () => (await Fleet.Hub.Resource<V1ControllerRevision>().ListAllAsync("rolling")).Items.Count == 0 ? null : "not yet");
    }

    /// <summary>A model of six replicas, two in each of three clusters, at work.</summary>
    private async Task StartAsync(string policy, string spec = "{}", int spread = 3)
    {
        var rules = (System.Text.Json.Nodes.JsonObject)SmallFleet.Yaml($"spread: [{{ topology: Cluster, minDomains: {spread}, maxSkew: 1 }}]");
        foreach (var (key, value) in SmallFleet.Yaml(policy))
            rules[key] = value?.DeepClone();
        var ordered = SmallFleet.Policy("ordered", "10m");
        foreach (var (key, value) in rules)
            ordered["spec"]![key] = value?.DeepClone();
        var model = SmallFleet.Model("rolling", "llm", "{ policyName: ordered, replicas: 6 }");
        foreach (var (key, value) in SmallFleet.Yaml(spec))
            model["spec"]![key] = value?.DeepClone();
        await Fleet.ApplyAsync(ordered, model);
        await Fleet.SettledAsync(p => p.Placements.Select(x => x.Placement.Cluster).Distinct().Count() == spread ? null : "not spread yet");
        await UntilRevisionAsync(1);
    }

    private Task UntilRevisionAsync(long number) => Fleet.UntilAsync($"revision {number} is at work everywhere", async () =>
        (await Fleet.ModelAsync("rolling", "llm")).Status is { } s && s.Rollout is null && s.Revision?.Number == number ? null : $"{(await Fleet.ModelAsync("rolling", "llm")).Status?.Rollout?.Message}");

    /// <param name="images">In aws, azure, gcp.</param>
    private Task ImagesAsync(params string[] images) => Fleet.UntilAsync($"the clusters run {string.Join(", ", images)}", async () =>
    {
        var found = new List<string>();
        foreach (var member in SmallFleet.Members)
            found.Add((await Fleet.Member(member).Resource<V1Deployment>().ListAsync("rolling")).Items.Single().Spec!.Template!.Spec!.Containers![0].Image!);
        return found.SequenceEqual(images) ? null : string.Join(", ", found);
    });
}
