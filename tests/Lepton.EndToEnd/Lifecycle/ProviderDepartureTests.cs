using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Api.Providers;
using Lepton.Cli.Demo;
using Lepton.EndToEnd.Harness;
using Lepton.Kubernetes.Models;
using Xunit;

namespace Lepton.EndToEnd.Lifecycle;

/// <summary>CloudProviders that are deleted: alone, under models, and with everything else at once as a GitOps prune does it.</summary>
public sealed class ProviderDepartureTests(SmallFleetFixture fixture) : FleetTest(fixture)
{
    [Fact]
    public async Task Pruning_everything_at_once_leaves_the_members_empty()
    {
        await Fleet.ApplyAsync(
            SmallFleet.Model("pruned", "llm"), SmallFleet.Model("pruned", "other", "{ accelerators: [{ name: A100-80GB, count: 4 }] }"),
            SmallFleet.Model("pruned", "gang", "{ workload: Training, replicas: null, ports: null, training: { parallelism: 2 } }"));
        await Fleet.SettledAsync();

        // Providers first: the worst order.
        foreach (var name in SmallFleet.Members)
            await Fleet.Hub.Resource<CloudProvider>().DeleteAsync(name);
        foreach (var name in SmallFleet.Members)
            await TestFleet.IgnoreGoneAsync(() => Fleet.Hub.Resource<V1Secret>().DeleteAsync($"member-{name}", "lepton-system"));
        foreach (var policy in new[] { "default", "quick" })
            await Fleet.Hub.Resource<PlacementPolicy>().DeleteAsync(policy);
        foreach (var model in new[] { "llm", "other", "gang" })
            await Fleet.DeleteAsync("pruned", model);

        await Fleet.UntilAsync("the models are gone", async () => Names((await Fleet.Hub.Resource<LeptonModel>().ListAllAsync()).Items));
        await Fleet.UntilAsync("the providers are gone", async () => Names((await Fleet.Hub.Resource<CloudProvider>().ListAllAsync()).Items));
        Assert.Empty(FleetChecks.Empty(await FleetPicture.ReadAsync(Fleet.Session, CancellationToken.None)));
    }

    [Fact]
    public async Task Models_leave_a_provider_that_is_deleted_and_then_it_goes()
    {
        await Fleet.ApplyAsync(SmallFleet.Model("evicted", "llm"));
        Assert.All((await Fleet.SettledAsync()).Placements, p => Assert.Equal("azure", p.Placement.Cluster));

        await Fleet.Hub.Resource<CloudProvider>().DeleteAsync("azure");

        await Fleet.UntilAsync("azure is gone", async () =>
        {
            // As long as it is there its replicas serve: it may only go when their successors do.
            var provider = await Fleet.Hub.Resource<CloudProvider>().TryGetAsync("azure");
            return provider is null ? null : provider.Status?.Conditions?.Find(c => c.Type == "Ready")?.Message ?? "no status";
        });
        var picture = await Fleet.SettledAsync(null, "azure");
        Assert.All(picture.Placements, p => Assert.Equal("aws", p.Placement.Cluster));
        Seen.Says(Assert.Single(picture.Models).Status!.Decision!.Message, "CloudProvider azure is being deleted");
        Assert.DoesNotContain((await Fleet.Member("azure").Resource<V1Deployment>().ListAllAsync()).Items, d => d.Metadata.Namespace == "evicted");
        Assert.Null(await Fleet.Member("azure").Resource<V1Namespace>().TryGetAsync("evicted"));
    }

    [Fact]
    public async Task A_provider_whose_models_have_no_other_place_stays_and_says_what_holds_it()
    {
        await Fleet.ApplyAsync(SmallFleet.Policy("azure-only", "10m", "{ providers: { allow: [azure] } }"), SmallFleet.Model("stuck", "llm", "policyName: azure-only"));
        await Fleet.SettledAsync();

        await Fleet.Hub.Resource<CloudProvider>().DeleteAsync("azure");

        await Fleet.UntilAsync("azure says what holds it", async () =>
            (await Fleet.Hub.Resource<CloudProvider>().GetAsync("azure")).Status?.Conditions?.Find(c => c.Type == "Ready") is { Reason: "Deleting" } ready
                && ready.Message!.Contains("LeptonModel stuck/llm in cluster azure", StringComparison.Ordinal) ? null : "not yet");
        await Fleet.ConditionAsync("stuck", "llm", "Scheduled", "False", "Unschedulable");
        Assert.Equal(2, (await Fleet.Member("azure").Resource<V1Pod>().ListAsync("stuck")).Items.Count(p => p.Metadata.DeletionTimestamp is null));

        await Fleet.DeleteAsync("stuck", "llm");
        await Fleet.UntilAsync("azure is gone", async () => await Fleet.Hub.Resource<CloudProvider>().TryGetAsync("azure") is null ? null : "still there");
    }

    [Fact]
    public async Task A_silent_member_does_not_hold_its_provider()
    {
        await Fleet.UntilAsync("gcp is held", async () => (await Fleet.Hub.Resource<CloudProvider>().GetAsync("gcp")).Metadata.Finalizers?.Contains("lepton.ai/members") == true ? null : "no finalizer");
        await Fleet.Server("gcp").StopAsync();
        await Fleet.ReachableAsync("gcp", "gcp", "False");
        await Fleet.Hub.Resource<CloudProvider>().DeleteAsync("gcp");
        await Fleet.UntilAsync("gcp is gone", async () => await Fleet.Hub.Resource<CloudProvider>().TryGetAsync("gcp") is null ? null : "still there");
    }

    private static string? Names(IEnumerable<IKubernetesObject> left) => left.Any() ? string.Join(", ", left.Select(o => o.Metadata.NamespacedName())) : null;
}
