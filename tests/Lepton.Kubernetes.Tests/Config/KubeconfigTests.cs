using System.Text;
using Lepton.Kubernetes.Config;
using Lepton.Kubernetes.Config.KubeConfigModels;
using Lepton.Testing.Files;
using Lepton.Testing.Tls;

namespace Lepton.Kubernetes.Tests.Config;

/// <summary>What kubeconfigs of real clusters hold, and where their files are.</summary>
public sealed class KubeconfigTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TestAuthority _authority = new();

    public void Dispose()
    {
        _folder.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public void EveryFieldArrives()
    {
        using var user = _authority.Client("jane");
        var config = KubernetesClientConfiguration.BuildConfigFromConfigFile(_folder.Write("config", $"""
            apiVersion: v1
            kind: Config
            preferences: {"{}"}
            unknown-field: [1, 2]
            current-context: prod
            clusters:
            - name: prod
              cluster:
                server: https://10.0.0.1:6443/base
                certificate-authority-data: {_authority.PemBase64}
                tls-server-name: api.example
                proxy-url: socks5://proxy:1080
                disable-compression: true
                future: yes
                extensions:
                - name: client.authentication.k8s.io/exec
                  extension: {"{"}audience: a{"}"}
            users:
            - name: jane
              user:
                client-certificate-data: {user.PemBase64}
                client-key-data: {user.KeyPemBase64}
                as: admin
                as-uid: "7"
                as-groups: [dev, ops]
                as-user-extra:
                  scopes: [view]
            contexts:
            - name: prod
              context:
                cluster: prod
                user: jane
                namespace: ai
            """));

        Assert.Equal(("https://10.0.0.1:6443/base", "ai", "prod", "api.example", "socks5://proxy:1080/", true),
            (config.Host, config.Namespace, config.CurrentContext, config.TlsServerName, config.ProxyUrl!.ToString(), config.DisableCompression));
        Assert.Equal(_authority.Pem, Encoding.UTF8.GetString(config.CertificateAuthorityData!));
        Assert.Equal((user.Pem, user.KeyPem), (Encoding.UTF8.GetString(config.ClientCertificateData!), Encoding.UTF8.GetString(config.ClientCertificateKeyData!)));
        Assert.Equal(("admin", "7", "dev,ops", "view"), (config.Impersonate!.UserName, config.Impersonate.Uid, string.Join(',', config.Impersonate.Groups), config.Impersonate.Extra["scopes"][0]));
        Assert.Equal("""{"audience":"a"}""", config.ExecClusterConfig);
        Assert.False(config.SkipTlsVerify);
    }

    [Fact]
    public void AnExecPluginArrivesWhole()
    {
        var file = _folder.Write("config", Minimal("""
            exec:
                  apiVersion: client.authentication.k8s.io/v1
                  command: ./bin/plugin
                  args: [token, -i, cluster]
                  env:
                  - name: AWS_PROFILE
                    value: dev
                  installHint: get it
                  provideClusterInfo: true
                  interactiveMode: IfAvailable
            """));
        var exec = KubernetesClientConfiguration.BuildConfigFromConfigFile(file).Exec!;
        Assert.Equal((_folder.File("bin/plugin"), "token -i cluster", "AWS_PROFILE=dev", "get it", true, "IfAvailable"),
            (exec.Command, string.Join(' ', exec.Arguments!), $"{exec.EnvironmentVariables![0].Name}={exec.EnvironmentVariables[0].Value}", exec.InstallHint, exec.ProvideClusterInfo, exec.InteractiveMode));
    }

    [Theory]
    [InlineData("aws", "aws")]
    [InlineData("/usr/bin/aws", "/usr/bin/aws")]
    public void CommandsWithoutAPathAreLeftToPath(string command, string expected)
    {
        var file = _folder.Write("config", Minimal($"exec: {{apiVersion: client.authentication.k8s.io/v1beta1, command: {command}}}"));
        Assert.Equal(expected, KubernetesClientConfiguration.BuildConfigFromConfigFile(file).Exec!.Command);
    }

    [Fact]
    [Trait("Rule", "Credentials/kubeconfig-paths-relative-to-their-file")]
    public void RelativeFilesStartAtTheKubeconfig()
    {
        _folder.Write("deep/pki/ca.crt", "x");
        _folder.Write("deep/token", "t");
        var file = _folder.Write("deep/config", Minimal("tokenFile: token", "certificate-authority: pki/ca.crt"));
        var config = KubernetesClientConfiguration.BuildConfigFromConfigFile(new FileInfo(file));
        Assert.Equal((_folder.File("deep/pki/ca.crt"), _folder.File("deep/token")), (config.CertificateAuthorityFile, config.TokenFile));
    }

    [Fact]
    public void DataWinsOverFiles()
    {
        var file = _folder.Write("config", Minimal("token: t", $"certificate-authority: nowhere.crt\n    certificate-authority-data: {_authority.PemBase64}"));
        var config = KubernetesClientConfiguration.BuildConfigFromConfigFile(file);
        Assert.NotNull(config.CertificateAuthorityData);
        Assert.Null(config.CertificateAuthorityFile);
    }

    [Fact]
    public void TokensPasswordsAndIdTokens()
    {
        Assert.Equal("abc", Build("token: abc").AccessToken);
        Assert.Equal(("u", "p"), (Build("username: u\n    password: p").Username, Build("username: u\n    password: p").Password));
        Assert.Equal("id", Build("auth-provider: {name: oidc, config: {id-token: id}}").AccessToken);
        Assert.Null(Build("{}").AccessToken);
    }

    [Fact]
    public void ContextAndServerCanBeChosen()
    {
        var file = _folder.Write("config", Minimal("token: t") + "- name: other\n  context: {cluster: c, user: u, namespace: o}\n");
        var config = KubernetesClientConfiguration.BuildConfigFromConfigFile(file, "other", "https://elsewhere:1");
        Assert.Equal(("other", "o", "https://elsewhere:1"), (config.CurrentContext, config.Namespace, config.Host));
    }

    [Fact]
    public void JsonIsAKubeconfigTooAndSoIsAContextWithoutUser()
    {
        var file = _folder.Write("config", """{"current-context":"x","clusters":[{"name":"c","cluster":{"server":"10.1.2.3:6443","insecure-skip-tls-verify":true}}],"contexts":[{"name":"x","context":{"cluster":"c"}}]}""");
        var config = KubernetesClientConfiguration.BuildConfigFromConfigFile(file);
        Assert.Equal(("https://10.1.2.3:6443", "default", true), (config.Host, config.Namespace, config.SkipTlsVerify));
    }

    [Fact]
    public void WhatIsWrittenIsReadBack()
    {
        var written = new K8SConfiguration
        {
            ApiVersion = "v1",
            Kind = "Config",
            CurrentContext = "x",
            Clusters = [new() { Name = "c", ClusterEndpoint = new() { Server = "https://h", CertificateAuthorityData = _authority.PemBase64 } }],
            Users = [new() { Name = "u", UserCredentials = new() { Token = "0123" } }],
            Contexts = [new() { Name = "x", ContextDetails = new() { Cluster = "c", User = "u" } }],
        };
        var config = KubernetesClientConfiguration.BuildConfigFromBytes(Encoding.UTF8.GetBytes(written.ToYaml()));
        Assert.Equal(("https://h", "0123", _authority.Pem), (config.Host, config.AccessToken, Encoding.UTF8.GetString(config.CertificateAuthorityData!)));
        Assert.Equal("https://h", KubernetesClientConfiguration.BuildConfigFromConfigObject(written).Host);
    }

    private KubernetesClientConfiguration Build(string user) => KubernetesClientConfiguration.BuildConfigFromConfigFile(_folder.Write("config", Minimal(user)));

    internal static string Minimal(string user, string cluster = "") => $"""
        current-context: x
        clusters:
        - name: c
          cluster:
            server: https://h
            {cluster}
        users:
        - name: u
          user:
            {user}
        contexts:
        - name: x
          context: {"{cluster: c, user: u}"}

        """;
}
