using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Lepton.EndToEnd.Harness;
using Lepton.Sandbox.Hosting;
using Xunit;

namespace Lepton.EndToEnd.BadInput;

/// <summary>Connections that cannot work, each said on its cluster with what was found and what would be right.</summary>
public sealed partial class BrokenConnectionTests(SmallFleetFixture fixture) : FleetTest(fixture)
{
    private const string Broken = """
        apiVersion: lepton.ai/v1alpha1
        kind: CloudProvider
        metadata: { name: broken }
        spec:
          type: Other
          clusters:
          - { name: nowhere, region: r1, connection: { kubeconfigSecretRef: { namespace: lepton-system, name: no-such-secret } } }
          - { name: otherkey, region: r1, connection: { kubeconfigSecretRef: { namespace: lepton-system, name: garbled, key: config } } }
          - { name: garbled, region: r1, connection: { kubeconfigSecretRef: { namespace: lepton-system, name: garbled } } }
          - { name: wrong-ca, region: r1, connection: { kubeconfigSecretRef: { namespace: lepton-system, name: wrong-ca } } }
          - { name: stale, region: r1, connection: { kubeconfigSecretRef: { namespace: lepton-system, name: stale } } }
        """;

    [Fact]
    public async Task Each_broken_connection_is_named_and_nothing_else_is_touched()
    {
        await Fleet.ApplyAsync(SmallFleet.Model("steady", "llm"));
        await Fleet.SettledAsync();
        var standing = await Fleet.StandingAsync();
        await using var stranger = await SandboxHost.StartAsync(new SandboxOptions());
        var foreignCa = CaData().Match((await stranger.AddClusterAsync("stranger", new ClusterOptions(), CancellationToken.None)).KubeconfigYaml()).Value;
        var good = Fleet.Server("gcp").KubeconfigYaml(TestFleet.OperatorUser);
        await Fleet.ApplyAsync(
            Secret("garbled", "clusters: [ {{"),
            Secret("wrong-ca", CaData().Replace(good, foreignCa)),
            Secret("stale", Token().Replace(good, "token: \"0123456789abcdef\"")),
            SmallFleet.Yaml(Broken));

        Seen.Says((await Fleet.ReachableAsync("broken", "nowhere", "False", "SecretNotFound")).Message,
            "CloudProvider broken", "spec.clusters[nowhere].connection.kubeconfigSecretRef", "Secret lepton-system/no-such-secret", "does not exist");
        Seen.Says((await Fleet.ReachableAsync("broken", "otherkey", "False", "SecretKeyMissing")).Message, "no key \"config\"", "keys: kubeconfig");
        Seen.Says((await Fleet.ReachableAsync("broken", "garbled", "False", "KubeconfigInvalid")).Message, "Secret lepton-system/garbled", "kubeconfig");
        Seen.Says((await Fleet.ReachableAsync("broken", "wrong-ca", "False", "CertificateInvalid")).Message, "certificate-authority-data", Fleet.Server("gcp").Server.Authority);
        Seen.Says((await Fleet.ReachableAsync("broken", "stale", "False", "Unauthorized")).Message, "401", "credentials");
        var ready = await Fleet.ProviderSaysAsync("broken", "nowhere", "otherkey", "garbled", "wrong-ca", "stale");
        Assert.Equal("False", ready.Status);
        Assert.DoesNotContain("0123456789abcdef", ready.Message, StringComparison.Ordinal);

        await Fleet.SettledAsync();
        Assert.Equal(standing, await Fleet.StandingAsync());
    }

    /// <summary>A Secret that is deleted under a connection that works: what runs goes on, and people are told.</summary>
    [Fact]
    public async Task A_Secret_that_turns_bad_is_reported_while_the_connection_lives_on()
    {
        await Fleet.ApplyAsync(SmallFleet.Model("steady", "llm"));
        await Fleet.SettledAsync();
        var standing = await Fleet.StandingAsync();

        await Fleet.ApplyAsync(Secret("member-azure", "not: [a kubeconfig"));
        var ready = await Fleet.ProviderSaysAsync("azure", "azure", "Secret lepton-system/member-azure");
        Assert.Equal("False", ready.Status);
        await Fleet.SettledAsync();
        Assert.Equal(standing, await Fleet.StandingAsync());

        await Fleet.RestoreSecretsAsync();
        await Fleet.ProviderSaysAsync("azure", "1 of 1 clusters are reachable and read");
        Assert.Equal(standing, await Fleet.StandingAsync());
    }

    private static JsonObject Secret(string name, string kubeconfig) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Secret",
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "lepton-system" },
        ["data"] = new JsonObject { ["kubeconfig"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(kubeconfig)) },
    };

    [GeneratedRegex(@"certificate-authority-data: .*")]
    private static partial Regex CaData();

    [GeneratedRegex(@"token: .*")]
    private static partial Regex Token();
}
