using Lepton.Sandbox.Fleet;
using Lepton.Sandbox.Simulation;
using Lepton.Sandbox.Tests.Support;

namespace Lepton.Sandbox.Tests.Replay;

/// <summary>Runs each scenario once, in order: first those of an API server alone, then, on the same cluster, those with controllers.</summary>
public sealed class ReplayRun : IAsyncLifetime
{
    private static readonly string[] Alone = ["01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13", "15"];
    private static readonly string[] WithControllers = [];
    private readonly Dictionary<string, List<StepResult>> _results = [];
    private readonly Dictionary<string, TimeSpan> _took = [];
    private TestCluster? _cluster;

    public static IReadOnlyList<string> Scenarios { get; } = [.. Alone, .. WithControllers];

    public async Task InitializeAsync()
    {
        if (Recording.Folder is null)
            return;
        _cluster = await TestCluster.StartAsync();
        var replayer = new Replayer(_cluster);
        foreach (var scenario in Alone)
            await RunAsync(replayer, scenario);
        await using var simulation = ClusterSimulation.Start(_cluster.Inside, Empty, new SimulationOptions { SystemPods = false, RootCertificate = _cluster.Host.CertificateAuthorityPem });
        foreach (var scenario in WithControllers)
        {
            await PrepareAsync(scenario);
            await RunAsync(replayer, scenario);
        }
    }

    public async Task DisposeAsync()
    {
        if (_cluster is not null)
            await _cluster.DisposeAsync();
    }

    /// <summary>How long a scenario took.</summary>
    internal TimeSpan Took(string scenario) => _took[scenario];

    internal List<StepResult> Results(string scenario) => _results[scenario];

    private async Task RunAsync(Replayer replayer, string scenario)
    {
        var started = TimeProvider.System.GetTimestamp();
        _results[scenario] = await replayer.RunAsync(scenario);
        _took[scenario] = TimeProvider.System.GetElapsedTime(started);
    }

    /// <summary>What the recorder did to the server without writing it down.</summary>
    private async Task PrepareAsync(string scenario)
    {
        if (scenario == "17")
            await _cluster!.CreateNamespaceAsync("w17");
        if (scenario == "18")
            _cluster!.Cluster.CompactHistory();
    }

    /// <summary>A cluster whose nodes come by hand.</summary>
    private static ClusterDefinition Empty { get; } = new("test");
}
