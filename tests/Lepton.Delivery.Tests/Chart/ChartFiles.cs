using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using Lepton.Delivery.Tests.Helm;
using IoPath = System.IO.Path;

namespace Lepton.Delivery.Tests.Chart;

/// <summary>The chart, its schema, and the values the tests render it with.</summary>
internal static class ChartFiles
{
    public static readonly string Folder = Checkout.PathOf("charts", "lepton-operator");

    private static readonly JsonSchema Schema = JsonSchema.FromText(File.ReadAllText(IoPath.Combine(Folder, "values.schema.json")));

    public static string Matrix { get; } = Checkout.PathOf("tests", "Lepton.Delivery.Tests", "Chart", "Matrix");

    public static Helm.Chart Open() => new(Folder);

    public static IDictionary<string, object?> Values(string name) => (IDictionary<string, object?>)TemplateValue.Read(File.ReadAllText(IoPath.Combine(Matrix, name + ".yaml")))!;

    public static List<IDictionary<string, object?>> Cases(string file) =>
        ((IList<object?>)TemplateValue.Read(File.ReadAllText(Checkout.PathOf("tests", "Lepton.Delivery.Tests", "Chart", file)))!).Cast<IDictionary<string, object?>>().ToList();

    /// <summary>JSON pointers of what the schema refuses in the chart's defaults with these values over them.</summary>
    public static List<string> Refused(IDictionary<string, object?> values)
    {
        var merged = JsonSerializer.SerializeToNode(TemplateValue.Merge(Open().Defaults, values));
        var result = Schema.Evaluate(merged, new EvaluationOptions { OutputFormat = OutputFormat.List });
        return result.IsValid ? [] : result.Details.Where(d => d.HasErrors).Select(d => d.InstanceLocation.ToString()).Distinct().ToList();
    }

    public static JsonObject Json(IDictionary<string, object?> value) => JsonSerializer.SerializeToNode(value)!.AsObject();
}
