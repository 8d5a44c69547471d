using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Xunit;

namespace Lepton.EndToEnd.Monitoring;

/// <summary>Dashboards and alerts before a real Prometheus that scrapes a run of the demo.</summary>
public sealed class PrometheusTests(MonitoredRun run) : IClassFixture<MonitoredRun>
{
    /// <summary>Panels that may be empty in such a run, and why.</summary>
    private static readonly Dictionary<string, string> MayBeEmpty = new(StringComparer.Ordinal)
    {
        ["Tokens of members end in"] = "the sandbox's members are reached by credentials that the operator does not renew",
        ["Time of admission"] = "no webhook is registered with the sandbox's hub, so none was asked",
        ["Failed requests"] = "nothing has to fail in a run",
        ["Saved against the cheapest single provider"] = "no single provider may have room for all of it",
    };

    [SkippableFact]
    public async Task Dashboards_show_what_there_is_and_alerts_tell_of_what_is_lost()
    {
        Skip.If(run.Missing is not null, run.Missing);
        await DashboardsAsync();
        await SeriesAsync();
        await PageAsync();
        await AlertsAsync();
    }

    /// <summary>Every query of every panel is understood and returns numbers.</summary>
    private async Task DashboardsAsync()
    {
        List<string> empty = [];
        await run.UntilAsync("every panel shows something", async () =>
        {
            empty = [];
            foreach (var panel in Dashboards.Queries.GroupBy(q => (q.Dashboard, q.Panel)))
            {
                var shown = 0;
                foreach (var query in panel)
                    shown += (await run.Prometheus.QueryAsync(query.Filled("30s"))).Count(s => !double.IsNaN(s.Value));
                if (shown == 0 && !MayBeEmpty.ContainsKey(panel.Key.Panel))
                    empty.Add($"{panel.First()}");
            }

            return empty.Count == 0 ? null : string.Join("\n", empty);
        });
        Assert.Superset(MayBeEmpty.Keys.ToHashSet(), Dashboards.Queries.Select(q => q.Panel).ToHashSet());
        foreach (var variable in Dashboards.Variables)
            Assert.NotEmpty(await run.Prometheus.SeriesAsync(variable.Filled("30s")["label_values(".Length..^1].Split(", ")[0].Split('{')[0]));
    }

    /// <summary>Names and labels of all series are those that are written down.</summary>
    private async Task SeriesAsync()
    {
        var series = await run.Prometheus.SeriesAsync("{job=\"lepton-operator\"}");
        var strangers = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var one in series.Cast<JsonObject>())
        {
            var name = (string)one["__name__"]!;
            if (name is "up" || name.StartsWith("scrape_", StringComparison.Ordinal))
                continue;
            var labels = one.Select(l => l.Key).Where(l => l is not ("__name__" or "job" or "instance"));
            if (ExportedNames.Find(name) is not { } known)
                strangers.Add($"{name} is not written down");
            else
                strangers.UnionWith(labels.Where(l => !known.Labels.Contains(l)).Select(l => $"{name} has a label {l}"));
        }

        Assert.Empty(strangers);
        // Every label that is written down is on some series, or it is none.
        var seen = series.Cast<JsonObject>().SelectMany(s => s.Select(l => l.Key)).ToHashSet(StringComparer.Ordinal);
        Assert.Empty(ExportedNames.Meanings.Select(m => m.Label).Where(l => !seen.Contains(l)));
        Assert.True(series.Count > 500, $"{series.Count} series");
    }

    /// <summary>What promtool finds wrong with the page; and the other format for those who ask for it.</summary>
    private async Task PageAsync()
    {
        using var client = new HttpClient();
        var text = await client.GetStringAsync(run.Metrics);
        Assert.Contains("# TYPE lepton_placement_hourly_cost_dollars gauge\n", text, StringComparison.Ordinal);
        if (PrometheusProcess.Find("promtool") is { } promtool)
        {
            using var check = Process.Start(new ProcessStartInfo(promtool, ["check", "metrics"]) { RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false })!;
            await check.StandardInput.WriteAsync(text);
            check.StandardInput.Close();
            var complaints = await check.StandardError.ReadToEndAsync() + await check.StandardOutput.ReadToEndAsync();
            await check.WaitForExitAsync();
            Assert.Empty(complaints.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, run.Metrics);
        request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse("application/openmetrics-text;version=1.0.0"));
        using var response = await client.SendAsync(request);
        Assert.Equal("application/openmetrics-text", response.Content.Headers.ContentType!.MediaType);
        Assert.EndsWith("# EOF\n", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    /// <summary>Every alert is evaluated without an error; none that should not stirs, and those stir whose trouble is made.</summary>
    private async Task AlertsAsync()
    {
        await run.UntilAsync("all alerts are evaluated", async () =>
            (await run.Prometheus.RulesAsync()).FirstOrDefault(r => (string?)r["health"] != "ok") is { } bad ? $"{bad["name"]}: {bad["health"]} {bad["lastError"]}" : null);
        Assert.Equal(Dashboards.Alerts.Count, (await run.Prometheus.RulesAsync()).Count);
        Assert.Empty((await StirringAsync()).Intersect(["LeptonOperatorDown", "LeptonNoLeader", "LeptonMemberUnreachable", "LeptonPlanFailing", "LeptonPlanStale", "LeptonApiErrors", "LeptonWatchBroken"]));

        var lost = run.Session.Members.Keys.Order(StringComparer.Ordinal).First();
        await run.Session.Cluster(lost).StopAsync();
        await run.UntilAsync("the loss of a member stirs its alert", async () => (await StirringAsync()).Contains("LeptonMemberUnreachable") ? null : "it does not");
        var alert = Assert.Single((await run.Prometheus.QueryAsync("ALERTS{alertname=\"LeptonMemberUnreachable\"}")));
        Assert.Equal(lost, (string?)alert.Labels["cluster"]);

        await run.EndOperatorAsync();
        await run.UntilAsync("the end of the operator stirs its alert", async () => (await StirringAsync()).Contains("LeptonOperatorDown") ? null : "it does not");
    }

    /// <summary>Alerts that fire, or will if it goes on.</summary>
    private async Task<IReadOnlySet<string>> StirringAsync() =>
        (await run.Prometheus.RulesAsync()).Where(r => (string?)r["state"] != "inactive").Select(r => (string)r["name"]!).ToHashSet(StringComparer.Ordinal);
}
