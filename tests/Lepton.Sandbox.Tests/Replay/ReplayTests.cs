using System.Globalization;
using System.Text;
using Xunit.Abstractions;

namespace Lepton.Sandbox.Tests.Replay;

/// <summary>The recorded scenarios against the sandbox, in their order and on one cluster, as they were recorded.</summary>
public sealed class ReplayTests(ReplayRun run, ITestOutputHelper output) : IClassFixture<ReplayRun>
{
    private const int Percent = 95;

    public static TheoryData<string> Scenarios => [.. ReplayRun.Scenarios];

    [SkippableTheory]
    [MemberData(nameof(Scenarios))]
    public async Task Answers_are_as_recorded(string scenario)
    {
        Skip.If(Recording.Folder is null, "the recordings of a real API server are not beside this repository");
        var results = run.Results(scenario);
        var within = results.Where(Coverage.Published.Contains).ToList();
        var report = Report(within);
        var summary = string.Create(CultureInfo.InvariantCulture,
            $"scenario {scenario}: {results.Count} steps replayed, {within.Count(r => r.Equal)} of {within.Count} within the coverage equal, {results.Count - within.Count} outside, in {run.Took(scenario).TotalSeconds:0.0} s");
        output.WriteLine(summary);
        output.WriteLine(report);
        if (Environment.GetEnvironmentVariable("LEPTON_REPLAY_REPORT") is { Length: > 0 } folder)
            await File.WriteAllTextAsync(Path.Combine(folder, scenario + ".txt"), $"{summary}\n{report}");
        Assert.True(within.Count(r => r.Equal) * 100 >= Percent * within.Count, $"{summary}; {Percent} % expected\n{report}");
    }

    /// <summary>What is published as missing must be missing, or the table says less than there is.</summary>
    [SkippableFact]
    public void Steps_outside_the_coverage_exist_and_differ()
    {
        Skip.If(Recording.Folder is null, "the recordings of a real API server are not beside this repository");
        var all = ReplayRun.Scenarios.SelectMany(run.Results).ToDictionary(r => (r.Scenario, r.Step));
        var unknown = Coverage.Published.Outside.Keys.Where(key => !all.ContainsKey(key)).ToArray();
        Assert.True(unknown.Length == 0, $"no such steps: {string.Join(" ", unknown)}");
        var covered = Coverage.Published.Outside.Keys.Where(key => all[key].Equal).ToArray();
        Assert.True(covered.Length == 0, $"published as outside the coverage, but as recorded: {string.Join(" ", covered)}");
    }

    private static string Report(IEnumerable<StepResult> results)
    {
        var report = new StringBuilder();
        foreach (var result in results.Where(r => !r.Equal))
            report.AppendLine(CultureInfo.InvariantCulture, $"{result.Scenario}#{result.Step} {result.Note}\n    {string.Join("\n    ", result.Differences)}");
        return report.ToString();
    }
}
