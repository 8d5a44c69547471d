using System.CommandLine;
using Lepton.Cli.Completion;

namespace Lepton.Cli.Tests.Completion;

public sealed class CompletionTests
{
    [Theory]
    [InlineData("lepton mem", "members")]
    [InlineData("lepton members ", "add,list,remove")]
    [InlineData("lepton completion ", "bash,fish,pwsh,zsh")]
    [InlineData("lepton cost --by na", "namespace")]
    public void The_program_completes_itself(string line, string expected)
    {
        using var output = new StringWriter();
        var status = LeptonCommand.Create().Parse([$"[suggest:{line.Length}]", line]).Invoke(new InvocationConfiguration { Output = output });
        Assert.Equal(0, status);
        var found = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.All(expected.Split(','), e => Assert.Contains(e, found));
    }

    [Fact]
    public void Every_script_asks_the_program() => Assert.All(CompletionCommand.Scripts, s => Assert.Contains("[suggest:", s.Value, StringComparison.Ordinal));
}
