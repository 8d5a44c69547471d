using System.Text;
using Lepton.Kubernetes.Config;
using Lepton.Testing.Files;

namespace Lepton.Kubernetes.Tests.Config;

/// <summary>Every mistake is named by file, field, what was found and what would be right.</summary>
public sealed class BadKubeconfigTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a: [1", "line 2", "not YAML")]
    [InlineData("a: b: c", "line 1, column 5", "not YAML")]
    [InlineData("- a\n- b\n", null, "a list found; a map with clusters, users and contexts is expected")]
    [InlineData("just text", null, "text found")]
    [InlineData("", "current-context", "missing; one of an entry (there is none) is expected")]
    [InlineData("clusters: 7", "clusters", "the number 7 found, which has no place here: a list is expected")]
    [InlineData("clusters: [{name: c, cluster: {server: [x]}}]", "clusters[0].cluster.server", "a list found, which has no place here: text")]
    [InlineData("clusters: [{name: c, cluster: {insecure-skip-tls-verify: maybe}}]", "clusters[0].cluster.insecure-skip-tls-verify", "true or false is expected")]
    [InlineData("users: [{name: u, user: {token: 12345}}]", "users[0].user.token", "put numbers in quotes")]
    [InlineData("users: [{name: u, user: x}]", "users[0].user", "a map is expected")]
    [InlineData("users: [{user: {}}]", "users[0].name", "missing")]
    [InlineData("users: [null]", "users[0]", "empty")]
    [InlineData("clusters: [{name: a}, {name: a}]", "clusters[1].name", "occurs twice")]
    [InlineData("current-context: x", "current-context", "\"x\" is not in contexts; an entry (there is none) is expected")]
    [InlineData("current-context: x\ncontexts: [{name: y, context: {cluster: c}}]", "current-context", "\"x\" is not in contexts; \"y\" is expected")]
    [InlineData("current-context: y\ncontexts: [{name: y}]", "contexts[name=y].context", "missing")]
    [InlineData("current-context: y\ncontexts: [{name: y, context: {}}]", "contexts[name=y].context.cluster", "missing")]
    [InlineData("current-context: y\ncontexts: [{name: y, context: {cluster: c}}]", "contexts[name=y].context.cluster", "\"c\" is not in clusters")]
    [InlineData("current-context: y\nclusters: [{name: c, cluster: {server: h}}]\ncontexts: [{name: y, context: {cluster: c, user: z}}]", "contexts[name=y].context.user", "\"z\" is not in users")]
    public void TheTextIsAtFault(string text, string? field, string expected) => AssertRefused(text, field, expected);

    [Theory]
    [InlineData("", "", "server", "missing; a URL such as")]
    [InlineData("server: 'ftp://h'", "", "server", "\"ftp://h\" is not a URL")]
    [InlineData("server: 'https://h', proxy-url: 'not a url'", "", "proxy-url", "socks5")]
    [InlineData("server: 'https://h', certificate-authority-data: '!!'", "", "certificate-authority-data", "not base64 (2 characters found)")]
    [InlineData("server: 'https://h', certificate-authority-data: eHl6", "", "certificate-authority-data", "no PEM inside")]
    [InlineData("server: 'https://h', certificate-authority-data: TFMwdExTMUNSVWRKVGc9PQ==", "", "certificate-authority-data", "base64 twice")]
    [InlineData("server: 'https://h', certificate-authority: nowhere.crt", "", "certificate-authority", "nowhere.crt does not exist")]
    public void TheClusterIsAtFault(string cluster, string user, string field, string expected) => AssertRefused(Text(cluster, user), "clusters[name=c].cluster." + field, expected);

    [Theory]
    [InlineData("client-certificate-data: LS0tLS1CRUdJTiBY", "client-key", "missing")]
    [InlineData("client-key-data: LS0tLS1CRUdJTiBY", "client-certificate", "missing")]
    [InlineData("tokenFile: nowhere", "tokenFile", "nowhere does not exist")]
    [InlineData("token: t, username: u", "username", "beside a token")]
    [InlineData("as-groups: [a]", "as", "missing")]
    [InlineData("auth-provider: {name: gcp}", "auth-provider.name", "\"gcp\" was removed")]
    [InlineData("auth-provider: {name: oidc}", "auth-provider.config.id-token", "missing")]
    [InlineData("exec: {apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never}", "exec.command", "missing")]
    [InlineData("exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: x}", "exec.apiVersion", "\"client.authentication.k8s.io/v1alpha1\" found")]
    [InlineData("exec: {apiVersion: client.authentication.k8s.io/v1, command: x}", "exec.interactiveMode", "missing, which client.authentication.k8s.io/v1 does not allow")]
    [InlineData("exec: {apiVersion: client.authentication.k8s.io/v1, command: x, interactiveMode: sometimes}", "exec.interactiveMode", "\"sometimes\" found")]
    [InlineData("exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: x, env: [{value: v}]}", "exec.env", "without a name")]
    [Trait("Rule", "Credentials/exec-v1-requires-interactive-mode")]
    public void TheUserIsAtFault(string user, string field, string expected) => AssertRefused(Text("server: 'https://h'", user), "users[name=u].user." + field, expected);

    [Fact]
    public void SkippingVerificationBesideAnAuthorityIsAContradiction()
    {
        _folder.Write("ca.crt", "x");
        AssertRefused(Text("server: 'https://h', insecure-skip-tls-verify: true, certificate-authority: ca.crt", ""), "clusters[name=c].cluster.insecure-skip-tls-verify", "only one of them");
    }

    [Fact]
    [Trait("Rule", "Credentials/kubeconfig-missing-files-skipped-unless-explicit")]
    public void BinaryGarbageDirectoriesAndMissingFilesAreNamed()
    {
        File.WriteAllBytes(_folder.File("binary"), [0x7f, 0x45, 0x4c, 0x46, 0xff, 0xfe, 0x00]);
        Assert.Contains("binary data", Refusal(_folder.File("binary")).Message, StringComparison.Ordinal);
        Assert.Contains("cannot be read", Refusal(_folder.Path).Message, StringComparison.Ordinal);
        Assert.Contains(_folder.File("missing"), Refusal(_folder.File("missing")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LinksInACircleAndHugeFilesAreNamed()
    {
        File.CreateSymbolicLink(_folder.File("a"), _folder.File("b"));
        File.CreateSymbolicLink(_folder.File("b"), _folder.File("a"));
        Assert.Contains("cannot be read", Refusal(_folder.File("a")).Message, StringComparison.Ordinal);
        using (var huge = File.Create(_folder.File("huge")))
            huge.SetLength(1L << 30);
        Assert.Contains("1073741824 bytes", Refusal(_folder.File("huge")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SecretsAreNotInMessages()
    {
        var e = Assert.Throws<KubeconfigException>(() => KubernetesClientConfiguration.BuildConfigFromBytes(
            Encoding.UTF8.GetBytes(Text("server: 'https://h'", "token: hush-hush, username: u, client-key-data: aHVzaC1odXNo"))));
        Assert.DoesNotContain("hush", e.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("aHVz", e.ToString(), StringComparison.Ordinal);
    }

    private static string Text(string cluster, string user) =>
        $"current-context: x\nclusters: [{{name: c, cluster: {{{cluster}}}}}]\nusers: [{{name: u, user: {{{user}}}}}]\ncontexts: [{{name: x, context: {{cluster: c, user: u}}}}]\n";

    private void AssertRefused(string text, string? field, string expected)
    {
        var file = _folder.Write("config", text);
        var e = Refusal(file);
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.StartsWith($"kubeconfig {file}: ", e.Message, StringComparison.Ordinal);
        Assert.StartsWith(field ?? "", e.Field ?? "", StringComparison.Ordinal);
    }

    private static KubeconfigException Refusal(string file) => Assert.Throws<KubeconfigException>(() => KubernetesClientConfiguration.BuildConfigFromConfigFile(file));
}
