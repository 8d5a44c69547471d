using Lepton.Delivery.Tests.Helm;
using IoPath = System.IO.Path;

namespace Lepton.Delivery.Tests.Chart;

/// <summary>Wrong values end with a sentence, before anything is installed.</summary>
public sealed class BadValuesTests
{
    public static TheoryData<int> Contradictions => [.. Enumerable.Range(0, ChartFiles.Cases("bad-values.yaml").Count)];

    public static TheoryData<int> Refusals => [.. Enumerable.Range(0, ChartFiles.Cases("refused-values.yaml").Count)];

    [Theory]
    [MemberData(nameof(Contradictions))]
    public void Values_that_contradict_each_other_fail(int index)
    {
        var @case = ChartFiles.Cases("bad-values.yaml")[index];
        var values = (IDictionary<string, object?>)@case["values"]!;
        Assert.Empty(ChartFiles.Refused(values));
        var error = Assert.Throws<TemplateException>(() => ChartFiles.Open().Render(values));
        Assert.Contains((string)@case["says"]!, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public void The_schema_refuses(int index)
    {
        var @case = ChartFiles.Cases("refused-values.yaml")[index];
        Assert.Contains((string)@case["at"]!, ChartFiles.Refused((IDictionary<string, object?>)@case["values"]!));
    }

    /// <summary>A value without a place in the schema would be refused; one without a default would be unknown to the README.</summary>
    [Fact]
    public void Schema_and_defaults_name_the_same_values()
    {
        var schema = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(IoPath.Combine(ChartFiles.Folder, "values.schema.json")))!["properties"]!.AsObject().Select(p => p.Key);
        Assert.Equal(ChartFiles.Open().Defaults.Keys, schema.Except(["global"], StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }
}
