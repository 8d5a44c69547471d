using System.Text;
using Lepton.Sandbox.Tests.Replay;
using Lepton.Sandbox.Tests.Support;
using Xunit.Abstractions;

namespace Lepton.Sandbox.Tests.Cases;

/// <summary>The project's own cases of how a real API server answers; they need nothing from outside.</summary>
public sealed class CaseTests(CaseRun run, ITestOutputHelper output) : IClassFixture<CaseRun>
{
    public static TheoryData<string> Topics => [.. CaseFolder.Topics];

    [Theory]
    [MemberData(nameof(Topics))]
    public void Answers_are_those_of_a_real_server(string topic)
    {
        var results = run.Results(topic);
        Assert.NotEmpty(results);
        output.WriteLine($"{topic}: {results.Count} cases");
        var report = new StringBuilder();
        foreach (var result in results.Where(r => !r.Equal))
            report.AppendLine($"{topic} step {result.Step}: {result.Note}\n    {string.Join("\n    ", result.Differences)}");
        if (Environment.GetEnvironmentVariable("LEPTON_REPLAY_REPORT") is { Length: > 0 } folder)
            File.WriteAllText(Path.Combine(folder, topic + ".txt"), report.ToString());
        Assert.True(report.Length == 0, report.ToString());
    }
}

/// <summary>Runs all topics in order on one cluster: later ones use the definitions of earlier ones.</summary>
public sealed class CaseRun : IAsyncLifetime
{
    private readonly Dictionary<string, List<StepResult>> _results = [];

    public async Task InitializeAsync()
    {
        await using var cluster = await TestCluster.StartAsync();
        var replayer = new Replayer(cluster);
        foreach (var topic in CaseFolder.Topics)
            _results[topic] = await replayer.RunAsync(topic, CaseFolder.Steps(topic));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    internal List<StepResult> Results(string topic) => _results[topic];
}
