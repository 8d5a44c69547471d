using Lepton.EndToEnd.Harness;
using Lepton.EndToEnd.RealClusters;
using Lepton.Sandbox.Simulation;
using Lepton.Testing.Clusters;
using Xunit;
using Xunit.Abstractions;

namespace Lepton.EndToEnd.Leadership;

/// <summary>No server is the sandbox's: the hub is the one that <c>LEPTON_TEST_KUBECONFIG</c> names, the members are those of <c>LEPTON_TEST_MEMBER_KUBECONFIGS</c>.</summary>
[Trait("Suite", "long")]
public sealed class LeadershipOnGivenClustersTests(LeadershipOnGivenClustersTests.Fixture fixture, ITestOutputHelper output)
    : LeadershipScenarios(fixture.Fleet, LeaseTimes.Usual, output), IClassFixture<LeadershipOnGivenClustersTests.Fixture>
{
    /// <summary>Null where not all are given.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        internal TestFleet? Fleet { get; private set; }

        public async Task InitializeAsync()
        {
            if (GivenServer.IsGiven && await GivenMembers.FindAsync(SmallFleet.Members) is { } members)
                Fleet = await TestFleet.StartAsync(SmallFleet.Definition, new SimulationOptions { Seed = 11 }, givenHub: true, members: members);
        }

        public async Task DisposeAsync()
        {
            if (Fleet is not null)
                await Fleet.DisposeAsync();
        }
    }
}
