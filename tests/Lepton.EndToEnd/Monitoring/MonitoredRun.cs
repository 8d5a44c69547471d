using Lepton.Cli.Demo;
using Lepton.Cli.Manifests;
using Lepton.Cli.Sandboxes;
using Lepton.EndToEnd.Harness;
using Lepton.EndToEnd.Placing;
using Spectre.Console;
using Xunit;

namespace Lepton.EndToEnd.Monitoring;

/// <summary>The demo's fleet with the operator as a process, and a Prometheus that scrapes it: placed, ready, a price raised and a model moved.</summary>
public sealed class MonitoredRun : IAsyncLifetime
{
    private static readonly Dictionary<string, string> Settings = new(StringComparer.Ordinal)
    {
        ["LEPTON_Members__ProbeInterval"] = "00:00:01",
        ["LEPTON_Planner__Debounce"] = "00:00:00.05",
        ["LEPTON_Metrics__BaselineInterval"] = "00:00:02",
    };

    private OperatorProcess? _operator;

    internal SandboxSession Session { get; private set; } = null!;

    internal PrometheusProcess Prometheus { get; private set; } = null!;

    /// <summary>Null when all of it runs; else what is missing here.</summary>
    internal string? Missing => PrometheusProcess.Program is null ? "prometheus is not on the PATH (Debian: package prometheus)" : null;

    internal Uri Metrics { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (Missing is not null)
            return;
        Session = await SandboxSession.StartAsync(SamplesFixture.Definition, CancellationToken.None);
        await HubSetup.InstallDefinitionsAsync(Session.Hub, ManifestFiles.Load([Repository.PathOf("config", "crd")]), CancellationToken.None);
        await HubSetup.AddMembersAsync(Session.Hub, Session.Members.Keys.Select(c => (c, Session.MemberKubeconfig(c))), CancellationToken.None);
        await FleetStart.WaitAsync(Session.Members, TimeSpan.FromSeconds(30), CancellationToken.None);
        var port = PrometheusProcess.FreePort();
        Metrics = new Uri($"http://127.0.0.1:{port}/metrics");
        _operator = OperatorProcess.Start(Repository.OperatorProgram, Session.HubKubeconfig, Path.Combine(Session.Folder, "operator.log"), Settings, metricsPort: port, webhooks: true);
        Prometheus = PrometheusProcess.Start(Metrics.Authority, Dashboards.AlertFile);
        await UntilAsync("the operator is scraped", async () => await Prometheus.TargetAsync() is "up" ? null : await Prometheus.TargetAsync());
        await RunDemoAsync();
    }

    public async Task DisposeAsync()
    {
        if (Missing is not null)
            return;
        await Prometheus.DisposeAsync();
        await EndOperatorAsync();
        await Session.DisposeAsync();
    }

    /// <summary>Asks it to end, as a Deployment does that is scaled to nothing.</summary>
    public async Task EndOperatorAsync()
    {
        if (_operator is not null)
            await _operator.DisposeAsync();
        _operator = null;
    }

    /// <summary>Polls until there is nothing left to say.</summary>
    internal async Task UntilAsync(string what, Func<Task<string?>> open)
    {
        string? last = null;
        await Wait.UntilAsync(what, async () => (last = await open()) is null, TimeSpan.FromSeconds(90), CancellationToken.None, () => last ?? "");
    }

    /// <summary>The steps of <c>lepton demo</c> in which nothing is lost.</summary>
    private async Task RunDemoAsync()
    {
        var samples = ManifestFiles.Load([Repository.PathOf("config", "samples")]);
        DemoRun.Hurry(samples);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(TextWriter.Null) });
        var demo = new DemoRun(Session, new DemoOptions(Repository.OperatorProgram, "config/samples", "config/crd", "") { Patience = TimeSpan.FromSeconds(120) }, samples, console);
        await demo.PlaceAsync(CancellationToken.None);
        await demo.RaisePriceAsync(CancellationToken.None);
    }
}
