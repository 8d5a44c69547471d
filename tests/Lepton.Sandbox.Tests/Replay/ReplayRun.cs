using Lepton.Sandbox.Fleet;
using Lepton.Sandbox.Simulation;
using Lepton.Sandbox.Tests.Support;

namespace Lepton.Sandbox.Tests.Replay;

/// <summary>Runs each scenario once, in order: first those of an API server alone, then, on the same cluster, those with controllers.</summary>
public sealed class ReplayRun : IAsyncLifetime
{
    private static readonly string[] Alone = ["01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13", "15", "16"];
    private static readonly string[] WithControllers = ["14", "17", "18", "19"];
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(300);
    private readonly Dictionary<string, List<StepResult>> _results = [];
    private readonly Dictionary<string, TimeSpan> _took = [];
    private TestCluster? _cluster;

    /// <summary>With controllers: what they do depends on time.</summary>
    public static bool IsTimed(string scenario) => WithControllers.Contains(scenario);

    public static IReadOnlyList<string> Scenarios { get; } = [.. Alone, .. WithControllers];

    public async Task InitializeAsync()
    {
        if (Recording.Folder is null)
            return;
        _cluster = await TestCluster.StartAsync();
        var replayer = new Replayer(_cluster);
        foreach (var scenario in Alone)
            await RunAsync(replayer, scenario);
        using var traces = ForkTraces.Leave(_cluster.Inside);
        await using var simulation = ClusterSimulation.Start(_cluster.Inside, Empty, new SimulationOptions { Machines = false, RootCertificate = _cluster.Host.CertificateAuthorityPem });
        replayer.Busy = true;
        foreach (var scenario in WithControllers)
            await RunAsync(replayer, scenario);
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
        await PrepareAsync(_cluster!, replayer, scenario);
        var started = TimeProvider.System.GetTimestamp();
        _results[scenario] = await replayer.RunAsync(scenario, WithControllers.Contains(scenario) ? Pace : TimeSpan.Zero);
        _took[scenario] = TimeProvider.System.GetElapsedTime(started);
    }

    /// <summary>What the recorder did to the server without writing it down.</summary>
    private static async Task PrepareAsync(TestCluster cluster, Replayer replayer, string scenario)
    {
        if (scenario == "16")
            (await cluster.DeleteAsync("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/converts.example.lepton.ai")).Expect(200);
        if (scenario == "17")
            await replayer.PrepareAsync("POST", "/api/v1/namespaces", Objects.Named("v1", "Namespace", "w17"));
        if (scenario == "18")
            cluster.Cluster.CompactHistory();
    }

    /// <summary>A cluster whose nodes come by hand.</summary>
    private static ClusterDefinition Empty { get; } = new("test");
}
