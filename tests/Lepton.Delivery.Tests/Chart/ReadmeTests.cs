using System.Text.RegularExpressions;
using Lepton.Delivery.Tests.Helm;
using IoPath = System.IO.Path;

namespace Lepton.Delivery.Tests.Chart;

/// <summary>The chart's README is what <c>make chart</c> makes of values.yaml, and no value is missing in it.</summary>
public sealed partial class ReadmeTests
{
    [SkippableFact]
    public async Task It_is_generated_from_the_values()
    {
        Skip.If(Checkout.Program("bash") is null || Checkout.Program("awk") is null, "scripts/chart-readme.sh needs bash and awk");
        Assert.True(await Checkout.RunAsync("bash", "scripts/chart-readme.sh") == Readme, "charts/lepton-operator/README.md is not what its values say: run make chart");
    }

    [Fact]
    public void Every_value_has_a_line_with_its_meaning()
    {
        var told = Readme.Split('\n').Where(l => l.StartsWith("| `", StringComparison.Ordinal)).ToDictionary(l => l[3..l.IndexOf('`', 3)], StringComparer.Ordinal);
        var values = Leaves("", ChartFiles.Open().Defaults).ToList();
        Assert.True(values.Count > 50, $"{values.Count} values");
        Assert.Empty(values.Where(v => !told.Keys.Any(t => v == t || v.StartsWith(t + ".", StringComparison.Ordinal))));
        Assert.Empty(told.Keys.Where(t => !values.Any(v => v == t || v.StartsWith(t + ".", StringComparison.Ordinal))));
        Assert.All(told.Values, line => Assert.Matches(@"^\| `\S+` \| .+ \| .{8,} \|$", line));
    }

    /// <summary>What the docs have people set is a value of the chart.</summary>
    [Fact]
    public void Values_that_the_docs_set_exist()
    {
        var pages = Directory.GetFiles(Checkout.PathOf("docs"), "*.md", SearchOption.AllDirectories).Append(Checkout.PathOf("README.md")).Append(IoPath.Combine(ChartFiles.Folder, "README.md"));
        var named = pages.SelectMany(p => Set().Matches(File.ReadAllText(p))).SelectMany(m => m.Groups["values"].Value.Split(',')).Select(v => v.Split('=')[0]).Distinct(StringComparer.Ordinal).ToList();
        Assert.True(named.Count >= 6, $"{named.Count} values are set in the docs");
        Assert.Empty(named.Except(Leaves("", ChartFiles.Open().Defaults), StringComparer.Ordinal));
    }

    [GeneratedRegex(@"--set (?<values>[A-Za-z.]+=[^\s`]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Set();

    private static string Readme => File.ReadAllText(IoPath.Combine(ChartFiles.Folder, "README.md"));

    private static IEnumerable<string> Leaves(string at, IDictionary<string, object?> values) => values.SelectMany(v =>
        v.Value is IDictionary<string, object?> { Count: > 0 } inner ? Leaves($"{at}{v.Key}.", inner) : [at + v.Key]);
}
