using Lepton.Kubernetes.Config;
using Lepton.Testing.Files;

namespace Lepton.Kubernetes.Tests.Config;

/// <summary>Rule "KUBECONFIG merge: first file wins per key; paths relative to their own file; missing files skipped unless explicit".</summary>
public sealed class KubeconfigPlacesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Rule", "Credentials/kubeconfig-first-file-wins")]
    [Trait("Rule", "Credentials/kubeconfig-paths-relative-to-their-file")]
    [Trait("Rule", "Credentials/kubeconfig-missing-files-skipped-unless-explicit")]
    public void TheFirstFileWinsPerNameWithItsWholeEntry()
    {
        _folder.Write("one/token", "t");
        var one = _folder.Write("one/config", "users: [{name: u, user: {tokenFile: token}}]\nclusters: [{name: c, cluster: {server: 'https://one'}}]\n");
        var two = _folder.Write("two/config", "current-context: x\nusers: [{name: u, user: {tokenFile: other, as: admin}}, {name: v, user: {token: v}}]\nclusters: [{name: c, cluster: {server: 'https://two', tls-server-name: two}}]\ncontexts: [{name: x, context: {cluster: c, user: u}}, {name: y, context: {cluster: c, user: v}}]\n");
        var three = _folder.Write("three/config", "current-context: y\n");

        var merged = new KubeconfigPlaces($"{one}:{_folder.File("missing")}::{two}:{three}", _folder.Path).Load();
        var config = KubernetesClientConfiguration.BuildConfigFromConfigObject(merged);
        var other = KubernetesClientConfiguration.BuildConfigFromConfigObject(merged, "y");

        Assert.Equal(("x", "https://one", _folder.File("one/token")), (config.CurrentContext, config.Host, config.TokenFile));
        Assert.Null(config.TlsServerName);
        Assert.Null(config.Impersonate);
        Assert.Equal("v", other.AccessToken);
    }

    [Fact]
    public void MistakesInAMergeNameTheFileTheyStandIn()
    {
        var one = _folder.Write("one", "current-context: x\nclusters: [{name: c, cluster: {server: 'https://h'}}]\n");
        var two = _folder.Write("two", "users: [{name: u, user: {tokenFile: nowhere}}]\ncontexts: [{name: x, context: {cluster: c, user: u}}]\n");
        var e = Assert.Throws<KubeconfigException>(() => KubernetesClientConfiguration.BuildConfigFromConfigObject(new KubeconfigPlaces($"{one}:{two}", "").Load()));
        Assert.Equal((two, "users[name=u].user.tokenFile"), (e.Origin, e.Field));
    }

    [Fact]
    public void WithoutTheVariableTheHomeFolderCounts()
    {
        var places = new KubeconfigPlaces(null, _folder.Path);
        Assert.False(places.Any);
        Assert.Contains(_folder.File(".kube/config"), Assert.Throws<KubeconfigException>(places.Load).Message, StringComparison.Ordinal);
        _folder.Write(".kube/config", KubeconfigTests.Minimal("token: t"));
        Assert.True(new KubeconfigPlaces("", _folder.Path).Any);
        Assert.Equal("x", new KubeconfigPlaces(null, _folder.Path).Load().CurrentContext);
    }

    [Fact]
    public void AVariableThatListsOnlyMissingFilesIsAnError()
    {
        _folder.Write(".kube/config", KubeconfigTests.Minimal("token: t"));
        var places = new KubeconfigPlaces($"{_folder.File("a")}:{_folder.File("b")}", _folder.Path);
        Assert.Contains("all files that KUBECONFIG lists are missing", Assert.Throws<KubeconfigException>(places.Load).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PodsFindTheirServerAndTheirAccount()
    {
        _folder.Write("token", "t");
        _folder.Write("ca.crt", "x");
        _folder.Write("namespace", "lepton-system\n");
        var config = InCluster(("KUBERNETES_SERVICE_HOST", "fd00::1"), ("KUBERNETES_SERVICE_PORT", "443")).Load();
        Assert.Equal(("https://[fd00::1]:443", "lepton-system", _folder.File("token"), _folder.File("ca.crt")), (config.Host, config.Namespace, config.TokenFile, config.CertificateAuthorityFile));
    }

    [Fact]
    public void OutsideAPodItSaysWhatIsMissing()
    {
        Assert.False(InCluster().IsInCluster);
        Assert.Contains("KUBERNETES_SERVICE_HOST", Assert.Throws<KubeconfigException>(InCluster().Load).Message, StringComparison.Ordinal);
        var noAccount = InCluster(("KUBERNETES_SERVICE_HOST", "10.0.0.1"), ("KUBERNETES_SERVICE_PORT", "443"));
        Assert.False(noAccount.IsInCluster);
        Assert.Contains("automountServiceAccountToken", Assert.Throws<KubeconfigException>(noAccount.Load).Message, StringComparison.Ordinal);
        _folder.Write("token", "t");
        Assert.True(noAccount.IsInCluster);
        Assert.Equal(("https://10.0.0.1:443", "default", null), (noAccount.Load().Host, noAccount.Load().Namespace, noAccount.Load().CertificateAuthorityFile));
    }

    private InClusterPlaces InCluster(params (string Name, string Value)[] variables) =>
        new(name => variables.FirstOrDefault(v => v.Name == name).Value, _folder.Path);
}
