using Lepton.Kubernetes.Http;
using Lepton.Testing;
using Lepton.Testing.Clusters;

namespace Lepton.Kubernetes.Tests.Server;

/// <summary>Says against what the tests of a server ran: a given one, or the sandbox alone.</summary>
public sealed class GivenServerTests
{
    [SkippableFact]
    public async Task What_runs_on_the_sandbox_ran_on_the_given_server()
    {
        Skip.If(!GivenServer.IsGiven, $"{GivenServer.Variable} names no kubeconfig: what needs an API server ran on the sandbox alone (docs/how-to/test-against-real-clusters.md)");
        using var client = new KubernetesClient(GivenServer.Configuration());
        var version = await client.RequestAsync(HttpMethod.Get, "/version");
        Assert.NotNull((string?)version!["gitVersion"]);
        TestReport.Line($"Lepton.Kubernetes: the tests that need an API server ran on the given one, Kubernetes {version["gitVersion"]}, {(GivenServer.CanRestart ? "which they restarted" : "which they may not restart: " + GivenServer.CannotRestart)}");
    }
}
