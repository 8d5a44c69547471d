using System.Diagnostics;
using System.Text.Json.Nodes;
using Lepton.Cli.Views;
using Lepton.EndToEnd.Harness;
using Lepton.Testing.Programs;
using Xunit;

namespace Lepton.EndToEnd.Commands;

/// <summary>Commands on a live hub, as the program people start: what they say is what the hub and the members hold.</summary>
public sealed class LiveCommandTests(SmallFleetFixture fixture) : FleetTest(fixture)
{
    [Fact]
    public async Task Explain_cost_and_top_show_what_is_decided()
    {
        await Fleet.ApplyAsync(SmallFleet.Model("live", "llm"));
        await Fleet.SettledAsync();

        var (status, explained) = await LeptonAsync("explain", "llm", "-n", "live", "-o", "json");
        Assert.Equal(0, status);
        var model = await Fleet.ModelAsync("live", "llm");
        Assert.Equal(model.Status!.Decision!.Message, (string?)JsonNode.Parse(explained)!["status"]!["decision"]!["message"]);

        var cost = JsonNode.Parse((await LeptonAsync("cost", "--by", "provider", "-o", "json")).Output)!;
        Assert.Equal("azure", (string?)cost["items"]![0]!["provider"]);
        Assert.Equal(model.Status.Cost!.Hourly, (double)cost["totalHourly"]!, 6);
        Assert.Contains("at the cheapest single cloud", (await LeptonAsync("cost", "--baselines")).Output, StringComparison.Ordinal);

        await Fleet.UntilAsync("top counts the model's GPUs", async () =>
        {
            var pools = JsonNode.Parse((await LeptonAsync("top", "--accelerator", "A100-80GB", "-o", "json")).Output)!.AsArray();
            return pools.Count == 3 && pools.Sum(p => (int)p!["usedByModels"]!) == 2 ? null : pools.ToJsonString();
        });
    }

    [Fact]
    public async Task A_plan_on_the_hub_ends_like_diff_and_writes_nothing()
    {
        await Fleet.ApplyAsync(SmallFleet.Model("live", "llm"));
        await Fleet.SettledAsync();
        var before = (await Fleet.ModelAsync("live", "llm")).Metadata.ResourceVersion;

        var (status, output) = await LeptonAsync("plan");
        Assert.True(status == 0, output);
        Assert.Contains("No change", output, StringComparison.Ordinal);

        // azure is the cheapest: without it the model goes to aws.
        (status, output) = await LeptonAsync("plan", "--without", "azure", "-o", "json");
        Assert.True(status == 1, output);
        var changed = JsonNode.Parse(output)!["models"]![0]!;
        Assert.Equal("ClusterLost", (string?)changed["reason"]);
        Assert.StartsWith("azure/", (string?)changed["before"]![0]!["place"], StringComparison.Ordinal);
        Assert.StartsWith("aws/", (string?)changed["after"]![0]!["place"], StringComparison.Ordinal);

        (status, output) = await LeptonAsync("plan", "--without", "nowhere");
        Assert.True(status == 2, output);
        Assert.Contains("expected one of aws, azure, gcp", output, StringComparison.Ordinal);
        Assert.Equal(before, (await Fleet.ModelAsync("live", "llm")).Metadata.ResourceVersion);
    }

    [Fact]
    public async Task Drain_empties_a_cluster_and_uncordon_gives_it_back()
    {
        await Fleet.ApplyAsync(SmallFleet.Model("live", "llm"));
        await Fleet.SettledAsync(p => p.Objects.Any(o => o.Cluster == "azure") ? null : "not in azure yet");

        var (status, output) = await LeptonAsync("drain", "azure", "--wait", "60");
        Assert.True(status == 0, output);
        Assert.Contains("azure: empty", output, StringComparison.Ordinal);
        await Fleet.SettledAsync(p => p.Objects.Any(o => o.Cluster == "azure" && o.Kind == "Deployment") ? "still in azure" : null);

        (status, output) = await LeptonAsync("uncordon", "azure");
        Assert.True(status == 0, output);
        var cluster = (await Fleet.Hub.Resource<Api.Providers.CloudProvider>().GetAsync("azure")).Spec.Clusters!.Single();
        Assert.False(cluster.Cordoned);
        Assert.Empty(cluster.Taints ?? []);

        (status, output) = await LeptonAsync("drain", "nowhere");
        Assert.Equal(1, status);
        Assert.Contains("found aws, azure, gcp", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_doctor_names_what_is_wrong_and_what_to_do()
    {
        await Fleet.ApplyAsync(SmallFleet.Model("live", "llm"));
        await Fleet.SettledAsync();
        var findings = await new Doctor(Fleet.Hub, "lepton-system", TimeProvider.System).RunAsync(CancellationToken.None);
        // The operator of these tests holds no lease: that is the one thing it finds.
        Assert.Equal(["Lease lepton-system/lepton-operator"], findings.Where(f => !f.Well).Select(f => f.What));
        Assert.Contains(findings, f => f is { What: "member azure of CloudProvider azure", Well: true });

        await Fleet.ApplyAsync(SmallFleet.Model("live", "huge", "replicas: 500"));
        await Fleet.ConditionAsync("live", "huge", "Scheduled", "False");
        await Fleet.UntilAsync("the doctor sees the model that is not ready", async () =>
        {
            var found = (await new Doctor(Fleet.Hub, "lepton-system", TimeProvider.System).RunAsync(CancellationToken.None)).FirstOrDefault(f => f.What == "LeptonModel live/huge");
            return found is { Well: false, Next: "lepton explain huge -n live" } ? null : $"{found}";
        });
    }

    [Fact]
    public async Task History_tells_of_revisions_and_rollback_returns_to_one()
    {
        await Fleet.ApplyAsync(SmallFleet.Model("live", "llm"));
        await UntilRevisionAsync(1);
        await Fleet.ChangeAsync("live", "llm", "image: registry.example/serve:2");
        await UntilRevisionAsync(2);

        var history = JsonNode.Parse((await LeptonAsync("history", "llm", "-n", "live", "-o", "json")).Output)!;
        Assert.Equal(["2 at work azure", "1  "], history["revisions"]!.AsArray().Select(r => $"{r!["revision"]} {r["state"]} {string.Join(' ', r["clusters"]!.AsArray())}"));
        Assert.Contains("registry.example/serve:1", (await LeptonAsync("history", "llm", "-n", "live")).Output, StringComparison.Ordinal);
        Assert.Contains("goodRevision: 2", (await LeptonAsync("history", "llm", "-n", "live", "-o", "yaml")).Output, StringComparison.Ordinal);

        var (status, output) = await LeptonAsync("rollback", "llm", "-n", "live", "--to-revision", "9");
        Assert.Equal((1, "lepton rollback: --to-revision: found 9, expected a revision of LeptonModel live/llm: 2, 1"), (status, output.Trim()));
        (status, output) = await LeptonAsync("rollback", "llm", "-n", "live", "--dry-run", "-o", "json");
        Assert.Equal((0, "spec.image"), (status, (string?)JsonNode.Parse(output)!["fields"]![0]!["field"]));
        Assert.Equal("registry.example/serve:2", (await Fleet.ModelAsync("live", "llm")).Spec.Image);
        (status, output) = await LeptonAsync("rollback", "llm", "-n", "live");
        Assert.True(status == 0, output);
        await UntilRevisionAsync(3);
        Assert.Equal("registry.example/serve:1", (await Fleet.ModelAsync("live", "llm")).Spec.Image);

        Task UntilRevisionAsync(long number) => Fleet.UntilAsync($"revision {number} is kept", async () => (await Fleet.ModelAsync("live", "llm")).Status?.Revision?.Number == number ? null : "not yet");
    }

    /// <summary>Exit status, and what it said on both streams (on the first alone when it is data).</summary>
    private async Task<(int Status, string Output)> LeptonAsync(params string[] arguments)
    {
        var ended = await EndedProgram.RunAsync(new ProcessStartInfo(Repository.Built("src", "Lepton.Cli", "lepton"), [.. arguments, "--kubeconfig", Fleet.HubKubeconfig]), TimeSpan.FromMinutes(2));
        return (ended.Status, arguments.Contains("json") ? ended.Output : ended.Output + ended.Errors);
    }
}
