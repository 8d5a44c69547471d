using Lepton.Cli.Rbac;
using Lepton.Testing.Files;

namespace Lepton.Cli.Tests.Rbac;

public sealed class RbacCommandTests
{
    [Fact]
    public void The_files_of_the_repository_are_what_the_code_asks()
    {
        using var folder = new TempFolder();
        Assert.Equal(0, RbacCommand.Run("member", folder.Path, TextWriter.Null));
        Assert.All(RbacCommand.Files.Keys, file => Assert.True(
            File.ReadAllText(Path.Combine(folder.Path, file)) == File.ReadAllText(Path.Combine(Repository.Root, file)), $"{file} is not what the code asks: run make rbac"));
    }

    [Theory]
    [InlineData("hub", "ClusterRole lepton-operator")]
    [InlineData("leader-election", "Role lepton-operator-leader-election")]
    [InlineData("token-renewal", "Role lepton-operator-token-renewal")]
    [InlineData("member", "ClusterRole lepton-member")]
    [InlineData("member-token", "Role lepton-member-token")]
    public void A_role_goes_to_standard_output(string role, string expected)
    {
        using var output = new StringWriter();
        Assert.Equal(0, RbacCommand.Run(role, null, output));
        var document = Kubernetes.Serialization.KubernetesYaml.LoadAll(output.ToString()).Single();
        Assert.Equal(expected, $"{document["kind"]} {document["metadata"]!["name"]}");
        Assert.All(document["rules"]!.AsArray(), rule =>
        {
            Assert.DoesNotContain("*", rule!["verbs"]!.AsArray().Select(v => (string?)v));
            Assert.DoesNotContain("*", rule["resources"]!.AsArray().Select(v => (string?)v));
        });
    }
}
