using System.Diagnostics;
using Xunit;

namespace Lepton.EndToEnd.RealClusters;

/// <summary>Commands that end and start the API server of a given member; <c>{name}</c> in them is the member's name.</summary>
internal sealed record GivenOutage(string Stop, string Start)
{
    public const string StopVariable = "LEPTON_TEST_STOP_MEMBER";
    public const string StartVariable = "LEPTON_TEST_START_MEMBER";

    /// <summary>Null when none are given: then no member is lost.</summary>
    public static GivenOutage? Find() =>
        Environment.GetEnvironmentVariable(StopVariable) is { Length: > 0 } stop && Environment.GetEnvironmentVariable(StartVariable) is { Length: > 0 } start ? new GivenOutage(stop, start) : null;

    public Task EndAsync(string member) => RunAsync(Stop.Replace("{name}", member, StringComparison.Ordinal));

    public Task ReturnAsync(string member) => RunAsync(Start.Replace("{name}", member, StringComparison.Ordinal));

    private static async Task RunAsync(string command)
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command])) ?? throw new InvalidOperationException($"{command}: not started");
        await process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromMinutes(2)).Token);
        Assert.True(process.ExitCode == 0, $"{command}: exit status {process.ExitCode}");
    }
}
