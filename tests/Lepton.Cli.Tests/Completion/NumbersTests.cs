using System.CommandLine;

namespace Lepton.Cli.Tests.Completion;

/// <summary>A word where a number is expected, for every number of every command.</summary>
public sealed class NumbersTests
{
    public static TheoryData<string, string, string> All
    {
        get
        {
            var all = new TheoryData<string, string, string>();
            foreach (var (path, command) in Commands(LeptonCommand.Create(), ""))
            {
                foreach (var option in command.Options.Where(o => Numbers.Expected(o.ValueType) is not null))
                    all.Add($"{path} {Needed(command)} {option.Name} word", option.Name, Numbers.Expected(option.ValueType)!);
                foreach (var argument in command.Arguments.Where(a => Numbers.Expected(a.ValueType) is not null))
                    all.Add($"{path} {string.Join(' ', command.Arguments.Select(a => a == argument ? "word" : "a"))}", argument.Name, Numbers.Expected(argument.ValueType)!);
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void It_is_named_with_what_is_expected(string line, string name, string expected) =>
        Assert.Contains($"{name}: found \"word\", expected {expected}", LeptonCommand.Create().Parse(line).Errors.Select(e => e.Message));

    [Fact]
    public void Numbers_are_still_checked_for_their_size()
    {
        Assert.Contains("units-per-second: expected a number of at least 0", LeptonCommand.Create().Parse("sandbox load a/b -- -1").Errors.Select(e => e.Message));
        Assert.Empty(LeptonCommand.Create().Parse("sandbox load a/b 1.5").Errors);
        Assert.Contains(LeptonCommand.Create().Parse("sandbox price aws L4 --factor 0").Errors, e => e.Message.Contains("expected a number above 0", StringComparison.Ordinal));
    }

    private static IEnumerable<(string Path, Command Command)> Commands(Command command, string path) =>
        command.Subcommands.SelectMany(c => Commands(c, $"{path} {c.Name}".Trim()).Prepend(($"{path} {c.Name}".Trim(), c)));

    private static string Needed(Command command) => string.Join(' ', command.Arguments.Where(a => a.Arity.MinimumNumberOfValues > 0).Select(a => Numbers.Expected(a.ValueType) is null ? "a" : "1"));
}
