using System.Text.RegularExpressions;
using Lepton.EndToEnd.Harness;
using Xunit;

namespace Lepton.EndToEnd.House;

/// <summary>The code of the how-to pages is code that is compiled and run.</summary>
public sealed partial class HowToCode
{
    private const string Example = "tests/Lepton.ControllerRuntime.Tests/Example";

    [Theory]
    [InlineData("docs/how-to/write-an-operator.md", 5)]
    public void Blocks_that_name_a_file_stand_in_it(string page, int blocks)
    {
        var text = File.ReadAllText(Repository.PathOf(page));
        var found = Block().Matches(text);
        Assert.Equal(blocks, found.Count);
        // No block is only written down.
        Assert.Equal(blocks, text.Split("```csharp").Length - 1);
        foreach (Match block in found)
        {
            var source = File.ReadAllText(Repository.PathOf(Example, block.Groups["file"].Value));
            Assert.True(source.Contains(block.Groups["code"].Value, StringComparison.Ordinal), $"{page}: the block of {block.Groups["file"].Value} is not what stands in that file");
        }
    }

    [GeneratedRegex("<!-- (?<file>\\S+\\.cs) -->\n```csharp\n(?<code>.*?)\n```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Block();
}
