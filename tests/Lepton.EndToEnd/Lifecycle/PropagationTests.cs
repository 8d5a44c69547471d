using System.Text;
using System.Text.Json.Nodes;
using Lepton.EndToEnd.Harness;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Xunit;

namespace Lepton.EndToEnd.Lifecycle;

/// <summary>ConfigMaps and Secrets that models take along.</summary>
public sealed class PropagationTests(SmallFleetFixture fixture) : FleetTest(fixture)
{
    private const string Propagate = "propagate: [{ kind: ConfigMap, name: settings }, { kind: Secret, name: token }]";

    [Fact]
    public async Task They_arrive_follow_their_originals_and_go_with_the_last_model()
    {
        var azure = Fleet.Member("azure");
        await Fleet.ApplyAsync(Settings("low"), Token("first"), SmallFleet.Model("along", "one", Propagate), SmallFleet.Model("along", "two", Propagate));
        await Fleet.SettledAsync();
        Assert.Equal("low", (await azure.Resource<V1ConfigMap>().GetAsync("settings", "along")).Data!["temperature"]);
        Assert.Equal("first", Encoding.UTF8.GetString((await azure.Resource<V1Secret>().GetAsync("token", "along")).Data!["value"]));
        Assert.Null(await Fleet.Member("gcp").Resource<V1Secret>().TryGetAsync("token", "along"));

        await Fleet.ApplyAsync(Settings("high"), Token("second"));
        await Fleet.UntilAsync("the copies are as the originals", async () =>
        {
            var map = (await azure.Resource<V1ConfigMap>().GetAsync("settings", "along")).Data!["temperature"];
            var token = Encoding.UTF8.GetString((await azure.Resource<V1Secret>().GetAsync("token", "along")).Data!["value"]);
            return map == "high" && token == "second" ? null : $"{map}, {(token == "first" ? "the old token" : "another token")}";
        });

        await Fleet.DeleteAsync("along", "one");
        await Fleet.UntilAsync("the first model is gone", async () => await Fleet.Hub.Resource<Api.Models.LeptonModel>().TryGetAsync("one", "along") is null ? null : "not yet");
        await Fleet.SettledAsync();
        Assert.NotNull(await azure.Resource<V1Secret>().TryGetAsync("token", "along"));

        await Fleet.DeleteAsync("along", "two");
        await Fleet.UntilAsync("the copies are gone", async () =>
            await azure.Resource<V1ConfigMap>().TryGetAsync("settings", "along") is null && await azure.Resource<V1Secret>().TryGetAsync("token", "along") is null ? null : "not yet");
        // The originals are nobody's but their owner's.
        Assert.NotNull(await Fleet.Hub.Resource<V1Secret>().TryGetAsync("token", "along"));
    }

    [Fact]
    public async Task One_that_is_missing_is_named_and_awaited()
    {
        await Fleet.ApplyAsync(SmallFleet.Model("along", "llm", Propagate), Token("first"));

        var applied = await Fleet.ConditionAsync("along", "llm", "Applied", "False", "PropagatedObjectMissing");
        Seen.Says(applied.Message, "LeptonModel along/llm spec.propagate", "ConfigMap along/settings", "does not exist in the hub");

        await Fleet.ApplyAsync(Settings("low"));
        await Fleet.ConditionAsync("along", "llm", "Applied", "True");
        await Fleet.SettledAsync();
    }

    [Fact]
    public async Task A_changed_copy_is_put_right()
    {
        var azure = Fleet.Member("azure");
        await Fleet.ApplyAsync(Settings("low"), Token("first"), SmallFleet.Model("along", "llm", Propagate));
        await Fleet.SettledAsync();

        await azure.Resource<V1ConfigMap>().PatchAsync("settings", "along", Patch.Merge(new JsonObject { ["data"] = new JsonObject { ["temperature"] = "wrong" } }));
        await azure.Resource<V1Secret>().DeleteAsync("token", "along");

        await Fleet.UntilAsync("both are as in the hub", async () =>
            (await azure.Resource<V1ConfigMap>().GetAsync("settings", "along")).Data!["temperature"] == "low" && await azure.Resource<V1Secret>().TryGetAsync("token", "along") is not null ? null : "not yet");
    }

    private static JsonObject Settings(string temperature) => SmallFleet.Yaml($$"""
        apiVersion: v1
        kind: ConfigMap
        metadata: { name: settings, namespace: along }
        data: { temperature: "{{temperature}}" }
        """);

    private static JsonObject Token(string value) => SmallFleet.Yaml($$"""
        apiVersion: v1
        kind: Secret
        metadata: { name: token, namespace: along }
        data: { value: {{Convert.ToBase64String(Encoding.UTF8.GetBytes(value))}} }
        """);
}
