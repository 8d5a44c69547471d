using Lepton.ControllerRuntime.CrdGeneration;
using Lepton.Kubernetes.Serialization;

namespace Lepton.Api.Tests.Crds;

/// <summary>config/crd holds exactly what the types say.</summary>
public class GoldenCrdTests
{
    public static TheoryData<Type> Types => [.. LeptonCrds.Types];

    [Theory]
    [MemberData(nameof(Types))]
    public void File_in_config_crd_is_what_the_types_say(Type type)
    {
        var path = Repository.PathOf("config", "crd", LeptonCrds.FileName(type));
        var generated = CrdYaml.Write(CrdGenerator.Generate(type));
        if (Repository.UpdateGolden)
            File.WriteAllText(path, generated);
        Assert.True(File.Exists(path), $"{path} is missing: run `make crds` (LEPTON_UPDATE_GOLDEN=1 dotnet test tests/Lepton.Api.Tests)");
        Assert.Equal(generated, File.ReadAllText(path));
    }

    [Fact]
    public void Definitions_compiled_in_are_what_the_types_say()
    {
        var compiled = LeptonCrds.All().Select(CrdYaml.Write);
        Assert.Equal(LeptonCrds.Types.Select(t => CrdYaml.Write(CrdGenerator.Generate(t))), compiled);
    }

    [Fact]
    public void Nothing_else_is_in_config_crd()
    {
        var files = Directory.GetFiles(Repository.PathOf("config", "crd"), "*_*.yaml").Select(Path.GetFileName).Order(StringComparer.Ordinal);
        Assert.Equal(LeptonCrds.Types.Select(LeptonCrds.FileName).Order(StringComparer.Ordinal), files);
    }

    [Fact]
    public void Written_yaml_reads_back_to_the_same_definition()
    {
        foreach (var type in LeptonCrds.Types)
        {
            var definition = CrdGenerator.Generate(type);
            var read = KubernetesYaml.Load(CrdYaml.Write(definition))!;
            Assert.True(System.Text.Json.Nodes.JsonNode.DeepEquals(KubernetesJson.ToNode(definition), read), $"{definition.Metadata.Name} changed on the way through YAML");
        }
    }
}
