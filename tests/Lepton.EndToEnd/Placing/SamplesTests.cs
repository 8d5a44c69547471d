using Lepton.Api.Models;
using Lepton.Api.Providers;
using Lepton.Cli.Demo;
using Lepton.EndToEnd.Harness;
using Lepton.Kubernetes.Models;
using Xunit;

namespace Lepton.EndToEnd.Placing;

/// <summary>The samples over three clouds: what everybody sees first.</summary>
[Collection("samples")]
public sealed class SamplesTests(SamplesFixture fixture)
{
    [Fact]
    public void Every_sample_is_placed_applied_and_ready()
    {
        Assert.True(fixture.Samples.Models.Count >= 8, $"{fixture.Samples.Models.Count} sample models");
        Assert.Equal(fixture.Samples.Models.Select(m => m.Metadata.NamespacedName()).Order(StringComparer.Ordinal), fixture.Picture.Models.Select(m => m.Metadata.NamespacedName()));
        Assert.Empty(FleetChecks.Settled(fixture.Picture));
        foreach (var model in fixture.Picture.Models)
        {
            Assert.Equal(model.Metadata.Generation, model.Status!.ObservedGeneration);
            foreach (var type in new[] { "Scheduled", "Applied", "Ready" })
                Assert.Equal("True", model.Status.Conditions!.Find(c => c.Type == type)?.Status);
            Assert.Equal("False", model.Status.Conditions!.Find(c => c.Type == "Degraded")?.Status);
        }
    }

    [Fact]
    public void Costs_add_up_and_are_at_least_the_cheapest_possible()
    {
        foreach (var model in fixture.Picture.Models.Where(m => m.Spec.Workload == WorkloadKind.Inference))
        {
            var cost = model.Status!.Cost!;
            Assert.Equal(model.Status.Placements!.Sum(p => p.HourlyCost), cost.Hourly, 4);
            Assert.True(cost.Hourly >= (cost.CheapestPossibleHourly ?? 0) * (1 - 1e-9), $"{model.Metadata.Name} costs {cost.Hourly}, the least possible is said to be {cost.CheapestPossibleHourly}");
            Assert.All(model.Status.Placements!.Where(p => p.Accelerator is not null && p.Pool != "gcp-us-central1/l4"), p => Assert.True(p.HourlyCost > 0, $"{model.Metadata.Name} in {p.Pool} costs nothing"));
        }
    }

    [Fact]
    public void Decisions_name_their_candidates_in_words_and_dollars()
    {
        foreach (var model in fixture.Picture.Models)
        {
            var decision = model.Status!.Decision;
            Assert.NotNull(decision);
            Assert.NotNull(decision.Time);
            Assert.NotEmpty(decision.Reason);
            Assert.NotEmpty(decision.Candidates!);
            Assert.All(decision.Candidates!, c => Assert.False(string.IsNullOrEmpty(c.Reason), $"{model.Metadata.Name}: {c.Pool} is {c.Verdict} without a reason"));
            Assert.All(decision.Candidates!.Where(c => c.Verdict == CandidateOutcome.Feasible), c => Assert.NotNull(c.HourlyCost));
            Assert.Contains(decision.Candidates!, c => c.Verdict == CandidateOutcome.Chosen);
        }
    }

    [Fact]
    public async Task Every_model_has_events_that_say_where_it_went()
    {
        foreach (var @namespace in new[] { "models", "research" })
        {
            var events = (await fixture.Fleet.Hub.Resource<Eventsv1Event>().ListAllAsync(@namespace)).Items;
            foreach (var model in fixture.Picture.Models.Where(m => m.Metadata.Namespace == @namespace))
            {
                var own = events.Where(e => e.Regarding?.Name == model.Metadata.Name && e.Regarding?.Kind == "LeptonModel").ToList();
                Assert.Contains(own, e => e.Reason == "Placed" && e.Note?.Contains(" in ", StringComparison.Ordinal) == true);
                Assert.All(own, e => Assert.Equal("lepton.ai/operator", e.ReportingController));
            }
        }
    }

    [Fact]
    public async Task Providers_show_their_pools_with_prices_and_what_is_used()
    {
        foreach (var name in new[] { "aws", "azure", "gcp" })
        {
            await fixture.Fleet.ProviderSaysAsync(name, "1 of 1 clusters are reachable and read");
            var provider = await fixture.Fleet.Hub.Resource<CloudProvider>().GetAsync(name);
            var cluster = Assert.Single(provider.Status!.Clusters!);
            Assert.NotNull(cluster.KubernetesVersion);
            Assert.NotNull(cluster.LastHeartbeatTime);
            var gpus = cluster.Pools!.Where(p => p.Accelerator is not null).ToList();
            Assert.NotEmpty(gpus);
            Assert.All(gpus, p => Assert.True(p.PricePerGpuHour > 0 || p.Reason is not null, $"{p.Name} has neither a price nor a reason"));
            Assert.All(gpus, p => Assert.Equal(p.GpusAllocatable, p.GpusUsedByOthers + p.GpusUsedByModels + p.GpusFree));
            Assert.Contains(gpus, p => p.GpusUsedByOthers > 0);
            Assert.Equal("1/1", provider.Status.Totals!.Clusters);
            Assert.Equal(gpus.Sum(p => p.GpusUsedByModels), provider.Status.Totals.GpusUsedByModels);
        }
    }

    /// <summary>What is in place is read and left alone: for seconds no resourceVersion of ours moves, neither in a member nor on a model.</summary>
    [Fact]
    public async Task A_steady_fleet_is_not_written()
    {
        await fixture.Fleet.SettledAsync();
        SortedDictionary<string, string>? before = null;
        // Autoscalers and Deployments write their statuses a while longer.
        await fixture.Fleet.UntilAsync("two looks two seconds apart are the same", async () =>
        {
            var first = await VersionsAsync();
            await Task.Delay(TimeSpan.FromSeconds(2));
            before = await VersionsAsync();
            return first.SequenceEqual(before) ? null : string.Join(", ", before.Except(first).Take(5).Select(e => e.Key));
        });
        await Task.Delay(TimeSpan.FromSeconds(6));
        Assert.Equal(before, await VersionsAsync());
    }

    private async Task<SortedDictionary<string, string>> VersionsAsync()
    {
        var picture = await FleetPicture.ReadAsync(fixture.Fleet.Session, CancellationToken.None);
        var all = picture.Objects.Select(o => ($"{o.Cluster}/{o.Kind}/{o.Name}", o.Object.Metadata.ResourceVersion!))
            .Concat(picture.Models.Select(m => ($"hub/LeptonModel/{m.Metadata.NamespacedName()}", m.Metadata.ResourceVersion!)));
        return new(all.ToDictionary(), StringComparer.Ordinal);
    }
}
