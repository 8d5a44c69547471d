using System.Text;
using Lepton.Api.Providers;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Members;
using Lepton.Testing.Fakes;

namespace Lepton.Operator.Tests.Members;

public sealed class MemberSourceTests
{
    private const string Field = "CloudProvider aws spec.clusters[c].connection";
    private readonly FakeKubernetesClient _hub = new();
    private readonly ClusterConnection _connection = new() { KubeconfigSecretRef = new KubeconfigReference { Namespace = "sys", Name = "member-c" } };

    [Fact]
    public async Task No_way_to_connect_is_stated()
    {
        _connection.KubeconfigSecretRef = null;
        Assert.Equal(("ConnectionMissing", $"{Field}: found neither kubeconfigSecretRef, clusterProfileRef nor inCluster: true, exactly one is expected"), await ProblemAsync());
    }

    [Fact]
    public async Task A_profile_without_programs_for_it_is_told()
    {
        (_connection.KubeconfigSecretRef, _connection.ClusterProfileRef) = (null, new ClusterProfileReference { Namespace = "fleet", Name = "c" });
        var none = await ReadAsync(new MemberOptions());
        Assert.Equal(("NoProfileProviders", true), (none.Reason, none.Problem!.Contains("set Members:ClusterProfileProviders", StringComparison.Ordinal)));
        var lost = await ReadAsync(new MemberOptions { ClusterProfileProviders = "/nowhere/providers.json" });
        Assert.Equal("ProfileProvidersInvalid", lost.Reason);
        Assert.StartsWith($"{Field}.clusterProfileRef: Members:ClusterProfileProviders: /nowhere/providers.json: ", lost.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_Secret_is_named() => Assert.Equal(("SecretNotFound", $"{Field}.kubeconfigSecretRef: Secret sys/member-c does not exist"), await ProblemAsync());

    [Fact]
    public async Task A_Secret_that_may_not_be_read_is_named()
    {
        _hub.Fake<V1Secret>().Fault = _ => FakeFault.Fail(FakeErrors.Forbidden());
        var (reason, problem) = await ProblemAsync();
        Assert.Equal("SecretForbidden", reason);
        Assert.StartsWith($"{Field}: the operator may not read Secret sys/member-c: ", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_key_is_named_with_those_that_are_there()
    {
        await SecretAsync(("token", "s3cret"), ("ca.crt", "x"));
        Assert.Equal(("SecretKeyMissing", $"{Field}.kubeconfigSecretRef.key: Secret sys/member-c has no key \"kubeconfig\" (keys: ca.crt, token)"), await ProblemAsync());
    }

    [Fact]
    public async Task A_kubeconfig_that_cannot_be_read_is_told_without_its_contents()
    {
        await SecretAsync(("kubeconfig", "apiVersion: v1\nkind: Config\nusers: [ {name: u, user: {token: s3cret-t0ken}} \n  x: ]"));
        var (reason, problem) = await ProblemAsync();
        Assert.Equal("KubeconfigInvalid", reason);
        Assert.Contains("Secret sys/member-c key kubeconfig", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exec_plugin_runs_only_when_it_is_allowed()
    {
        await SecretAsync(("kubeconfig", Kubeconfig("exec: {apiVersion: client.authentication.k8s.io/v1, command: aws, interactiveMode: Never}")));
        var (reason, problem) = await ProblemAsync();
        Assert.Equal("KubeconfigInvalid", reason);
        Assert.Contains("aws", problem, StringComparison.Ordinal);
        var allowed = await ReadAsync(new MemberOptions { AllowedExecPlugins = ["aws"] });
        Assert.Null(allowed.Problem);
        Assert.NotNull(allowed.Connect);
    }

    [Fact]
    public async Task A_plugin_elsewhere_is_not_the_one_that_is_allowed()
    {
        await SecretAsync(("kubeconfig", Kubeconfig("exec: {apiVersion: client.authentication.k8s.io/v1, command: /tmp/aws, interactiveMode: Never}")));
        Assert.Equal("KubeconfigInvalid", (await ReadAsync(new MemberOptions { AllowedExecPlugins = ["aws"] })).Reason);
    }

    [Fact]
    public async Task A_good_kubeconfig_connects_and_its_fingerprint_changes_with_it()
    {
        await SecretAsync(("kubeconfig", Kubeconfig("token: one")));
        var first = await ReadAsync();
        using (var client = first.Connect!())
            Assert.Equal("https://192.0.2.1:6443/", client.BaseAddress.ToString());
        Assert.Equal(first.Fingerprint, (await ReadAsync()).Fingerprint);
        await _hub.Fake<V1Secret>().DeleteAsync("member-c", "sys");
        await SecretAsync(("kubeconfig", Kubeconfig("token: two")));
        Assert.NotEqual(first.Fingerprint, (await ReadAsync()).Fingerprint);
    }

    [Fact]
    public async Task The_hub_itself_needs_no_Secret()
    {
        _connection.KubeconfigSecretRef = null;
        _connection.InCluster = true;
        Assert.Same(_hub, (await ReadAsync()).Connect!());
        Assert.Empty(_hub.Fake<V1Secret>().Requests);
    }

    private async Task<(string?, string?)> ProblemAsync()
    {
        var found = await ReadAsync();
        Assert.Null(found.Connect);
        return (found.Reason, found.Problem);
    }

    private Task<MemberConnection> ReadAsync(MemberOptions? options = null)
    {
        var cluster = Make.Cluster("c");
        cluster.Connection = _connection;
        return new MemberSource(_hub, () => _hub, options ?? new MemberOptions()).ReadAsync(Make.Provider("aws", 1, cluster), cluster, default);
    }

    private Task SecretAsync(params (string Key, string Value)[] data) => _hub.Resource<V1Secret>().CreateAsync(new V1Secret
    {
        Metadata = { Name = "member-c", Namespace = "sys" },
        Data = data.ToDictionary(d => d.Key, d => Encoding.UTF8.GetBytes(d.Value)),
    });

    private static string Kubeconfig(string user) => $$"""
        apiVersion: v1
        kind: Config
        current-context: c
        clusters: [{name: c, cluster: {server: "https://192.0.2.1:6443"} }]
        contexts: [{name: c, context: {cluster: c, user: u} }]
        users: [{name: u, user: { {{user}} } }]
        """;
}
