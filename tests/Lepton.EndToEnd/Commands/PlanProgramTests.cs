using Lepton.EndToEnd.Harness;
using Xunit;

namespace Lepton.EndToEnd.Commands;

/// <summary><c>lepton plan</c> as the README prints it, from a shell.</summary>
public sealed class PlanProgramTests
{
    [Fact]
    public async Task The_samples_are_planned_and_into_a_pipe_no_table_is_broken()
    {
        await using var lepton = LeptonProcess.Start("plan", "-f", Repository.PathOf("config", "samples"), "--explain");

        Assert.Equal(0, await lepton.EndAsync());
        Assert.DoesNotContain('\u001b', lepton.Output);

        var lines = lepton.Output.Split('\n');
        Assert.Contains(lines, line => Cells(line) is ["MODEL", "CLUSTER", "GPU", "CAPACITY", "REPLICAS", "$/HOUR", "REASON"]);
        Assert.Contains(lines, line => Cells(line) is ["models/llama-3-3-70b", _, _, _, _, _, "Placed"]);
        Assert.Contains(lines, line => Cells(line) is ["POOL", "VERDICT", "$/HOUR", "REASON"]);
        Assert.Contains(lines, line => line.StartsWith("Certified: no placement of this work costs less than $", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Files_that_are_not_there_are_named_and_the_exit_status_says_so()
    {
        await using var lepton = LeptonProcess.Start("plan", "-f", "no-such-folder");

        Assert.Equal(1, await lepton.EndAsync());

        Assert.Contains("no-such-folder", lepton.Output, StringComparison.Ordinal);
    }

    private static string[] Cells(string line) => [.. line.Split('│', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
}
