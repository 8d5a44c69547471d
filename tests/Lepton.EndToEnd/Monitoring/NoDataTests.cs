using Lepton.Cli.Manifests;
using Lepton.Cli.Sandboxes;
using Lepton.EndToEnd.Harness;
using Lepton.Sandbox.Fleet;
using Xunit;

namespace Lepton.EndToEnd.Monitoring;

/// <summary>Dashboards and alerts before a real Prometheus that has nothing yet: no operator answers, or one that has neither models nor members.</summary>
public sealed class NoDataTests
{
    [SkippableFact]
    public async Task Where_nothing_is_scraped_panels_are_empty_and_the_alert_is_that_no_operator_is()
    {
        Skip.If(PrometheusProcess.Program is null, "prometheus is not on the PATH (Debian: package prometheus)");
        await using var prometheus = PrometheusProcess.Start($"127.0.0.1:{PrometheusProcess.FreePort()}", Dashboards.AlertFile);
        await EvaluatedAsync(prometheus);
        foreach (var query in Dashboards.Queries)
            Assert.Empty(await prometheus.QueryAsync(query.Filled("30s")));
        Assert.Equal(["LeptonOperatorDown"], await StirringAsync(prometheus));
    }

    [SkippableFact]
    public async Task Without_models_and_members_figures_are_zero_or_absent_and_no_alert_stirs()
    {
        Skip.If(PrometheusProcess.Program is null, "prometheus is not on the PATH (Debian: package prometheus)");
        await using var session = await SandboxSession.StartAsync(ReadyFleets.Load(ReadyFleets.OneSmall), CancellationToken.None);
        await HubSetup.InstallDefinitionsAsync(session.Hub, ManifestFiles.Load([Repository.PathOf("config", "crd")]), CancellationToken.None);
        await TestFleet.EnsureNamespaceAsync(session.Hub, "lepton-system");
        var port = PrometheusProcess.FreePort();
        await using var program = OperatorProcess.Start(Repository.OperatorProgram, session.HubKubeconfig, Path.Combine(session.Folder, "operator.log"), metricsPort: port, webhooks: true);
        await using var prometheus = PrometheusProcess.Start($"127.0.0.1:{port}", Dashboards.AlertFile);
        // Prometheus answers queries with plain text until it has read its storage.
        await UntilAsync("the operator leads and has looked", async () => await prometheus.TargetAsync() is not "up" and var unread ? unread
            : (await prometheus.QueryAsync("sum(leader_election_master_status) == 1 and max(lepton_plan_last_look_timestamp_seconds) > 0")).Count == 1 ? null : "not yet");
        await EvaluatedAsync(prometheus);

        // A stat that divided nothing by nothing would read "NaN".
        foreach (var query in Dashboards.Panels.Where(p => (string)p["type"]! == "stat").SelectMany(p => p["targets"]!.AsArray().Select(t => new DashboardQuery("", (string)p["title"]!, (string)t!["expr"]!))))
            Assert.All(await prometheus.QueryAsync(query.Filled("30s")), s => Assert.True(double.IsFinite(s.Value), $"{query}: {s.Value}"));
        foreach (var query in Dashboards.Queries)
            Assert.DoesNotContain(await prometheus.QueryAsync(query.Filled("30s")), s => double.IsInfinity(s.Value));
        Assert.Equal(0, Assert.Single(await prometheus.QueryAsync("max(lepton_models)")).Value);
        Assert.Equal(0, Assert.Single(await prometheus.QueryAsync("max(lepton_hourly_cost_dollars)")).Value);
        Assert.Empty(await prometheus.QueryAsync("lepton_placement_replicas"));
        await UntilAsync("no alert stirs", async () => string.Join(", ", await StirringAsync(prometheus)) is { Length: > 0 } stirring ? stirring : null);
    }

    private static Task EvaluatedAsync(PrometheusProcess prometheus) => UntilAsync("all alerts are evaluated", async () =>
    {
        if (await prometheus.TargetAsync() is "no target yet" or "unknown: ")
            return "nothing was scraped yet";
        var rules = await prometheus.RulesAsync();
        return rules.Count != Dashboards.Alerts.Count ? $"{rules.Count} rules"
            : rules.FirstOrDefault(r => (string?)r["health"] != "ok") is { } bad ? $"{bad["name"]}: {bad["health"]} {bad["lastError"]}" : null;
    });

    private static async Task<IReadOnlyList<string>> StirringAsync(PrometheusProcess prometheus) =>
        [.. (await prometheus.RulesAsync()).Where(r => (string?)r["state"] != "inactive").Select(r => (string)r["name"]!).Order(StringComparer.Ordinal)];

    private static async Task UntilAsync(string what, Func<Task<string?>> open)
    {
        string? last = null;
        await Wait.UntilAsync(what, async () => (last = await open()) is null, TimeSpan.FromSeconds(90), CancellationToken.None, () => last ?? "");
    }
}
