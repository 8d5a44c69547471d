using Lepton.Api.Models;
using Lepton.EndToEnd.Harness;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Xunit;

namespace Lepton.EndToEnd.BadInput;

/// <summary>Models that make no sense, from the start or after a change: said on the model, and what ran goes on.</summary>
public sealed class BadModelTests(SmallFleetFixture fixture) : FleetTest(fixture)
{
    [Fact]
    public async Task An_unknown_GPU_is_answered_with_the_nearest_and_all_known_and_what_runs_stays()
    {
        await Fleet.ApplyAsync(SmallFleet.Model("bad", "llm"));
        await Fleet.SettledAsync();
        var standing = await Fleet.StandingAsync();

        await Fleet.ChangeAsync("bad", "llm", "accelerators: [{ name: A100-8OGB }]");

        var scheduled = await Fleet.ConditionAsync("bad", "llm", "Scheduled", "False", "InvalidSpec");
        Seen.Says(scheduled.Message, "spec.accelerators[0].name", "A100-8OGB", "A100-80GB (the nearest known GPU)", "known are", "H100", "L4");
        await Fleet.UntilAsync("an event says so", () => EventAsync("InvalidSpec", "A100-8OGB"));
        Assert.Equal(standing, await Fleet.StandingAsync());
        Assert.Equal(2, (await Fleet.ModelAsync("bad", "llm")).Status!.ReadyReplicas);

        await Fleet.ChangeAsync("bad", "llm", "accelerators: [{ name: A100-80GB }]");
        await Fleet.ConditionAsync("bad", "llm", "Scheduled", "True");
        await Fleet.SettledAsync();
    }

    [Fact]
    public async Task A_policy_that_does_not_exist_is_named_with_those_that_do_and_what_runs_stays()
    {
        await Fleet.ApplyAsync(SmallFleet.Model("bad", "llm"), SmallFleet.Model("bad", "fresh", "policyName: frugal"));
        await Fleet.ConditionAsync("bad", "llm", "Ready", "True");
        var standing = await Fleet.StandingAsync();

        await Fleet.ChangeAsync("bad", "llm", "policyName: frugal");

        foreach (var name in new[] { "llm", "fresh" })
        {
            var scheduled = await Fleet.ConditionAsync("bad", name, "Scheduled", "False", "PolicyNotFound");
            Seen.Says(scheduled.Message, $"LeptonModel bad/{name} spec.policyName", "\"frugal\"", "default, quick");
        }

        Assert.Equal(standing, await Fleet.StandingAsync());
        Assert.Empty((await Fleet.ModelAsync("bad", "fresh")).Status!.Placements ?? []);

        await Fleet.ApplyAsync(SmallFleet.Policy("frugal", "10m"));
        await Fleet.ConditionAsync("bad", "fresh", "Ready", "True");
        await Fleet.SettledAsync();
    }

    [Fact]
    public async Task Impossible_constraints_say_which_rule_excludes_which_cluster()
    {
        await Fleet.ApplyAsync(
            SmallFleet.Policy("nowhere", "10m", "{ providers: { deny: [azure] }, regions: { deny: [us-central1] }, jurisdictions: [eu] }"),
            SmallFleet.Model("bad", "llm", "policyName: nowhere"),
            SmallFleet.Model("bad", "huge", "replicas: 500"));

        var scheduled = await Fleet.ConditionAsync("bad", "llm", "Scheduled", "False", "Unschedulable");
        Seen.Says(scheduled.Message, "2 of 2 replicas have no place", "no replica has a place");
        var candidates = (await Fleet.ModelAsync("bad", "llm")).Status!.Decision!.Candidates!;
        Seen.Says(Reason("azure"), "policy nowhere", "providers.deny names azure");
        Seen.Says(Reason("gcp"), "policy nowhere", "regions.deny names us-central1");
        Seen.Says(Reason("aws"), "policy nowhere", "jurisdictions is [eu]", "cluster aws");
        Assert.All(candidates, c => Assert.Equal(CandidateOutcome.Excluded, c.Verdict));

        var huge = await Fleet.ConditionAsync("bad", "huge", "Scheduled", "False", "Unschedulable");
        Seen.Says(huge.Message, "476 of 500 replicas have no place");

        string? Reason(string cluster) => string.Join("; ", candidates.Where(c => c.Cluster == cluster).Select(c => c.Reason));
    }

    [Theory]
    [InlineData("replicas: -3", "spec.replicas", "-3")]
    [InlineData("accelerators: [{ name: A100-80GB, count: 0 }]", "spec.accelerators[0].count", "0")]
    [InlineData("budget: { hourlyCost: -1 }", "spec.budget.hourlyCost", "-1")]
    [InlineData("{ replicas: null, demand: { unitsPerSecond: -5 } }", "spec.demand.unitsPerSecond", "-5")]
    public async Task Negative_and_absurd_numbers_are_refused_with_field_and_what_was_found(string spec, string field, string found)
    {
        string? message;
        try
        {
            await Fleet.ApplyAsync(SmallFleet.Model("bad", "llm", spec));
            // A server that does not look at schemas stores it: then the operator refuses it.
            message = (await Fleet.ConditionAsync("bad", "llm", "Scheduled", "False", "InvalidSpec")).Message;
        }
        catch (KubernetesApiException e)
        {
            Assert.Equal(422, (int)e.HttpStatus);
            message = e.Message;
        }

        Seen.Says(message, "llm", field, found);
        Assert.Empty((await Fleet.Member("azure").Resource<V1Deployment>().ListAllAsync()).Items.Where(d => d.Metadata.Namespace == "bad"));
    }

    [Fact]
    public async Task A_model_whose_namespace_is_deleted_leaves_no_trace_and_holds_nothing_up()
    {
        await Fleet.ApplyAsync(SmallFleet.Model("ending", "llm"), SmallFleet.Model("bad", "stays"));
        await Fleet.SettledAsync();

        await Fleet.Hub.Resource<V1Namespace>().DeleteAsync("ending");

        await Fleet.UntilAsync("the namespace is gone from hub and member", async () =>
            await Fleet.Hub.Resource<V1Namespace>().TryGetAsync("ending") is null && await Fleet.Member("azure").Resource<V1Namespace>().TryGetAsync("ending") is null ? null : "not yet");
        await Fleet.SettledAsync();
        var picture = await Fleet.SettledAsync();
        Assert.Equal(["stays"], picture.Models.Select(m => m.Metadata.Name));
        Assert.All(picture.Objects, o => Assert.DoesNotContain("ending", o.Name, StringComparison.Ordinal));
    }

    private async Task<string?> EventAsync(string reason, string text)
    {
        var events = (await Fleet.Hub.Resource<Eventsv1Event>().ListAllAsync("bad")).Items;
        return events.Any(e => e.Reason == reason && e.Type == "Warning" && e.Note?.Contains(text, StringComparison.Ordinal) == true) ? null : $"{events.Count} others";
    }
}
