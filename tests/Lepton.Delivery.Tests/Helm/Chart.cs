using IoPath = System.IO.Path;

namespace Lepton.Delivery.Tests.Helm;

/// <summary>
/// Renders a chart as <c>helm template</c> does, for the part of the template language that <see cref="TemplateFunctions"/> and <see cref="TemplateParser"/> cover.
/// It stands in for the program where that cannot be had; where it is found, a test compares the two.
/// </summary>
internal sealed class Chart
{
    private readonly string _folder;
    private readonly Dictionary<string, IReadOnlyList<Node>> _definitions = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, IReadOnlyList<Node>> _templates = new(StringComparer.Ordinal);

    public Chart(string folder)
    {
        _folder = folder;
        Metadata = (SortedDictionary<string, object?>)TemplateValue.Read(File.ReadAllText(IoPath.Combine(folder, "Chart.yaml")))!;
        Defaults = (SortedDictionary<string, object?>)TemplateValue.Read(File.ReadAllText(IoPath.Combine(folder, "values.yaml")))!;
        foreach (var file in Directory.EnumerateFiles(IoPath.Combine(folder, "templates")).Order(StringComparer.Ordinal))
        {
            var name = IoPath.GetFileName(file);
            _templates[name] = new TemplateParser(name, TemplateLexer.Cut(name, File.ReadAllText(file)), _definitions).Parse();
        }
    }

    public SortedDictionary<string, object?> Metadata { get; }

    public SortedDictionary<string, object?> Defaults { get; }

    /// <summary>Text by template; helpers are left out.</summary>
    public SortedDictionary<string, string> Render(IDictionary<string, object?> values, string release = "lepton", string @namespace = "lepton-system")
    {
        var evaluator = new Evaluator(_definitions);
        var rendered = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, nodes) in _templates.Where(t => !t.Key.StartsWith('_')))
            rendered[name] = evaluator.Render(name, nodes, Root(TemplateValue.Merge(Defaults, values), release, @namespace));
        return rendered;
    }

    /// <summary>All objects, parsed.</summary>
    public List<IDictionary<string, object?>> Objects(IDictionary<string, object?> values, string release = "lepton", string @namespace = "lepton-system") =>
        Render(values, release, @namespace).Where(t => t.Key.EndsWith(".yaml", StringComparison.Ordinal))
            .SelectMany(t => TemplateValue.ReadAll(t.Value)).Cast<IDictionary<string, object?>>().ToList();

    private SortedDictionary<string, object?> Root(object values, string release, string @namespace) => new(StringComparer.Ordinal)
    {
        ["Values"] = values,
        ["Chart"] = new SortedDictionary<string, object?>(Metadata.ToDictionary(p => char.ToUpperInvariant(p.Key[0]) + p.Key[1..], p => p.Value), StringComparer.Ordinal),
        ["Release"] = Map(("Name", release), ("Namespace", @namespace), ("Service", "Helm"), ("IsInstall", true), ("IsUpgrade", false), ("Revision", 1L)),
        ["Files"] = Map(("Get", new Method(a => Read((string)a[0]!))), ("Glob", new Method(a => Glob((string)a[0]!)))),
    };

    private string Read(string path) => File.Exists(IoPath.Combine(_folder, path)) ? File.ReadAllText(IoPath.Combine(_folder, path)) : "";

    private SortedDictionary<string, object?> Glob(string pattern)
    {
        var folder = IoPath.Combine(_folder, IoPath.GetDirectoryName(pattern)!);
        return new(Directory.EnumerateFiles(folder, IoPath.GetFileName(pattern)).ToDictionary(f => IoPath.GetRelativePath(_folder, f), f => (object?)File.ReadAllText(f), StringComparer.Ordinal), StringComparer.Ordinal);
    }

    private static SortedDictionary<string, object?> Map(params (string Key, object? Value)[] pairs) => new(pairs.ToDictionary(p => p.Key, p => p.Value), StringComparer.Ordinal);
}
