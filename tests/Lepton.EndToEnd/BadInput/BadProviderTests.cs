using System.Text.Json.Nodes;
using Lepton.Api.Providers;
using Lepton.EndToEnd.Harness;
using Xunit;

namespace Lepton.EndToEnd.BadInput;

/// <summary>Providers that contradict each other or cannot be read.</summary>
public sealed class BadProviderTests(SmallFleetFixture fixture) : FleetTest(fixture)
{
    [Fact]
    public async Task Of_two_providers_that_name_a_cluster_the_first_keeps_it_and_the_other_is_told()
    {
        await Fleet.ApplyAsync(SmallFleet.Model("twice", "llm"));
        await Fleet.SettledAsync();
        var standing = await Fleet.StandingAsync();
        var second = SmallFleet.Provider("second", "Azure", "westus", 0.5);
        second["spec"]!["clusters"]![0]!["name"] = "azure";
        second["spec"]!["clusters"]![0]!["connection"]!["kubeconfigSecretRef"]!["name"] = "member-azure";
        // A whole second later: creation times have no fractions, and of the same age the name decides.
        await Task.Delay(TimeSpan.FromSeconds(1.1));

        await Fleet.ApplyAsync(second);

        var reachable = await Fleet.ReachableAsync("second", "azure", "False", "ClusterNamedTwice");
        Seen.Says(reachable.Message, "CloudProvider second spec.clusters[azure]", "CloudProvider azure", "remove it from one of them");
        Assert.Equal("False", (await Fleet.ProviderSaysAsync("second", "names this cluster too")).Status);
        await Fleet.ReachableAsync("azure", "azure", "True");
        await Fleet.SettledAsync();
        Assert.Equal(standing, await Fleet.StandingAsync());
        Assert.All((await Fleet.ModelAsync("twice", "llm")).Status!.Placements!, p => Assert.Equal("azure", p.Provider));
    }

    [Fact]
    public async Task A_bad_row_of_a_price_book_is_named_by_line_and_column_and_the_last_good_book_holds()
    {
        await Fleet.ApplyAsync(SmallFleet.Model("priced", "llm"), Book("us-central1,a2-ultragpu-4g,A100-80GB,4,4.00"));
        var gcp = SmallFleet.Provider("gcp", "GCP", "us-central1", 4);
        ((JsonObject)gcp["spec"]!["pricing"]!).Remove("gpuHour");
        gcp["spec"]!["pricing"]!["priceBookRef"] = SmallFleet.Yaml("{ namespace: prices, name: book, key: prices.csv }");
        await Fleet.ReplaceAsync(gcp);
        // Four GPUs for four dollars: the cheapest of all.
        await Fleet.SettledAsync(p => p.Placements.All(x => x.Placement.Cluster == "gcp") ? null : "not in gcp yet");
        var standing = await Fleet.StandingAsync();

        await Fleet.ApplyAsync(Book("us-central1,a2-ultragpu-4g,A100-80GB,4,cheap"));
        var ready = await Fleet.ProviderSaysAsync("gcp", "ConfigMap prices/book key prices.csv", "line 2, column 5", "ondemand_usd_per_hour", "cheap");

        Assert.Equal("False", ready.Status);
        await Fleet.SettledAsync();
        Assert.Equal(standing, await Fleet.StandingAsync());
        var pools = (await Fleet.Hub.Resource<CloudProvider>().GetAsync("gcp")).Status!.Clusters![0].Pools!;
        Assert.Equal(1.0, Assert.Single(pools, p => p.Accelerator == "A100-80GB").PricePerGpuHour!.Value, 3);
    }

    private static JsonObject Book(string row) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "ConfigMap",
        ["metadata"] = new JsonObject { ["name"] = "book", ["namespace"] = "prices" },
        ["data"] = new JsonObject { ["prices.csv"] = $"region,instance_type,gpu_model,gpu_count,ondemand_usd_per_hour\n{row}\n" },
    };
}
