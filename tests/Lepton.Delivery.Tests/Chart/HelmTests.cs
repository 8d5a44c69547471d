using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Delivery.Tests.Helm;
using IoPath = System.IO.Path;

namespace Lepton.Delivery.Tests.Chart;

/// <summary>Our renderer against the real Helm, where it is found.</summary>
public sealed class HelmTests
{
    public static TheoryData<string> Matrix => RenderingTests.Matrix;

    [SkippableTheory]
    [MemberData(nameof(Matrix))]
    public async Task Helm_renders_the_same(string name)
    {
        var helm = Checkout.Program("helm");
        Skip.If(helm is null, "helm is not on the PATH");
        var text = await Checkout.RunAsync(helm, "template", "lepton", ChartFiles.Folder, "--namespace", "lepton-system", "--values", IoPath.Combine(ChartFiles.Matrix, name + ".yaml"));
        var theirs = TemplateValue.ReadAll(text).Cast<IDictionary<string, object?>>().ToDictionary(Key, ChartFiles.Json);
        var ours = ChartFiles.Open().Objects(ChartFiles.Values(name)).ToDictionary(Key, ChartFiles.Json);
        Assert.Equal(theirs.Keys.Order(StringComparer.Ordinal), ours.Keys.Order(StringComparer.Ordinal));
        Assert.All(theirs, t => Assert.True(JsonNode.DeepEquals(t.Value, ours[t.Key]), $"{t.Key}: Helm {t.Value.ToJsonString()}, here {ours[t.Key].ToJsonString()}"));
    }

    [SkippableFact]
    public async Task Helm_finds_nothing_wrong()
    {
        var helm = Checkout.Program("helm");
        Skip.If(helm is null, "helm is not on the PATH");
        Assert.Contains("0 chart(s) failed", await Checkout.RunAsync(helm, "lint", "--strict", ChartFiles.Folder), StringComparison.Ordinal);
    }

    private static string Key(IDictionary<string, object?> value) => $"{value["kind"]}/{((IDictionary<string, object?>)value["metadata"]!)["name"]}";
}
