using System.Text.Json.Nodes;
using Lepton.Sandbox.Tests.Support;

namespace Lepton.Sandbox.Tests.Registry;

/// <summary>The service account of new pods, and the volume with its token.</summary>
public sealed class AccountAdmissionTests : IAsyncLifetime
{
    private const string Pods = "/api/v1/namespaces/default/pods";
    private const string Accounts = "/api/v1/namespaces/default/serviceaccounts";
    private TestCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await TestCluster.StartAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Where_nobody_makes_accounts_pods_have_none()
    {
        var spec = await CreateAsync("");
        Assert.Null(spec["serviceAccountName"]);
        Assert.Null(spec["volumes"]);
    }

    [Fact]
    public async Task A_pod_gets_the_default_account_and_its_token_in_every_container()
    {
        await AccountAsync("default");
        var spec = await CreateAsync("\"initContainers\":[{\"name\":\"i\",\"image\":\"busybox\"}],");
        Assert.Equal(("default", "default"), ((string?)spec["serviceAccountName"], (string?)spec["serviceAccount"]));
        var volume = Assert.Single((JsonArray)spec["volumes"]!)!;
        Assert.Matches("^kube-api-access-[a-z0-9]{5}$", (string)volume["name"]!);
        var sources = (JsonArray)volume["projected"]!["sources"]!;
        Assert.Equal(["serviceAccountToken", "configMap", "downwardAPI"], sources.Select(source => ((JsonObject)source!).Single().Key));
        foreach (var list in (string[])["initContainers", "containers"])
        {
            var mount = Assert.Single((JsonArray)spec[list]![0]!["volumeMounts"]!)!;
            Assert.Equal(((string?)volume["name"], "/var/run/secrets/kubernetes.io/serviceaccount", true), ((string?)mount["name"], (string?)mount["mountPath"], (bool)mount["readOnly"]!));
        }
    }

    [Fact]
    public async Task A_container_with_a_mount_of_its_own_there_keeps_it()
    {
        await AccountAsync("default");
        var spec = await CreateAsync(
            "\"volumes\":[{\"name\":\"own\",\"emptyDir\":{}}],",
            ",\"volumeMounts\":[{\"name\":\"own\",\"mountPath\":\"/var/run/secrets/kubernetes.io/serviceaccount\"}]");
        Assert.Equal("own", (string?)Assert.Single((JsonArray)spec["volumes"]!)!["name"]);
        Assert.Equal("own", (string?)Assert.Single((JsonArray)spec["containers"]![0]!["volumeMounts"]!)!["name"]);
    }

    [Theory]
    [InlineData("\"automountServiceAccountToken\":false,", "", false)]
    [InlineData("", ",\"automountServiceAccountToken\":false", false)]
    [InlineData("\"automountServiceAccountToken\":true,", ",\"automountServiceAccountToken\":false", true)]
    public async Task Pod_and_account_may_do_without_the_token(string pod, string account, bool mounted)
    {
        await AccountAsync("default", account);
        var spec = await CreateAsync(pod);
        Assert.Equal("default", (string?)spec["serviceAccountName"]);
        Assert.Equal(mounted, spec["volumes"] is not null);
    }

    [Fact]
    public async Task An_account_that_does_not_exist_is_refused()
    {
        await AccountAsync("default");
        var refused = await _cluster.PostAsync(Pods, Pod("\"serviceAccountName\":\"nosuch\",", ""));
        refused.ExpectError(403, "Forbidden", "pods \"p\" is forbidden: error looking up service account default/nosuch: serviceaccount \"nosuch\" not found");
        await AccountAsync("nosuch");
        Assert.Equal("nosuch", (string?)(await CreateAsync("\"serviceAccountName\":\"nosuch\","))["serviceAccount"]);
    }

    private async Task AccountAsync(string name, string more = "") =>
        (await _cluster.PostAsync(Accounts, $$$"""{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"{{{name}}}"}{{{more}}}}""")).Expect(201);

    private async Task<JsonNode> CreateAsync(string spec, string container = "") => (await _cluster.PostAsync(Pods, Pod(spec, container))).Expect(201)["spec"]!;

    private static string Pod(string spec, string container) =>
        $$$"""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{{{{spec}}}"containers":[{"name":"c","image":"nginx"{{{container}}}}]}}""";
}
