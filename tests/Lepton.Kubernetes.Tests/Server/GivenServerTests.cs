using Lepton.Testing.Clusters;

namespace Lepton.Kubernetes.Tests.Server;

/// <summary>Says against what the tests of a server ran: a given one, or the sandbox alone.</summary>
public sealed class GivenServerTests
{
    [SkippableFact]
    public async Task What_runs_on_the_sandbox_ran_on_the_given_server()
    {
        Skip.If(!GivenServer.IsGiven, GivenServer.NotGiven);
        Assert.NotNull(await GivenServer.ReportAsync("Lepton.Kubernetes"));
    }
}
