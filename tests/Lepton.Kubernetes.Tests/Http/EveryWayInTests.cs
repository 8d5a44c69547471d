using System.Text;
using Lepton.Kubernetes.Config;
using Lepton.Kubernetes.Config.KubeConfigModels;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Testing.Files;
using Lepton.Testing.Http;
using Lepton.Testing.Tls;

namespace Lepton.Kubernetes.Tests.Http;

/// <summary>From a kubeconfig file to an answer, over TLS, with each way to authenticate people have; all at once against one server.</summary>
public sealed class EveryWayInTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TestAuthority _authority = new();

    public void Dispose()
    {
        _folder.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public async Task TokenTokenFileCertificateCertificateFileExecPasswordAtTheSameTime()
    {
        using var jane = _authority.Client("jane");
        using var joe = _authority.Client("joe");
        _folder.Write("token", "from-file\n");
        _folder.Write("joe.crt", joe.Pem);
        _folder.Write("joe.key", joe.KeyPem);
        _folder.Script("plugin", "echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1beta1\",\"status\":{\"token\":\"from-plugin\"}}'");
        await using var server = await ScriptedServer.StartAsync(_authority.Server("127.0.0.1"), c =>
            c.JsonAsync(Servers.ConfigMap((c.Connection.ClientCertificate?.Subject.Split(',')[0] ?? c.Request.Headers.Authorization.ToString()).Replace(' ', '-'))));
        var file = WriteKubeconfig(server.Url, new()
        {
            ["token"] = new() { Token = "given" },
            ["token-file"] = new() { TokenFile = "token" },
            ["certificate"] = new() { ClientCertificateData = jane.PemBase64, ClientKeyData = jane.KeyPemBase64 },
            ["certificate-file"] = new() { ClientCertificate = "joe.crt", ClientKey = "joe.key" },
            ["exec"] = new() { ExternalExecution = new() { ApiVersion = "client.authentication.k8s.io/v1beta1", Command = "./plugin" } },
            ["password"] = new() { Username = "u", Password = "p" },
            ["id-token"] = new() { AuthProvider = new() { Name = "oidc", Config = new() { ["id-token"] = "oidc" } } },
        });

        var answers = await Task.WhenAll(new[] { "token", "token-file", "certificate", "certificate-file", "exec", "password", "id-token" }.Select(async user =>
        {
            using var client = new KubernetesClient(KubernetesClientConfiguration.BuildConfigFromConfigFile(file, user));
            var maps = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => client.Resource<V1ConfigMap>().GetAsync("x", client.DefaultNamespace)));
            return Assert.Single(maps.Select(m => m.Metadata.Name).Distinct())!;
        }));

        Assert.Equal(["Bearer-given", "Bearer-from-file", "CN=jane", "CN=joe", "Bearer-from-plugin", "Basic-dTpw", "Bearer-oidc"], answers);
    }

    [Fact]
    public async Task AKubeconfigOfASecretWorksTheSame()
    {
        await using var server = await ScriptedServer.StartAsync(_authority.Server("127.0.0.1"), c => c.TextAsync(c.Request.Headers.Authorization.ToString()));
        var bytes = Encoding.UTF8.GetBytes(Kubeconfig(server.Url, new() { ["u"] = new() { Token = "secret" } }).ToYaml());
        using var client = new KubernetesClient(KubernetesClientConfiguration.BuildConfigFromBytes(bytes, new InMemoryKubeconfigOptions { Context = "u" }));
        Assert.Equal("Bearer secret", (string?)await client.RequestAsync(HttpMethod.Get, "/"));
    }

    [Fact]
    public async Task ADisposedClientRefusesAndItsConnectionsAreClosed()
    {
        await using var server = await ScriptedServer.StartAsync(_authority.Server("127.0.0.1"), c => c.TextAsync("ok"));
        var client = server.Client(configure: c => c.CertificateAuthorityData = _authority.PemBytes);
        await client.RequestAsync(HttpMethod.Get, "/");
        client.Dispose();
        client.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.RequestAsync(HttpMethod.Get, "/"));
    }

    private string WriteKubeconfig(string url, Dictionary<string, UserCredentials> users) => _folder.Write("config", Kubeconfig(url, users).ToYaml());

    private K8SConfiguration Kubeconfig(string url, Dictionary<string, UserCredentials> users) => new()
    {
        Clusters = [new() { Name = "c", ClusterEndpoint = new() { Server = url, CertificateAuthorityData = _authority.PemBase64 } }],
        Users = [.. users.Select(u => new User { Name = u.Key, UserCredentials = u.Value })],
        Contexts = [.. users.Keys.Select(u => new Context { Name = u, ContextDetails = new() { Cluster = "c", User = u, Namespace = "default" } })],
    };
}
