using Lepton.Sandbox.Tests.Support;

namespace Lepton.Sandbox.Tests.Replay;

/// <summary>Runs each scenario once, in order.</summary>
public sealed class ReplayRun : IAsyncLifetime
{
    private readonly Dictionary<string, List<StepResult>> _results = [];
    private TestCluster? _cluster;

    /// <summary>Those of an API server without controllers.</summary>
    public static IReadOnlyList<string> Scenarios { get; } = ["01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13"];

    public async Task InitializeAsync()
    {
        if (Recording.Folder is null)
            return;
        _cluster = await TestCluster.StartAsync();
        var replayer = new Replayer(_cluster);
        foreach (var scenario in Scenarios)
            _results[scenario] = await replayer.RunAsync(scenario);
    }

    public async Task DisposeAsync()
    {
        if (_cluster is not null)
            await _cluster.DisposeAsync();
    }

    internal List<StepResult> Results(string scenario) => _results[scenario];
}
