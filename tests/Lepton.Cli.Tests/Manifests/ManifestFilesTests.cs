using Lepton.Cli.Manifests;
using Lepton.Testing.Files;

namespace Lepton.Cli.Tests.Manifests;

public sealed class ManifestFilesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Objects_are_told_apart_by_kind_and_kept_in_order()
    {
        _folder.Write("b.yaml", Yaml.All(Yaml.Model("m"), "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {k: v}"));
        _folder.Write("a.yml", Yaml.Clouds());
        _folder.Write("c.json", """{"apiVersion":"v1","kind":"Service","metadata":{"name":"s"}}""");
        _folder.Write("kustomization.yaml", "resources: [a.yml]");
        _folder.Write("notes.txt", "nothing");
        var set = ManifestFiles.Load([_folder.Path]);
        Assert.Equal(["CloudProvider", "CloudProvider", "LeptonModel", "ConfigMap", "Service"], set.All.Select(o => (string?)o.Object["kind"]));
        Assert.Equal((1, 2, 0, 1), (set.Models.Count, set.Providers.Count, set.Policies.Count, set.ConfigMaps.Count));
        Assert.Equal("default", set.ConfigMaps[0].Metadata.Namespace);
    }

    [Fact]
    public void A_dash_is_standard_input()
    {
        using var input = new StringReader(Yaml.Model("m"));
        Assert.Equal("m", ManifestFiles.Load(["-"], input).Models[0].Metadata.Name);
    }

    [Fact]
    public void A_missing_file_is_named() => Assert.Equal(["/no/such: there is no such file or folder"], Errors("/no/such"));

    [Fact]
    public void Bad_YAML_is_told_with_its_file()
    {
        var file = _folder.Write("bad.yaml", "a: [1, 2\nb: }");
        Assert.StartsWith($"{file}: ", Assert.Single(Errors(file)), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_mistake_of_every_file_is_listed()
    {
        var nameless = _folder.Write("1.yaml", "apiVersion: v1\nkind: Secret\n---\nkind: ConfigMap\nmetadata: {name: c}\n---\napiVersion: v1\nmetadata: {name: d}");
        var scalar = _folder.Write("2.yaml", "just words");
        Assert.Equal(
            [
                $"{nameless}: document 1: apiVersion, kind, metadata.name: found kind Secret, apiVersion v1, name none, expected an object of Kubernetes",
                $"{nameless}: document 2: apiVersion, kind, metadata.name: found kind ConfigMap, apiVersion none, name c, expected an object of Kubernetes",
                $"{nameless}: document 3: apiVersion, kind, metadata.name: found kind none, apiVersion v1, name d, expected an object of Kubernetes",
                $"{scalar}: document 1: apiVersion, kind, metadata.name: found words, expected an object of Kubernetes",
            ],
            Errors(nameless, scalar));
    }

    [Fact]
    public void Mistakes_of_files_that_are_there_are_told_beside_files_that_are_not()
    {
        var file = _folder.Write("m.yaml", Yaml.Model("m").Replace("replicas: 1", "replicas: many", StringComparison.Ordinal));
        var errors = Errors("/no/such", file);
        Assert.Equal("/no/such: there is no such file or folder", errors[0]);
        Assert.Equal($"{file}: LeptonModel ns/m: spec.replicas: found \"many\", expected an integer", errors[1]);
    }

    [Theory]
    [InlineData("apiVersion: v1\nkind: Secret\nmetadata: words")]
    [InlineData("apiVersion: v1\nkind: [a]\nmetadata: {name: x}")]
    [InlineData("apiVersion: v1\nkind: Secret\nmetadata: {name: {a: b}}")]
    [InlineData("apiVersion: v1\nkind: List\nitems: [null]")]
    public void A_document_of_another_shape_is_an_error_not_a_crash(string text)
    {
        var file = _folder.Write("odd.yaml", text);
        Assert.StartsWith(file, Assert.Single(Errors(file)), StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> Errors(params string[] paths) => Assert.Throws<ManifestException>(() => ManifestFiles.Load(paths)).Errors;
}
