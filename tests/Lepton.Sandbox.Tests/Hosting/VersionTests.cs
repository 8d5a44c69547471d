using System.Text;
using Lepton.Kubernetes.Config;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Sandbox.Hosting;

namespace Lepton.Sandbox.Tests.Hosting;

/// <summary>A cluster that stands for an older Kubernetes lacks what that one lacked.</summary>
public sealed class VersionTests
{
    [Theory]
    [InlineData("v1.27.16", "27", false, false, false)]
    [InlineData("v1.30.0", "30", true, false, false)]
    [InlineData("v1.32.1", "32", true, false, true)]
    [InlineData("v1.33.1", "33", true, true, false)]
    [InlineData("v1.36.2", "36", true, true, true)]
    public async Task An_older_server_lacks_what_came_later(string version, string minor, bool policies, bool resize, bool streams)
    {
        await using var host = await SandboxHost.StartAsync();
        var cluster = await host.AddClusterAsync("old", new ClusterOptions { KubernetesVersion = version });
        using var client = new KubernetesClient(KubernetesClientConfiguration.BuildConfigFromBytes(Encoding.UTF8.GetBytes(cluster.KubeconfigYaml())));
        var told = await client.RequestAsync(HttpMethod.Get, "/version");
        Assert.Equal(("1", minor, version), ((string?)told!["major"], (string?)told["minor"], (string?)told["gitVersion"]));
        Assert.Equal(policies, await client.FindResourceAsync("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy") is not null);
        Assert.NotNull(await client.FindResourceAsync("policy/v1", "PodDisruptionBudget"));
        var pods = await client.RequestAsync(HttpMethod.Get, "/api/v1");
        Assert.Equal(resize, pods!["resources"]!.AsArray().Any(r => (string?)r!["name"] == "pods/resize"));
        Assert.Equal(streams, await StreamsAsync(client));
    }

    [Fact]
    public async Task What_is_no_version_is_named()
    {
        await using var host = await SandboxHost.StartAsync();
        var error = await Assert.ThrowsAsync<ArgumentException>(() => host.AddClusterAsync("old", new ClusterOptions { KubernetesVersion = "1.29" }));
        Assert.Contains("found \"1.29\"; expected a version of Kubernetes such as v1.36.2", error.Message, StringComparison.Ordinal);
    }

    private static async Task<bool> StreamsAsync(KubernetesClient client)
    {
        try
        {
            await foreach (var _ in client.Resource<V1Namespace>().WatchAsync(options: new WatchOptions { SendInitialEvents = true, Timeout = TimeSpan.FromSeconds(5) }))
                return true;
            return false;
        }
        catch (KubernetesApiException e)
        {
            Assert.Contains("sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled", e.Message, StringComparison.Ordinal);
            return false;
        }
    }
}
