using System.Text.Json.Nodes;
using Lepton.Delivery.Tests.Helm;
using IoPath = System.IO.Path;

namespace Lepton.Delivery.Tests.Chart;

/// <summary>Our renderer against the real Helm, where it is found: what it makes of each set of values, and what it refuses.</summary>
public sealed class HelmTests
{
    public static TheoryData<string> Matrix => RenderingTests.Matrix;

    [SkippableTheory]
    [MemberData(nameof(Matrix))]
    public async Task Helm_renders_the_same(string name)
    {
        using var helm = HelmProgram.Find();
        var text = await helm.RunAsync("template", "lepton", ChartFiles.Folder, "--namespace", "lepton-system", "--values", FileOf(name));
        var theirs = TemplateValue.ReadAll(text).Cast<IDictionary<string, object?>>().ToDictionary(Key, ChartFiles.Json);
        var ours = ChartFiles.Open().Objects(ChartFiles.Values(name)).ToDictionary(Key, ChartFiles.Json);
        Assert.Equal(theirs.Keys.Order(StringComparer.Ordinal), ours.Keys.Order(StringComparer.Ordinal));
        Assert.All(theirs, t => Assert.True(JsonNode.DeepEquals(t.Value, ours[t.Key]), $"{t.Key}: Helm {t.Value.ToJsonString()}, here {ours[t.Key].ToJsonString()}"));
    }

    [SkippableTheory]
    [MemberData(nameof(Matrix))]
    public async Task Helm_finds_nothing_wrong(string name)
    {
        using var helm = HelmProgram.Find();
        Assert.Contains("0 chart(s) failed", await helm.RunAsync("lint", "--strict", ChartFiles.Folder, "--values", FileOf(name)), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Helm_refuses_values_that_contradict_each_other_in_the_same_words()
    {
        using var helm = HelmProgram.Find();
        foreach (var @case in ChartFiles.Cases("bad-values.yaml"))
            Assert.Contains((string)@case["says"]!, await helm.RefusedAsync("template", "lepton", ChartFiles.Folder, "--values", helm.Values(@case["values"]!)), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Helm_refuses_what_the_schema_refuses_at_the_same_place()
    {
        using var helm = HelmProgram.Find();
        foreach (var @case in ChartFiles.Cases("refused-values.yaml"))
        {
            var error = await helm.RefusedAsync("template", "lepton", ChartFiles.Folder, "--values", helm.Values(@case["values"]!));
            // Up to 3.17 a path has dots, from then on slashes; what has no place is named below its parent.
            var path = ((string)@case["at"]!).TrimStart('/');
            Assert.True(error.Contains(path, StringComparison.Ordinal) || error.Contains(path.Replace('/', '.'), StringComparison.Ordinal), $"{path}: {error}");
        }
    }

    private static string FileOf(string name) => IoPath.Combine(ChartFiles.Matrix, name + ".yaml");

    private static string Key(IDictionary<string, object?> value) => $"{value["kind"]}/{((IDictionary<string, object?>)value["metadata"]!)["name"]}";
}
