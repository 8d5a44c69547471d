using Lepton.Cli.Crds;
using Lepton.Testing.Files;

namespace Lepton.Cli.Tests.Crds;

public sealed class CrdsCommandTests
{
    [Fact]
    public void The_files_are_those_of_config_crd()
    {
        using var folder = new TempFolder();
        Assert.Equal(0, CrdsCommand.Run(folder.File("crd"), TextWriter.Null));
        var written = Directory.GetFiles(folder.File("crd")).Order(StringComparer.Ordinal).ToList();
        var kept = Directory.GetFiles(Repository.Definitions, "*.yaml").Order(StringComparer.Ordinal).ToList();
        Assert.Equal(kept.Select(Path.GetFileName), written.Select(Path.GetFileName));
        Assert.Equal(kept.Select(File.ReadAllText), written.Select(File.ReadAllText));
    }

    [Fact]
    public void Without_a_folder_they_are_one_stream_of_documents()
    {
        using var output = new StringWriter();
        Assert.Equal(0, CrdsCommand.Run(null, output));
        var kinds = Kubernetes.Serialization.KubernetesYaml.LoadAll(output.ToString()).Select(d => $"{d["kind"]} {d["spec"]!["names"]!["kind"]}");
        Assert.Equal(["CustomResourceDefinition CloudProvider", "CustomResourceDefinition PlacementPolicy", "CustomResourceDefinition LeptonModel"], kinds);
    }
}
