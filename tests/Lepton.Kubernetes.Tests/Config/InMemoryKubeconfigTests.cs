using System.Text;
using Lepton.Kubernetes.Config;
using Lepton.Kubernetes.Config.KubeConfigModels;

namespace Lepton.Kubernetes.Tests.Config;

/// <summary>A kubeconfig in a Secret is written by somebody else: it must not read our files or run what it likes.</summary>
public class InMemoryKubeconfigTests
{
    private const string Origin = "Secret lepton/aws key kubeconfig";

    [Fact]
    public void WhatCarriesItsDataItselfIsFine()
    {
        var config = Build(KubeconfigTests.Minimal("token: t"));
        Assert.Equal(("https://h", "t", Origin), (config.Host, config.AccessToken, config.Origin));
    }

    [Theory]
    [InlineData("tokenFile: /var/run/secrets/kubernetes.io/serviceaccount/token", "", "users[name=u].user.tokenFile")]
    [InlineData("client-certificate: /etc/passwd", "", "users[name=u].user.client-certificate")]
    [InlineData("client-key: relative.key", "", "users[name=u].user.client-key")]
    [InlineData("token: t", "certificate-authority: /etc/ssl/ca.crt", "clusters[name=c].cluster.certificate-authority")]
    public void FilesAreRefused(string user, string cluster, string field)
    {
        var e = Assert.Throws<KubeconfigException>(() => Build(KubeconfigTests.Minimal(user, cluster)));
        Assert.Equal((Origin, field), (e.Origin, e.Field));
        Assert.Contains("must carry its data itself", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ProgramsNeedTheCallersConsent()
    {
        var text = KubeconfigTests.Minimal("exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: aws, args: [eks, get-token]}");
        Assert.Contains("\"aws\" may not be run", Assert.Throws<KubeconfigException>(() => Build(text)).Message, StringComparison.Ordinal);
        Assert.Throws<KubeconfigException>(() => Build(text, e => e.Command == "gke-gcloud-auth-plugin"));
        Assert.Equal("aws", Build(text, e => e.Command == "aws" && e.Arguments![0] == "eks").Exec!.Command);
    }

    [Fact]
    public void ARelativeProgramIsRelativeToNothing()
    {
        var text = KubeconfigTests.Minimal("exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: ./aws}");
        Assert.Contains("relative to nothing", Assert.Throws<KubeconfigException>(() => Build(text, _ => true)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheContextCanBeChosenAndMistakesAreNamed()
    {
        var e = Assert.Throws<KubeconfigException>(() => KubernetesClientConfiguration.BuildConfigFromBytes(Encoding.UTF8.GetBytes(KubeconfigTests.Minimal("token: t")), new InMemoryKubeconfigOptions { Origin = Origin, Context = "prod" }));
        Assert.Equal($"kubeconfig {Origin}: current-context: \"prod\" is not in contexts; \"x\" is expected", e.Message);
        Assert.Contains("binary data", Assert.Throws<KubeconfigException>(() => KubernetesClientConfiguration.BuildConfigFromBytes([0xff, 0xfe, 0x01])).Message, StringComparison.Ordinal);
    }

    private static KubernetesClientConfiguration Build(string text, Func<ExternalExecution, bool>? allow = null) =>
        KubernetesClientConfiguration.BuildConfigFromBytes(Encoding.UTF8.GetBytes(text), new InMemoryKubeconfigOptions { Origin = Origin, AllowExec = allow });
}
