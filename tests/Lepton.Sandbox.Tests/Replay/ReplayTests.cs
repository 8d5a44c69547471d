using System.Globalization;
using System.Text;
using Lepton.Sandbox.Tests.Support;
using Xunit.Abstractions;

namespace Lepton.Sandbox.Tests.Replay;

/// <summary>The recorded scenarios against the sandbox, in their order and on one cluster, as they were recorded.</summary>
public sealed class ReplayTests(ReplayRun run, ITestOutputHelper output) : IClassFixture<ReplayRun>
{
    /// <summary>Scenario, and how many of a hundred steps are at least answered as recorded.</summary>
    [SkippableTheory]
    [InlineData("01", 0)]
    [InlineData("02", 0)]
    [InlineData("03", 0)]
    [InlineData("04", 0)]
    [InlineData("05", 0)]
    [InlineData("06", 0)]
    [InlineData("07", 0)]
    [InlineData("08", 0)]
    [InlineData("09", 0)]
    [InlineData("10", 0)]
    [InlineData("11", 0)]
    [InlineData("12", 0)]
    [InlineData("13", 0)]
    public async Task Answers_are_as_recorded(string scenario, int percent)
    {
        Skip.If(Recording.Folder is null, "the recordings of a real API server are not beside this repository");
        var results = await run.ResultsAsync(scenario);
        var equal = results.Count(r => r.Equal);
        output.WriteLine($"scenario {scenario}: {equal} of {results.Count} equal");
        var report = new StringBuilder();
        foreach (var result in results.Where(r => !r.Equal))
            report.AppendLine(CultureInfo.InvariantCulture, $"{scenario}#{result.Step} {result.Note}\n    {string.Join("\n    ", result.Differences)}");
        output.WriteLine(report.ToString());
        if (Environment.GetEnvironmentVariable("LEPTON_REPLAY_REPORT") is { Length: > 0 } folder)
            await File.WriteAllTextAsync(Path.Combine(folder, scenario + ".txt"), $"{equal}/{results.Count}\n{report}");
        Assert.True(equal * 100 >= percent * results.Count, $"{equal} of {results.Count} steps equal, {percent} % expected\n{report}");
    }
}

/// <summary>Runs each scenario once, in order.</summary>
public sealed class ReplayRun : IAsyncLifetime
{
    private static readonly string[] Order = ["01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13"];
    private readonly Dictionary<string, List<StepResult>> _results = [];
    private TestCluster? _cluster;

    public async Task InitializeAsync()
    {
        if (Recording.Folder is null)
            return;
        _cluster = await TestCluster.StartAsync();
        var replayer = new Replayer(_cluster);
        foreach (var scenario in Order)
            _results[scenario] = await replayer.RunAsync(scenario);
    }

    public async Task DisposeAsync()
    {
        if (_cluster is not null)
            await _cluster.DisposeAsync();
    }

    internal Task<List<StepResult>> ResultsAsync(string scenario) => Task.FromResult(_results[scenario]);
}
