namespace Lepton.Delivery.Tests.Helm;

/// <summary>The renderer that stands in for Helm, by cases.</summary>
public sealed class RendererTests
{
    private static readonly List<IDictionary<string, object?>> All = ((IList<object?>)TemplateValue.Read(
        File.ReadAllText(Checkout.PathOf("tests", "Lepton.Delivery.Tests", "Helm", "renderer-cases.yaml")))!).Cast<IDictionary<string, object?>>().ToList();

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, All.Count)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gives(int index)
    {
        var @case = All[index];
        var values = @case.TryGetValue("values", out var v) ? v : new Dictionary<string, object?>();
        if (@case.TryGetValue("error", out var error))
            Assert.Contains((string)error!, Assert.Throws<TemplateException>(() => Render((string)@case["template"]!, values)).Message, StringComparison.Ordinal);
        else
            Assert.Equal(TemplateValue.Print(@case["is"]), Render((string)@case["template"]!, values));
    }

    private static string Render(string template, object? values)
    {
        var definitions = new Dictionary<string, IReadOnlyList<Node>>(StringComparer.Ordinal);
        var nodes = new TemplateParser("t", TemplateLexer.Cut("t", template), definitions).Parse();
        return new Evaluator(definitions).Render("t", nodes, values);
    }
}
