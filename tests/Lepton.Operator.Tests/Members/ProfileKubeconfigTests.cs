using System.Text.Json.Nodes;
using Lepton.Operator.Members.Profiles;
using Lepton.Testing.Files;

namespace Lepton.Operator.Tests.Members;

public sealed class ProfileKubeconfigTests : IDisposable
{
    private const string Profile = """
        {
          "status": {
            "credentialProviders": [{ "name": "old", "cluster": { "server": "https://old" } }, { "name": "both", "cluster": { "server": "https://old" } }],
            "accessProviders": [
              { "name": "both", "cluster": {
                "server": "https://new:6443", "certificate-authority-data": "Q0E=", "insecure-skip-tls-verify": true,
                "extensions": [
                  { "name": "client.authentication.k8s.io/exec", "extension": { "clusterName": "c" } },
                  { "name": "clusterprofiles.multicluster.x-k8s.io/exec/additional-args", "extension": ["--cluster", "c"] },
                  { "name": "clusterprofiles.multicluster.x-k8s.io/exec/additional-envs", "extension": { "A": "profile", "B": "profile" } } ] } },
              { "name": "broken", "cluster": { "server": "https://b", "extensions": [{ "name": "clusterprofiles.multicluster.x-k8s.io/exec/additional-args", "extension": "rm -rf" }] } }
            ]
          }
        }
        """;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_program_is_the_configurations_and_the_place_is_the_profiles()
    {
        var (cluster, exec) = Create(Provider("both"));
        Assert.Equal("https://new:6443", (string?)cluster["server"]);
        Assert.Equal("Q0E=", (string?)cluster["certificate-authority-data"]);
        Assert.False(cluster.ContainsKey("insecure-skip-tls-verify"));
        Assert.Equal("client.authentication.k8s.io/exec", (string?)Assert.Single(cluster["extensions"]!.AsArray())!["name"]);
        Assert.Equal(("plugin", "Never", "client.authentication.k8s.io/v1"), ((string?)exec["command"], (string?)exec["interactiveMode"], (string?)exec["apiVersion"]));
        Assert.Equal("""["get"]""", exec["args"]!.ToJsonString());
        Assert.Equal("""[{"name":"A","value":"own"}]""", exec["env"]!.ToJsonString());
    }

    [Theory]
    [InlineData("AppendIfNotExists", """[{"name":"A","value":"own"},{"name":"B","value":"profile"}]""")]
    [InlineData("Replace", """[{"name":"A","value":"profile"},{"name":"B","value":"profile"}]""")]
    public void A_profile_adds_what_the_configuration_lets_it_add(string policy, string environment)
    {
        var (_, exec) = Create(Provider("both", $", \"profileSourcedCLIArgsPolicy\": \"Append\", \"profileSourcedEnvVarsPolicy\": \"{policy}\""));
        Assert.Equal("""["get","--cluster","c"]""", exec["args"]!.ToJsonString());
        Assert.Equal(environment, exec["env"]!.ToJsonString());
    }

    [Fact]
    public void The_first_provider_of_the_configuration_that_the_profile_offers_is_taken()
    {
        var (cluster, _) = Create(Provider("none") + "," + Provider("old") + "," + Provider("both"));
        Assert.Equal("https://old", (string?)cluster["server"]);
        Assert.Null(ProfileKubeconfig.Create(Json(Profile), ProfileProviders.Read(File(Provider("none")))));
        Assert.Equal(["both", "broken", "old"], ProfileKubeconfig.Offered(Json(Profile)));
    }

    [Fact]
    public void An_extension_that_is_not_what_it_should_be_is_named()
    {
        var error = Assert.Throws<FormatException>(() => Create(Provider("broken", ", \"profileSourcedCLIArgsPolicy\": \"Append\"")));
        Assert.Equal("extension clusterprofiles.multicluster.x-k8s.io/exec/additional-args: found \"rm -rf\", expected a list of texts", error.Message);
    }

    [Theory]
    [InlineData("{}", "providers: expected a list with at least one")]
    [InlineData("""{"providers": [{"execConfig": {"command": "c"}}]}""", "providers[0].name: expected a name as profiles have it in status.accessProviders")]
    [InlineData("""{"providers": [{"name": "a", "execConfig": {"command": ""}}]}""", "providers[0].execConfig.command: expected the program that prints credentials")]
    [InlineData("""{"providers": [{"name": "a", "execConfig": {"command": "c"}, "profileSourcedCLIArgsPolicy": "Always"}]}""", "providers[0].profileSourcedCLIArgsPolicy: found \"Always\", expected one of Ignore, Append")]
    [InlineData("{", "Expected depth to be zero")]
    public void A_file_that_cannot_be_read_is_named_with_its_field(string text, string message)
    {
        var file = _folder.Write("p.json", text);
        Assert.StartsWith($"{file}: {message}", Assert.Throws<FormatException>(() => ProfileProviders.Read(file)).Message, StringComparison.Ordinal);
    }

    private (JsonObject Cluster, JsonObject Exec) Create(string providers)
    {
        var made = ProfileKubeconfig.Create(Json(Profile), ProfileProviders.Read(File(providers)))!.Value;
        var kubeconfig = Json(System.Text.Encoding.UTF8.GetString(made.Kubeconfig));
        return (kubeconfig["clusters"]![0]!["cluster"]!.AsObject(), kubeconfig["users"]![0]!["user"]!["exec"]!.AsObject());
    }

    private string File(string providers) => _folder.Write("p.json", $$"""{"providers": [{{providers}}]}""");

    private static string Provider(string name, string more = "") =>
        $$"""{"name": "{{name}}", "execConfig": {"command": "plugin", "args": ["get"], "env": [{"name": "A", "value": "own"}]}{{more}}}""";

    private static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();
}
