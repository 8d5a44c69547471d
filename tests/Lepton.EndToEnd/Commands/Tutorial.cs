using System.Text.RegularExpressions;
using Lepton.EndToEnd.Harness;

namespace Lepton.EndToEnd.Commands;

/// <summary>The shell blocks of <c>docs/tutorial.md</c>: those of one heading run in one shell after the other, as a reader types them.</summary>
internal sealed partial record Tutorial(IReadOnlyList<Tutorial.Block> Blocks)
{
    /// <param name="Part">The last heading of the second level above it.</param>
    /// <param name="Terminal">It stays in a terminal of its own.</param>
    internal sealed record Block(string Part, string Commands, bool Terminal);

    public static Tutorial Read()
    {
        var (blocks, part) = (new List<Block>(), "");
        foreach (Match match in HeadingOrBlock().Matches(File.ReadAllText(Repository.PathOf("docs", "tutorial.md"))))
        {
            if (match.Groups["heading"].Success)
                part = match.Groups["heading"].Value;
            else
                blocks.Add(new Block(part, match.Groups["commands"].Value, match.Groups["terminal"].Length > 0));
        }

        return new Tutorial(blocks);
    }

    public IEnumerable<Block> Of(string part) => Blocks.Where(b => b.Part.StartsWith(part, StringComparison.Ordinal));

    [GeneratedRegex("^(## (?<heading>[^\n]*)|```sh(?<terminal> terminal)?\n(?<commands>.*?)\n```)$", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex HeadingOrBlock();
}
