using System.CommandLine;
using System.Text.RegularExpressions;
using Lepton.Cli.Tests.Support;

namespace Lepton.Cli.Tests.Completion;

/// <summary>What the docs have people type is what the program understands: every command line of theirs, with its options and values.</summary>
public sealed partial class DocumentedCommandsTests
{
    /// <summary>Where a shell goes on with something else.</summary>
    private static readonly string[] Ends = ["|", ";", ">", "&", "<"];

    public static TheoryData<string> Pages => [.. Files.Where(p => Commands(p).Any()).Select(p => Path.GetRelativePath(Repository.Root, p)).Order(StringComparer.Ordinal)];

    /// <summary>The reference of commands is written from the commands.</summary>
    private static IEnumerable<string> Files => Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories)
        .Where(p => Path.GetFileName(p) != "commands.md").Append(Path.Combine(Repository.Root, "README.md"));

    [Fact]
    public void There_are_many() => Assert.True(Files.Sum(p => Commands(p).Count()) > 100);

    [Theory]
    [MemberData(nameof(Pages))]
    public void Each_is_understood(string page)
    {
        var root = LeptonCommand.Create();
        Assert.Empty(Commands(Path.Combine(Repository.Root, page)).SelectMany(c => root.Parse(c.Command).Errors.Select(e => (c.Whole, Text: $"lepton {c.Command}: {e.Message}")))
            // In a sentence a command may be named without what it needs.
            .Where(e => e.Whole || !(e.Text.Contains("Required argument missing", StringComparison.Ordinal) || e.Text.EndsWith("is required.", StringComparison.Ordinal))).Select(e => e.Text));
    }

    /// <summary>Lines of code blocks, and pieces of inline code, without what a shell takes away.</summary>
    private static IEnumerable<(string Command, bool Whole)> Commands(string page)
    {
        var text = Continued().Replace(File.ReadAllText(page), " ");
        return Block().Matches(text).SelectMany(b => b.Groups["code"].Value.Split('\n')).SelectMany(l => In(l, whole: true))
            .Concat(Inline().Matches(Block().Replace(text, "")).SelectMany(i => In(i.Groups["code"].Value, whole: false)));
    }

    private static IEnumerable<(string Command, bool Whole)> In(string line, bool whole) => Comment().Replace(line, "").Split(Ends, StringSplitOptions.None)
        .Select(l => Program().Match(l.Trim())).Where(m => m.Success).Select(m => m.Groups["rest"].Value.Trim())
        // An ellipsis stands for what is told elsewhere, a placeholder in brackets for what may be left out.
        .Where(l => !l.Contains('…', StringComparison.Ordinal) && !l.Contains('[', StringComparison.Ordinal)).Select(l => (l, whole));

    [GeneratedRegex(@"\\\n\s*", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Continued();

    [GeneratedRegex("^```[^\n]*\n(?<code>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Block();

    [GeneratedRegex("(?<!`)`(?<code>[^`\n]+)`(?!`)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Inline();

    [GeneratedRegex(@"\s#.*$", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^(kubectl lepton|(artifacts/lepton/)?lepton)\s+(?<rest>[a-z].*)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Program();
}
