using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Api.Validation;
using Lepton.Cli.Import;
using Lepton.Kubernetes.Serialization;

namespace Lepton.Cli.Tests.Import;

/// <summary>Shapes that are found in public repositories and guides, and what becomes of them: the models and every line of the report.</summary>
public sealed class ImportTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "Lepton.Cli.Tests", "Import", "Cases");

    public static TheoryData<string> Cases => [.. Directory.EnumerateFiles(Folder, "*.yaml").Select(f => Path.GetFileNameWithoutExtension(f)!).Where(n => !n.EndsWith(".expected", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Models_and_report_are_as_expected(string name)
    {
        var text = Describe(Read(name));
        var file = Path.Combine(Folder, $"{name}.expected.yaml");
        // A changed mapping is looked at and accepted by writing the files anew.
        if (Environment.GetEnvironmentVariable("LEPTON_WRITE_GOLDEN") == "1")
            File.WriteAllText(file, text);
        Assert.Equal(File.ReadAllText(file), text);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void What_is_made_is_valid_unless_the_report_says_where_to_look(string name)
    {
        foreach (var model in Read(name).Where(m => m.Model is not null))
        {
            var errors = ModelValidator.Validate(KubernetesJson.Deserialize<LeptonModel>(model.Model)!);
            Assert.True(errors.Count == 0 || model.Notes.Any(n => n.Result == ImportResult.Todo), $"{model.Source}: {string.Join("; ", errors)}");
        }
    }

    [Fact]
    public void An_accelerator_that_nobody_states_can_be_given()
    {
        var model = new Importer(["L4", "A10G"], "default").Read(ImportCommand.ReadFiles([Path.Combine(Folder, "ollama-claim.yaml")], TextReader.Null)).Single();
        Assert.Equal("""[{"name":"L4"},{"name":"A10G"}]""", model.Model!["spec"]!["accelerators"]!.ToJsonString());
        Assert.Contains(model.Notes, n => n.Text.Contains("as --accelerator says", StringComparison.Ordinal));
    }

    [Fact]
    public void The_exit_status_tells_whether_somebody_has_to_look()
    {
        Assert.Equal(1, Run("not-carried", out _, out _));
        Assert.Equal(2, Run("ollama-claim", out _, out var report));
        Assert.Contains("LOOK volumes[data]", report, StringComparison.Ordinal);
        Assert.Equal(0, Run("vllm-deployment", out var models, out _));
        Assert.Equal("LeptonModel", (string?)KubernetesYaml.LoadAll(models).Single()["kind"]);
    }

    private static int Run(string name, out string models, out string report)
    {
        using var screen = new Screen();
        using var output = new StringWriter();
        var status = ImportCommand.Write(Read(name), json: false, output, screen.Console);
        (models, report) = (output.ToString(), screen.Text);
        return status;
    }

    private static IReadOnlyList<ImportedModel> Read(string name) => new Importer([], "default").Read(ImportCommand.ReadFiles([Path.Combine(Folder, $"{name}.yaml")], TextReader.Null));

    private static string Describe(IReadOnlyList<ImportedModel> models) => KubernetesYaml.Serialize(new JsonArray([.. models.Select(m => (JsonNode)new JsonObject
    {
        ["source"] = m.Source,
        ["report"] = new JsonArray([.. m.Notes.Select(n => (JsonNode)$"{n.Result} {n.Field}: {n.Text}")]),
        ["model"] = m.Model?.DeepClone(),
    })]));
}
